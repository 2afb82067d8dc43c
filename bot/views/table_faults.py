"""What is wrong in a table that somebody handed in, fault by fault, in the words of the district."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.rules.tables import Fault
from bot.texts import Texts

MOST_LINES = 200
_HEADER_FAULTS = ("column_missing", "column_once")


def expected(words: Texts, fault: Fault) -> str:
    """The sentence that says what the cell should have held; the ledger has some of its own."""
    own = f"ledger.expected.{fault.expected}"
    return words.plain(own if own in words else f"roster.expected.{fault.expected}", **fault.facts)


def fault_line(words: Texts, fault: Fault) -> str:
    """Row, column, what stands there, and what is expected."""
    kind = "fault_header" if fault.expected in _HEADER_FAULTS else "fault" if fault.value else "fault_empty"
    facts = {"row": fault.row, "column": fault.column, "value": fault.value}
    return words.plain(f"roster.{kind}", **facts, expected=expected(words, fault))


def fault_lines(words: Texts, faults: Sequence[Fault], most: int = MOST_LINES) -> Iterator[str]:
    """One line a fault, up to ``most``, and a last line that counts them."""
    yield from (fault_line(words, fault) for fault in faults[:most])
    if len(faults) > most:
        yield words.plain("roster.more_faults", count=len(faults) - most)
    yield words.plain("roster.nothing_taken", count=len(faults))
