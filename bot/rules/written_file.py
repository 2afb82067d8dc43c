"""A TOML file that staff wrote: read whole, or given back with the line of everything that is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from bot.rules.checker import Fault
from bot.rules.toml_lines import line_of, lines_of

SIZE_LIMIT = 256 * 1024
T = TypeVar("T")
Lines: TypeAlias = dict[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault with the line of the file it stands on and the key as one writes it."""

    line: int | None
    key: str
    reason: str
    facts: Mapping[str, object]


class DefinitionRejected(Exception):
    """The file cannot be used; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Placed]) -> None:
        super().__init__("; ".join(f"{fault.line}: {fault.key}: {fault.reason}" for fault in faults))
        self.faults = tuple(faults)


def read_checked(raw: bytes, check: Callable[[Mapping[str, Any]], T | list[Fault]]) -> tuple[T, Lines]:
    """What ``check`` makes of a TOML file, and the lines of its keys. Numbers with a point are Decimals.

    Raises DefinitionRejected.
    """
    if len(raw) > SIZE_LIMIT:
        raise DefinitionRejected([Placed(None, "", "file_too_large", {"most": SIZE_LIMIT // 1024})])
    try:
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise DefinitionRejected([Placed(None, "", "not_utf8", {})]) from None
    except tomllib.TOMLDecodeError as error:
        raise DefinitionRejected([_syntax(text, str(error))]) from None
    # Endless numbers and nesting are given up without a place.
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise DefinitionRejected([Placed(None, "", "syntax", {"message": str(error)})]) from None
    lines = lines_of(text)
    checked = check(data)
    if isinstance(checked, list):
        raise DefinitionRejected([placed(lines, fault) for fault in checked])
    return checked, lines


def placed(lines: Lines, fault: Fault) -> Placed:
    """The fault with its line, and its key as one writes it."""
    key = ""
    for part in fault.path:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else part
    return Placed(line_of(lines, fault.path), key, fault.reason, fault.facts)


def _syntax(text: str, message: str) -> Placed:
    head, _, place = message.rpartition(" (at ")
    if place.startswith("line "):
        return Placed(int(place.split()[1].rstrip(",")), "", "syntax", {"message": head})
    return Placed(text.count("\n") + 1, "", "syntax", {"message": head or message})
