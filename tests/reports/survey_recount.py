"""A recount of a survey, row by row from the ballots, that shares nothing with the program."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Any

from sqlalchemy import Connection, select

from bot.rules.consultation import Consultation, Question
from bot.storage.models import ballot, mark
from bot.storage.models import electorate as electorate_table

Weight = tuple[int, int, int]


@dataclass
class Sheet:
    """What one home said to one question."""

    marks: dict[int, int] = field(default_factory=dict)
    most_wanted: int | None = None
    amount: int | None = None
    said: str | None = None


@dataclass
class Flats:
    """Counted flats: head and area by home; sheets by question number and home."""

    flats: dict[int, tuple[int, int]]
    sheets: dict[int, dict[int, Sheet]]
    paper: set[int]

    def weigh(self, homes: Iterable[int]) -> Weight:
        """Homes, owners and area."""
        inside = list(homes)
        return len(inside), len({self.flats[home][0] for home in inside}), sum(self.flats[home][1] for home in inside)


def read(connection: Connection, asked: Consultation) -> Flats:
    """Every ballot of counted flats."""
    everyone = connection.execute(select(electorate_table).where(electorate_table.c.consultation_id == asked.id))
    flats = {row.household_id: (row.owner_head, row.floor_area) for row in everyone if row.counted}
    numbers = {question.id: question.number for question in asked.questions}
    sheets: dict[int, dict[int, Sheet]] = {number: {} for number in numbers.values()}
    paper = set()
    for row in connection.execute(select(ballot).where(ballot.c.consultation_id == asked.id)):
        if row.household_id in flats:
            sheets[numbers[row.question_id]][row.household_id] = Sheet(amount=row.amount, said=row.said)
            if row.channel == "paper":
                paper.add(row.household_id)
    for row in connection.execute(select(mark).where(mark.c.question_id.in_(numbers))):
        if row.household_id in flats:
            sheet = sheets[numbers[row.question_id]][row.household_id]
            sheet.marks[row.option_number] = row.value
            if row.most_wanted:
                sheet.most_wanted = row.option_number
    return Flats(flats, sheets, paper)


def put_to(flats: Flats, question: Question) -> int:
    """How many homes were asked."""
    if question.condition is None:
        return len(flats.flats)
    wanted = question.condition.options
    earlier = flats.sheets[question.condition.number]
    return sum(
        1
        for home in flats.flats
        if home in flats.sheets[question.number] or (home in earlier and wanted & set(earlier[home].marks))
    )


def options_of(flats: Flats, question: Question) -> list[Weight]:
    """Homes, owners and area behind each option."""
    sheets = flats.sheets[question.number]
    return [
        flats.weigh(home for home, sheet in sheets.items() if number in sheet.marks)
        for number in range(1, len(question.options) + 1)
    ]


def with_kind(flats: Flats, question: Question, *kinds: str) -> int:
    """Homes that chose an option of these kinds."""
    numbers = {n for n, facts in enumerate(question.facts, 1) if facts.kind is not None and facts.kind.value in kinds}
    return sum(1 for sheet in flats.sheets[question.number].values() if numbers & set(sheet.marks))


def fee_curve(flats: Flats, question: Question) -> list[tuple[int, int, int, int]]:
    """Price, homes, area and a month's income in fen, lowest price first."""
    found = []
    for price in sorted(facts.price for facts in question.facts if facts.price):
        numbers = {number for number, facts in enumerate(question.facts, 1) if (facts.price or 0) >= price}
        homes = [home for home, sheet in flats.sheets[question.number].items() if numbers & set(sheet.marks)]
        area = sum(flats.flats[home][1] for home in homes)
        found.append((price, len(homes), area, area * price // 100))
    return found


def average_places(flats: Flats, question: Question) -> list[float | None]:
    """By option number; what a home left out shares the mean of its last places."""
    sheets = flats.sheets[question.number].values()
    count = len(question.options)
    return [
        sum(s.marks.get(number, (len(s.marks) + 1 + count) / 2) for s in sheets) / len(sheets) if sheets else None
        for number in range(1, count + 1)
    ]


def condorcet(flats: Flats, question: Question) -> int | None:
    """Who comes before everybody else, one against one; what is left out comes last."""
    wins: Counter[int] = Counter()
    last = len(question.options) + 1
    for one, two in combinations(range(1, last), 2):
        before = sum(
            (s.marks.get(one, last) < s.marks.get(two, last)) - (s.marks.get(one, last) > s.marks.get(two, last))
            for s in flats.sheets[question.number].values()
        )
        wins[one] += before > 0
        wins[two] += before < 0
    return next((number for number in range(1, last) if wins[number] == last - 2), None)


def support(flats: Flats, question: Question) -> list[tuple[int, int]]:
    """Supporters and points of each project."""
    sheets = flats.sheets[question.number].values()
    return [
        (sum(number in s.marks for s in sheets), sum(s.marks.get(number, 0) for s in sheets))
        for number in range(1, len(question.options) + 1)
    ]


def amounts_of(flats: Flats, question: Question) -> dict[str, Any]:
    """Sum, middle, bounds in hundredths."""
    given = [sheet.amount for sheet in flats.sheets[question.number].values() if sheet.amount is not None]
    return {
        "total": sum(given),
        "median": median(given) if given else None,
        "least": min(given, default=None),
        "most": max(given, default=None),
        "given": given,
    }


def categories(flats: Flats, question: Question) -> dict[str, int]:
    """Choices by category."""
    found: dict[str, int] = defaultdict(int)
    for number, facts in enumerate(question.facts, 1):
        if facts.category:
            found[facts.category] += sum(number in s.marks for s in flats.sheets[question.number].values())
    return dict(found)
