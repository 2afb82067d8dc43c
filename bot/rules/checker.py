"""Collecting everything that is wrong with a file that staff wrote, with the place of each fault."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Any, TypeAlias

from bot.rules.visible import visible

Path: TypeAlias = tuple[str | int, ...]

# Whatever would have to be rounded is no number of hundredths.
_EXACT = Context(prec=28, traps=[Inexact, InvalidOperation, Overflow])


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (keys and list positions), why, and the facts for the sentence."""

    path: Path
    reason: str
    facts: Mapping[str, object]


class Checker:
    """Collects every fault, so that staff see all of them at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: Path, reason: str, **facts: object) -> None:
        """Note a fault; the facts fill in its sentence."""
        self.faults.append(Fault(path, reason, facts))

    def unknown_keys(self, table: Mapping[str, Any], known: frozenset[str], path: Path) -> None:
        """Note every key that means nothing here, with the nearest that does."""
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, sorted(known), n=1)
                reason = "unknown_key_near" if near else "unknown_key"
                self.fault((*path, key), reason, known=", ".join(sorted(known)), near="".join(near))

    def text(self, table: Mapping[Any, Any], key: str | int, most: int, path: Path = ()) -> str:
        """The words under a key, or at a place of a list, that must be there; empty after a fault."""
        value = table.get(key)
        words = visible(value).strip() if isinstance(value, str) else ""
        if value is None:
            self.fault((*path, key), "missing")
        elif not words:
            self.fault((*path, key), "not_text")
        elif len(words) > most:
            self.fault((*path, key), "too_long", length=len(words), most=most)
        else:
            return words
        return ""

    def maybe_text(self, table: Mapping[str, Any], key: str, most: int, path: Path) -> str | None:
        """The words under a key that may be missing."""
        return (self.text(table, key, most, path) or None) if key in table else None

    def choice(
        self, table: Mapping[str, Any], key: str, allowed: Sequence[str], default: str | None, path: Path = ()
    ) -> str:
        """One of the allowed words; the first of them after a fault."""
        value = table.get(key, default)
        if value is None:
            self.fault((*path, key), "missing")
        elif value not in allowed:
            self.fault((*path, key), "not_one_of", value=value, allowed=", ".join(allowed))
        else:
            return str(value)
        return allowed[0]

    def flag(self, table: Mapping[str, Any], key: str, default: bool, path: Path) -> bool:
        """true or false."""
        value = table.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault((*path, key), "not_a_flag", value=value)
        return default

    def whole(self, table: Mapping[str, Any], key: str, most: int, path: Path, least: int = 1) -> int | None:
        """A whole number within bounds; None when it is missing or wrong."""
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            reason = "max_choices_range" if least == 1 else "whole_number_from"
            self.fault((*path, key), reason, value=value, least=least, most=most)
            return None
        return value

    def hundredths(self, value: object, path: Path, most: int, least: int = 0) -> int | None:
        """A number with at most two decimals, as hundredths: yuan become fen. Numbers come as int or Decimal."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.fault(path, "not_a_number", value=value)
            return None
        number = Decimal(value)
        if not number.is_finite():
            self.fault(path, "not_a_number", value=value)
            return None
        if not Decimal(least) / 100 <= number <= Decimal(most) / 100:
            self.fault(path, "number_range", value=value, least=Decimal(least) / 100, most=Decimal(most) / 100)
            return None
        try:
            return int(_EXACT.to_integral_exact(_EXACT.multiply(number, Decimal(100))))
        except ArithmeticError:
            self.fault(path, "two_decimals", value=value)
            return None
