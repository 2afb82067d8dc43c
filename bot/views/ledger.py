"""What the import of a ledger or a community sheet did, in words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.ledger import LedgerImport
from bot.rules.sheet import SheetImport
from bot.rules.tables import BadRows
from bot.texts import Texts
from bot.views.screen import TEXT_LIMIT, Screen, shorten
from bot.views.table_faults import fault_lines

_MOST_FAULTS = 15


def import_lines(words: Texts, done: LedgerImport) -> Iterator[str]:
    """The result for people."""
    between = words.template("roster.between")
    counts = [words.plain(f"ledger.record.{kind}", count=count) for kind, count in done.added.items()]
    if counts:
        yield words.plain("ledger.done_dry" if done.dry_run else "ledger.done", records=between.join(counts))
    else:
        yield words.plain("ledger.nothing_new")
    if done.known:
        yield words.plain("ledger.known", count=done.known)
    if done.ignored:
        yield words.plain("roster.ignored", columns=between.join(done.ignored))
    if done.dry_run:
        yield words.plain("roster.dry_run")


def sheet_lines(words: Texts, done: SheetImport) -> Iterator[str]:
    """The result of a community sheet for people."""
    counts = {"added": len(done.added), "changed": len(done.changed), "unchanged": done.unchanged}
    yield words.plain("roster.sheet_done", **counts)
    if done.indicators:
        yield words.plain("roster.indicators", columns=words.template("roster.between").join(done.indicators))
    if done.ignored:
        yield words.plain("roster.ignored", columns=words.template("roster.between").join(done.ignored))


def taken(words: Texts, done: LedgerImport | SheetImport) -> Screen:
    """The answer to a file that was taken over."""
    lines = import_lines(words, done) if isinstance(done, LedgerImport) else sheet_lines(words, done)
    return _screen(words, "\n".join(lines))


def refused(words: Texts, bad: BadRows) -> Screen:
    """The answer to a file with wrong rows."""
    return _screen(words, "\n".join(fault_lines(words, bad.faults, _MOST_FAULTS)))


def unreadable(words: Texts, reason: str, **facts: object) -> Screen:
    """The answer to a file that is no table we know."""
    own = f"ledger.file.{reason}"
    return Screen(words.html(own if own in words else f"roster.file.{reason}", **facts))


def _screen(words: Texts, text: str) -> Screen:
    return Screen(words.html("ledger.told", text=shorten(text, TEXT_LIMIT - 500)))
