"""The Bot API as tables (`api.json`): which parameters and fields exist, their types, and whether a value fits.

Used twice: strictly on what a bot sends, and in the tests on everything the emulator returns or delivers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import orjson

SCALARS: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
}
BOOLEANS = {"true": True, "True": True, "false": False, "False": False}
INTEGER = re.compile(r"-?[0-9]{1,18}")


class Mismatch(Exception):
    """A value that does not have the type the Bot API reference gives it; says where and why."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a method or a field of an object: whether it must be there, and its alternative types."""

    required: bool
    types: tuple[str, ...]

    @classmethod
    def read(cls, spelled: str) -> Field:
        """From the spelling in `api.json`, for example `!Integer|String`."""
        return cls(spelled.startswith("!"), tuple(spelled.removeprefix("!").split("|")))


def _rows(table: dict[str, str]) -> dict[str, Field]:
    return {name: Field.read(spelled) for name, spelled in table.items()}


_api: dict[str, Any] = orjson.loads(files("emulator").joinpath("api.json").read_bytes())
VERSION: str = _api["version"]
METHODS: dict[str, dict[str, Field]] = {name: _rows(row["parameters"]) for name, row in _api["methods"].items()}
RETURNS: dict[str, tuple[str, ...]] = {name: tuple(row["returns"].split("|")) for name, row in _api["methods"].items()}
UNIONS: dict[str, list[str]] = {name: row for name, row in _api["types"].items() if isinstance(row, list)}
OBJECTS: dict[str, dict[str, Field]] = {
    name: _rows(row) for name, row in _api["types"].items() if isinstance(row, dict)
}


def check(value: object, types: tuple[str, ...], where: str = "value") -> None:
    """Raises Mismatch unless `value` is one of `types`, all the way down; unknown fields are mismatches too."""
    complaints = []
    for name in types:
        try:
            _check_one(value, name, where)
        except Mismatch as complaint:
            complaints.append(complaint)
        else:
            return
    raise max(complaints, key=_depth)


def _depth(complaint: Mismatch) -> int:
    """How far into the value the comparison got: the alternative that was meant gets farthest."""
    return str(complaint).count("[") + str(complaint).count(".")


def _check_one(value: object, name: str, where: str) -> None:
    if name in SCALARS:
        _check_scalar(value, name, where)
    elif name.startswith("["):
        if not isinstance(value, list):
            raise Mismatch(f"{where} must be an Array")
        for index, item in enumerate(value):
            _check_one(item, name[1:-1], f"{where}[{index}]")
    elif name in UNIONS:
        check(value, tuple(UNIONS[name]), where)
    elif name in OBJECTS:
        _check_object(value, name, where)
    else:
        raise Mismatch(f"{where}: {name} is not supported")


def _check_scalar(value: object, name: str, where: str) -> None:
    if not isinstance(value, SCALARS[name]) or (isinstance(value, bool) and name != "Boolean"):
        raise Mismatch(f"{where} must be {name}")


def _check_object(value: object, name: str, where: str) -> None:
    if not isinstance(value, dict):
        raise Mismatch(f"{where} must be {name}")
    fields = OBJECTS[name]
    for key, item in value.items():
        if key not in fields:
            raise Mismatch(f'{where}: unknown field "{key}" in {name}')
        check(item, fields[key].types, f"{where}.{key}")
    for key, field in fields.items():
        if field.required and key not in value:
            raise Mismatch(f'{where}: field "{key}" of {name} is missing')


def decode(text: str, field: Field, where: str) -> Any:
    """A parameter that travelled as text (query, form, multipart), as the value it stands for. Raises Mismatch."""
    first = field.types[0]
    if "Integer" in field.types and INTEGER.fullmatch(text):
        return int(text)
    if "String" in field.types:
        return text
    if first == "Boolean" and text in BOOLEANS:
        return BOOLEANS[text]
    if first in SCALARS:
        raise Mismatch(f"{where} must be {first}")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Mismatch(f"{where} must be JSON of {'|'.join(field.types)}") from None
