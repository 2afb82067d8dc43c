"""What a button carries: a verb and whole numbers, never "the current vote". Everything is checked again on arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

VOTE = "v"  # v:<question id>:<option number>
WITHDRAW = "w"  # w:<question id>
BIND = "b"  # b:<community id>, pressed by staff in a group
CLOSE = "x"  # x:<consultation id>, asks; xx:<consultation id> closes
CLOSE_NOW = "xx"
KEEP_OPEN = "xn"
TALLY = "t"  # t:<consultation id>
COMING = "mc"  # mc:<meeting id>:<1 comes, 2 does not, 3 asks for a visit>, on a meeting's card and in private reminders
ANNOUNCE_IN = "ai"  # ai:<community id>: which part of it; 0 is the whole district
ANNOUNCE_TO = "at"  # at:<community id>:<household id in the building, 0 for all of the community>
ANNOUNCE_SEND = "as"
ANNOUNCE_DROP = "ad"
ANNOUNCE_PROGRESS = "ap"  # ap:<announcement id>
ANNOUNCE_STOP = "ax"  # ax:<announcement id>


@dataclass(frozen=True, slots=True)
class Payload:
    """A decoded button."""

    verb: str
    numbers: tuple[int, ...]

    MOST_NUMBERS: ClassVar[int] = 4
    LARGEST: ClassVar[int] = 2**31 - 1  # what a key of the database can hold


def encode(verb: str, *numbers: int) -> str:
    """The button's data, e.g. ``v:17:2``."""
    return ":".join([verb, *map(str, numbers)])


def decode(data: str) -> Payload | None:
    """The payload, or None when the data is not one of ours (it comes from outside and may be anything)."""
    verb, *parts = data.split(":")
    if not verb or len(parts) > Payload.MOST_NUMBERS:
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 11 for part in parts):
        return None
    numbers = tuple(map(int, parts))
    return Payload(verb, numbers) if all(number <= Payload.LARGEST for number in numbers) else None
