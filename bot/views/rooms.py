"""A home as neighbours call it, whether the roster writes ``3`` or ``3号楼``."""

from __future__ import annotations

from bot.rules.people import Address
from bot.texts import Texts


def _named(value: str, key: str, words: Texts) -> str:
    """A bare number or letter gets its noun; a name that has one stays as the roster writes it."""
    return words.plain(key, **{key.partition(".")[2]: value}) if value.isascii() else value


def building_name(building: str, words: Texts) -> str:
    """``3`` is 3号楼."""
    return _named(building, "room.building", words)


def entrance_name(entrance: str, words: Texts) -> str:
    """``2`` is 2单元."""
    return _named(entrance, "room.entrance", words)


def room(address: Address, words: Texts) -> str:
    """Building, entrance and room in one short phrase."""
    parts = [building_name(address.building, words)]
    if address.entrance:
        parts.append(entrance_name(address.entrance, words))
    parts.append(words.plain("room.room", room=address.room))
    return words.template("room.joiner").join(parts)
