"""A table as somebody's file holds it: cells, hidden characters, numbers, and what is wrong in which row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import TypeAlias

Cell: TypeAlias = str | date | time | timedelta
"""What a file's cell may hold. Numbers have become text already (``101``, ``62.35``); a day or a time of day stays one,
because a spreadsheet that turned room 3-2 into a date must be noticed."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told now and then: the stage (``reading``, ``checking``, ``writing``), how much is done, and of how much."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress for nobody; the counts are dropped."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[0]`` is row 1 of the file."""

    name: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong cell. ``column`` as the file names it; ``expected`` names a sentence, ``facts`` fill it in."""

    row: int
    column: str
    value: str
    expected: str
    facts: Mapping[str, object] = field(default_factory=dict)


class BadRows(Exception):
    """The file has wrong rows; nothing of it was taken over. ``faults`` lists every one, in the file's order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(sorted(faults, key=lambda fault: fault.row))


class Unreadable(Exception):
    """A file that is no table we know. ``reason`` names the sentence, ``facts`` fill it in."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


# Control, direction and other invisible characters: Unicode categories Cc, Cf, Cs, Zl, Zp.
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Full-width digits and letters, as Chinese input methods type them; brackets and other marks stay as they are.
_NARROW = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")


def tidy(text: str) -> str:
    """The text with plain digits and letters, single spaces, and nothing around it."""
    if text.isascii() and text.isalnum():
        return text
    return _SPACES.sub(" ", text.strip().translate(_NARROW)).strip()


def has_hidden(text: str) -> bool:
    """Whether the text holds characters that nobody sees and that can make it read as something else."""
    return not text.isprintable() and _HIDDEN.search(text) is not None


def visible(cell: Cell) -> str:
    """The cell for a list of faults: hidden characters as ``\\u202e``, long texts cut."""
    shown = _HIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", str(cell))
    return shown if len(shown) <= 60 else shown[:59] + "…"


def keyword(text: str) -> str:
    """The text for comparing with words we know: compatibility forms folded, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def decimal_text(text: str) -> str | None:
    """A number that is not negative in its shortest form (``1,234.50`` → ``1234.5``); None when it is no number."""
    match = _NUMBER.fullmatch(text if text.isascii() else keyword(text))
    if match is None:
        return None
    whole = match.group(1).replace(",", "").lstrip("0") or "0"
    rest = (match.group(2) or "").rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def hundredths(text: str) -> int | None:
    """A number with at most two decimals, times 100, exactly; None when it is none."""
    number = decimal_text(text)
    if number is None:
        return None
    whole, _, rest = number.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0")) if len(rest) <= 2 and len(whole) <= 15 else None


def two_places(value: int) -> str:
    """Hundredths as people write them: 6235 → ``62.35``."""
    return f"{value // 100}.{value % 100:02d}"
