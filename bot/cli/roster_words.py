"""What an import did, or what is wrong in its file, as lines for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.rules.addresses import one_line
from bot.rules.roster_changes import CommunityImport, RosterImport
from bot.rules.sheet import SheetImport
from bot.rules.tables import Fault
from bot.texts import Texts
from bot.views.table_faults import expected, fault_lines

__all__ = ["fault_json", "fault_lines", "import_json", "import_lines"]


def fault_json(words: Texts, fault: Fault) -> dict[str, object]:
    """One fault; ``reason`` is stable, ``expected`` is the sentence."""
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "reason": fault.expected,
        "expected": expected(words, fault),
    }


def import_json(done: RosterImport | SheetImport) -> dict[str, object]:
    """The result; ``kind`` is ``roster`` or ``sheet``."""
    if isinstance(done, SheetImport):
        return {"kind": "sheet", **asdict(done)}
    communities = [
        {**asdict(each), "missing_first": [one_line(address) for address in each.missing_first]}
        for each in done.communities
    ]
    return {"kind": "roster", "dry_run": done.dry_run, "communities": communities, "ignored": done.ignored}


def import_lines(words: Texts, done: RosterImport | SheetImport) -> Iterator[str]:
    """The result for people."""
    yield from _sheet_lines(words, done) if isinstance(done, SheetImport) else _roster_lines(words, done)
    if done.ignored:
        yield words.plain("roster.ignored", columns=_list(words, done.ignored))
    if done.dry_run:
        yield words.plain("roster.dry_run")


def _roster_lines(words: Texts, done: RosterImport) -> Iterator[str]:
    key = "roster.done_dry" if done.dry_run else "roster.done"
    for each in done.communities:
        counts = {"added": each.added, "changed": each.changed, "unchanged": each.unchanged}
        yield words.plain(key, code=each.code, name=each.name, **counts)
        if each.missing:
            yield _missing(words, each)


def _missing(words: Texts, each: CommunityImport) -> str:
    key = "roster.missing_more" if each.missing > len(each.missing_first) else "roster.missing"
    first = _list(words, [one_line(address) for address in each.missing_first])
    return words.plain(key, code=each.code, name=each.name, count=each.missing, first=first)


def _sheet_lines(words: Texts, done: SheetImport) -> Iterator[str]:
    key = "roster.sheet_done_dry" if done.dry_run else "roster.sheet_done"
    yield words.plain(key, added=len(done.added), changed=len(done.changed), unchanged=done.unchanged)
    if done.missing:
        yield words.plain("roster.sheet_missing", count=done.missing)
    if done.indicators:
        yield words.plain("roster.indicators", columns=_list(words, done.indicators))


def _list(words: Texts, items: Sequence[str]) -> str:
    return words.template("roster.between").join(items)
