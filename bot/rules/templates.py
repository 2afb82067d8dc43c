"""A template: a consultation written once, with values to be filled in each time it is used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from bot.rules.checker import Fault, Path
from bot.rules.definition_options import written_out
from bot.rules.visible import visible

VALUE_LIMIT = 100
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TYPED_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")

Filling: TypeAlias = str | int | Decimal
"""A value as it is filled in: words, or a number."""


@dataclass(frozen=True, slots=True)
class Value:
    """What is to be filled in: ``text`` asks staff for it, ``example`` shows how it may look.

    ``default`` is taken where nothing is given. A value that is neither required nor has a default may stay away: the
    line, option or key with its placeholder then stays away too. ``most`` is the longest text, in characters.
    """

    name: str
    text: str
    kind: Literal["text", "number"] = "text"
    default: Filling | None = None
    example: str | None = None
    required: bool = True
    most: int = VALUE_LIMIT


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template; ``data`` is the definition as written, placeholders and all."""

    name: str
    language: str
    title: str
    about: str
    values: tuple[Value, ...]
    data: Mapping[str, Any]


def sample(value: Value) -> Filling:
    """Something that may stand in for the value: in checks and where a template is shown."""
    if value.default is not None:
        return value.default
    if value.kind == "number":
        return Decimal(value.example) if value.example else 1
    return value.example or "…"


def read_value(asked: Value, given: object) -> Filling | Fault:
    """The value as it is filled in, from a file or as typed ("0.8", "０.８"); a Fault says what is wrong with it."""
    path: Path = ("values", asked.name)
    if asked.kind == "number":
        return _number(given, path)
    if isinstance(given, int | Decimal) and is_number(given):
        given = written_out(given)
    words = " ".join(visible(given).split()) if isinstance(given, str) else ""
    if not words:
        return Fault(path, "not_text", {})
    if len(words) > asked.most:
        return Fault(path, "too_long", {"length": len(words), "most": asked.most})
    return words


def _number(given: object, path: Path) -> Filling | Fault:
    typed = _typed_number(given) if isinstance(given, str) else given
    if isinstance(typed, bool) or not isinstance(typed, int | Decimal):
        return Fault(path, "not_a_number", {"value": given})
    if not (isinstance(typed, int) or typed.is_finite()) or typed < 0:
        return Fault(path, "not_a_number", {"value": given})
    return typed


def _typed_number(given: str) -> int | Decimal | None:
    plain = unicodedata.normalize("NFKC", visible(given)).strip().replace(",", "")
    if not _TYPED_NUMBER.fullmatch(plain):
        return None
    return Decimal(plain) if "." in plain else int(plain)


def is_number(given: object) -> bool:
    """Whether a file says a number here; true and false are none."""
    return isinstance(given, int | Decimal) and not isinstance(given, bool)


def placeholders(written: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every placeholder in the texts below, with the place of its text."""
    if isinstance(written, str):
        for name in PLACEHOLDER.findall(written):
            yield path, name
    elif isinstance(written, Mapping):
        for key, inner in written.items():
            yield from placeholders(inner, (*path, key))
    elif isinstance(written, list):
        for position, inner in enumerate(written):
            yield from placeholders(inner, (*path, position))
