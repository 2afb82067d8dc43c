"""The tables of the Bot API and the code that answers for them agree."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import schema
from emulator.methods import METHODS
from emulator.params import MISSING, UNSUPPORTED
from emulator.reduce import METHODS as NAMED
from emulator.reduce import reduce_api


def test_every_method_has_a_row_and_every_row_a_handler() -> None:
    assert METHODS.keys() == schema.METHODS.keys() == schema.RETURNS.keys()


def test_what_is_refused_as_unsupported_exists_in_the_bot_api() -> None:
    known = {name for row in schema.METHODS.values() for name in row}
    fields = {name for row in schema.OBJECTS.values() for name in row}
    assert known >= UNSUPPORTED
    assert MISSING.keys() <= known
    assert fields >= {"message_id", "callback_data"}


def test_every_union_names_types_of_the_table_or_media_that_are_refused() -> None:
    unknown = {part for parts in schema.UNIONS.values() for part in parts} - schema.OBJECTS.keys()
    assert all(name.startswith(("InputMedia", "MessageOrigin")) for name in unknown)


@pytest.mark.parametrize(
    ("value", "types", "complaint"),
    [
        (True, ("Integer",), "value must be Integer"),
        ("5", ("Integer",), "value must be Integer"),
        ([1, "2"], ("[Integer]",), r"value\[1\] must be Integer"),
        ({"id": 1}, ("Chat",), '"type" of Chat is missing'),
        ({"id": 1, "type": "group", "colour": 3}, ("Chat",), 'unknown field "colour" in Chat'),
        ({}, ("PassportData",), "PassportData is not supported"),
    ],
)
def test_a_value_of_the_wrong_type_is_found(value: object, types: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(schema.Mismatch, match=complaint):
        schema.check(value, types)


def test_the_reduced_table_is_made_from_the_full_one() -> None:
    def row(name: str) -> dict[str, Any]:
        text = {"name": "text", "types": ["String"], "required": True, "description": "long"}
        ids = {"name": "ids", "types": ["Array of Array of Integer", "String"], "required": False}
        return {"name": name, "returns": ["Array of Message"], "fields": [text, ids]}

    types = {name: row(name) for name in [*schema.OBJECTS]} | {
        name: {"subtypes": parts} for name, parts in schema.UNIONS.items()
    }
    reduced = reduce_api({"version": "Bot API 0", "methods": {name: row(name) for name in NAMED}, "types": types})
    assert reduced["methods"]["sendMessage"] == {
        "returns": "[Message]",
        "parameters": {"text": "!String", "ids": "[[Integer]]|String"},
    }
    assert reduced["types"]["ChatMember"] == schema.UNIONS["ChatMember"]
    assert reduced["methods"].keys() == schema.METHODS.keys()
