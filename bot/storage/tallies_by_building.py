"""Homes by building and option, counted for all questions of a consultation in two statements."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, bindparam, func, select

from bot.rules.consultation import Consultation
from bot.rules.sealing import BuildingCounts
from bot.rules.tally_buildings import is_counted
from bot.storage.models import ballot, electorate, household, mark

# Built once: building a statement costs as much as running it. By question, as the keys of ballots and marks begin.
_MINE = and_(electorate.c.consultation_id == bindparam("consultation"), electorate.c.counted)
_HOMES = electorate.join(household, household.c.id == electorate.c.household_id)
_ANSWERED = (
    select(ballot.c.question_id, household.c.building, func.count())
    .select_from(_HOMES.join(ballot, ballot.c.household_id == electorate.c.household_id))
    .where(_MINE, ballot.c.question_id.in_(bindparam("questions", expanding=True)))
    .group_by(ballot.c.question_id, household.c.building)
)
_OPTIONS = (
    select(mark.c.question_id, household.c.building, mark.c.option_number, func.count())
    .select_from(_HOMES.join(mark, mark.c.household_id == electorate.c.household_id))
    .where(_MINE, mark.c.question_id.in_(bindparam("questions", expanding=True)))
    .group_by(mark.c.question_id, household.c.building, mark.c.option_number)
)


def by_building(connection: Connection, consultation: Consultation) -> dict[int, dict[str, BuildingCounts]]:
    """Counted homes that answered, by question id and building; where nobody answered there is none.

    Not to be shown as it is: ``rules.tally_buildings`` says what of it may be. Nothing is left of a sealed one.
    """
    return _counts(connection, consultation.id, [each.id for each in consultation.questions if is_counted(each)])


def _counts(connection: Connection, number: int, questions: Sequence[int]) -> dict[int, dict[str, BuildingCounts]]:
    values = {"consultation": number, "questions": list(questions)}
    options: dict[tuple[int, str], dict[int, int]] = {}
    for question, building, option, homes in connection.execute(_OPTIONS, values):
        options.setdefault((question, building), {})[option] = homes
    found: dict[int, dict[str, BuildingCounts]] = {}
    for question, building, homes in connection.execute(_ANSWERED, values):
        counted = BuildingCounts(homes, options.get((question, building), {}))
        found.setdefault(question, {})[building] = counted
    return found
