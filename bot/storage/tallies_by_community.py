"""One question that was put to several communities at once, counted for all of them in two statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, bindparam, func, select

from bot.rules.tally_facts import Weight
from bot.storage.models import ballot, electorate, mark, question


@dataclass(frozen=True, slots=True)
class Counted:
    """One community's answers to the question: homes that answered, and the weight behind each option."""

    answered: int
    options: Mapping[int, Weight] = field(default_factory=dict)


# Built once: building a statement costs as much as running it. A question belongs to one consultation, so the
# electorate's rows are found by the key of both.
_ASKED = question.c.id.in_(bindparam("questions", expanding=True))
_HOMES = and_(electorate.c.consultation_id == question.c.consultation_id, electorate.c.counted)
_OPTIONS = (
    select(
        mark.c.question_id,
        mark.c.option_number,
        func.count(),
        func.count(electorate.c.owner_head.distinct()),
        func.sum(electorate.c.floor_area),
    )
    .select_from(
        question.join(mark, mark.c.question_id == question.c.id).join(
            electorate, and_(_HOMES, electorate.c.household_id == mark.c.household_id)
        )
    )
    .where(_ASKED)
    .group_by(mark.c.question_id, mark.c.option_number)
)
_ANSWERED = (
    select(ballot.c.question_id, func.count())
    .select_from(
        question.join(ballot, ballot.c.question_id == question.c.id).join(
            electorate, and_(_HOMES, electorate.c.household_id == ballot.c.household_id)
        )
    )
    .where(_ASKED)
    .group_by(ballot.c.question_id)
)


def asked(connection: Connection, consultations: Sequence[int]) -> dict[int, int]:
    """Counted homes by consultation, from the electorates that have been written down."""
    query = (
        select(electorate.c.consultation_id, func.count())
        .where(electorate.c.consultation_id.in_(consultations), electorate.c.counted)
        .group_by(electorate.c.consultation_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def by_community(connection: Connection, consultations: Sequence[int], number: int) -> dict[int, Counted]:
    """Counts of counted homes by consultation; where nobody answered there is none.

    ``number`` is the question's place on the form, the same in all of them.
    """
    ids = select(question.c.id, question.c.consultation_id).where(
        question.c.consultation_id.in_(consultations), question.c.number == number
    )
    put: dict[int, int] = {row.id: row.consultation_id for row in connection.execute(ids)}
    options: dict[int, dict[int, Weight]] = {}
    for question_id, option, homes, owners, area in connection.execute(_OPTIONS, {"questions": list(put)}):
        options.setdefault(question_id, {})[option] = Weight(homes, owners, int(area))
    rows = connection.execute(_ANSWERED, {"questions": list(put)})
    return {put[each]: Counted(homes, options.get(each, {})) for each, homes in rows}
