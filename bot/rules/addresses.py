"""Addresses in order and in one line: ``BUILDING/ENTRANCE/ROOM``, as lists and the command line write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from bot.rules.people import Address

_PARTS = re.compile(r"[0-9]+|[^0-9]+")

NaturalKey: TypeAlias = tuple[tuple[int, int, str], ...]


def natural(name: str) -> NaturalKey:
    """A key that puts 2 before 10 and digits before words."""
    return tuple((0, int(part), part) if part[0].isdecimal() else (1, 0, part) for part in _PARTS.findall(name))


def street_order(address: Address) -> tuple[NaturalKey, NaturalKey, NaturalKey]:
    """A key that puts addresses in the order in which somebody walks by."""
    return natural(address.building), natural(address.entrance or ""), natural(address.room)


def one_line(address: Address) -> str:
    """``3/2/401``, or ``3/401`` where there is no entrance."""
    return "/".join(part for part in (address.building, address.entrance, address.room) if part)


def named(line: str, addresses: Iterable[Address]) -> Address | None:
    """The one address written as ``line``; None when there is none, or more than one (parts may hold a slash)."""
    wanted = "/".join(part.strip() for part in line.split("/") if part.strip())
    found = [address for address in addresses if one_line(address) == wanted]
    return found[0] if len(found) == 1 else None
