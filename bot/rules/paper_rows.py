"""A file with ballots from paper: building, entrance, room, options; every bad row is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.balloting import Choices
from bot.rules.consultation import Question
from bot.rules.headers import Found, Layout
from bot.rules.paper import check_choices
from bot.rules.people import Address
from bot.rules.refusals import Refusal
from bot.rules.roster import PART_LIMIT, ROSTER
from bot.rules.rows import RowReader, TableReader

PAPER = Layout(
    kind="paper",
    names={
        **{field: ROSTER.names[field] for field in ("building", "entrance", "room")},
        "options": ("选项", "选择", "所选"),
    },
    required=("building", "room", "options"),
    tells=frozenset({"building", "room", "options"}),
)
_OPTIONS_LIMIT = 200
_BETWEEN = re.compile(r"[\s,;/+、，；]+")
_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(slots=True)
class _Checker:
    """What is known while rows are read: which homes are asked, and in which row each was found first."""

    question: Question
    homes: Mapping[Address, int]
    rows: dict[int, int]
    ballots: dict[int, Choices]

    def row(self, reader: RowReader) -> None:
        home = read_home(reader, self.homes)
        choices = self.choices(reader)
        if home is None or choices is None:
            return
        first = self.rows.setdefault(home, reader.number)
        if first != reader.number:
            reader.fault("room", "paper_once", row=first)
            return
        self.ballots[home] = choices

    def choices(self, reader: RowReader) -> Choices | None:
        text = reader.text("options", _OPTIONS_LIMIT, required=True)
        if text is None:
            return None
        parts = [part for part in _BETWEEN.split(text) if part]
        if not parts or not all(_NUMBER.fullmatch(part) for part in parts):
            reader.fault("options", "paper_numbers")
            return None
        choices = frozenset(map(int, parts))
        try:
            check_choices(self.question, choices)
        except Refusal as refusal:
            reader.fault("options", refusal.reason.value, **{"most": len(self.question.options)} | refusal.facts)
            return None
        return choices


def read_home(reader: RowReader, homes: Mapping[Address, int]) -> int | None:
    """The household that a row names; None, with a fault noted, when it is none of those that are asked."""
    building = reader.text("building", PART_LIMIT, required=True)
    entrance = reader.text("entrance", PART_LIMIT)
    room = reader.text("room", PART_LIMIT, required=True)
    if building is None or room is None:
        return None
    home = homes.get(Address(building, entrance, room))
    if home is None:
        reader.fault("room", "paper_home")
    return home


def check_paper(found: Found, question: Question, homes: Mapping[Address, int]) -> dict[int, Choices]:
    """The ballots of a file by household id; ``homes`` are those that are asked. Raises BadRows with every fault."""
    checker = _Checker(question, homes, {}, {})
    for row in TableReader(found):
        checker.row(row)
    return checker.ballots
