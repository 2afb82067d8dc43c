"""The sums behind a tally, added up by the database over counted flats; no counters that could drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, exists, func, select

from bot.rules.consultation import Consultation, Regime
from bot.rules.tally import HeadVote, TallyFacts, Weight
from bot.storage.models import ballot, electorate, household, mark

# The electorate rows that count; every sum below is over these.
_WEIGHT = (func.count(), func.count(electorate.c.owner_head.distinct()), func.sum(electorate.c.floor_area))


def load_facts(connection: Connection, consultation: Consultation) -> TallyFacts:
    """Add up everything a tally needs, in the transaction (and snapshot) of ``connection``."""
    turnout, by_channel = _turnout(connection, consultation)
    return TallyFacts(
        electorate=_electorate(connection, consultation),
        turnout=turnout,
        by_channel=by_channel,
        answered=_answered(connection, consultation),
        options=_options(connection, consultation),
        heads=_heads(connection, consultation) if consultation.regime is Regime.OWNER_DECISION else (),
    )


def _electorate(connection: Connection, consultation: Consultation) -> Weight:
    """Who was written down at opening; before that, whom the roster would have written down now."""
    mine = electorate.c.consultation_id == consultation.id
    if connection.scalar(select(exists().where(mine))):
        return _weight(connection.execute(select(*_WEIGHT).where(mine, electorate.c.counted)).one())
    return _weight(connection.execute(_roster(consultation)).one())


def _roster(consultation: Consultation) -> Select[*tuple[Any, ...]]:
    group = household.c.owner_group
    alone = func.sum(case((group.is_(None), 1), else_=0))
    query: Select[*tuple[Any, ...]] = select(
        func.count(), func.count(group.distinct()) + alone, func.sum(household.c.floor_area)
    )
    query = query.where(household.c.community_id == consultation.community_id, household.c.counted)
    if consultation.scope.building is not None:
        query = query.where(household.c.building == consultation.scope.building)
    if consultation.scope.entrance is not None:
        query = query.where(household.c.entrance == consultation.scope.entrance)
    return query


def _turnout(connection: Connection, consultation: Consultation) -> tuple[Weight, Mapping[str, int]]:
    paper = func.max(case((ballot.c.channel == "paper", 1), else_=0)).label("paper")
    voters = (
        select(ballot.c.household_id, paper)
        .where(ballot.c.question_id.in_(_questions(consultation)))
        .group_by(ballot.c.household_id)
        .subquery()
    )
    counted = voters.join(electorate, _is_counted(consultation, voters.c.household_id))
    row = connection.execute(select(*_WEIGHT, func.sum(voters.c.paper)).select_from(counted)).one()
    on_paper = row[3] or 0
    return _weight(row), {"chat": row[0] - on_paper, "paper": on_paper}


def _answered(connection: Connection, consultation: Consultation) -> Mapping[int, int]:
    query = (
        select(ballot.c.question_id, func.count())
        .select_from(ballot.join(electorate, _is_counted(consultation, ballot.c.household_id)))
        .where(ballot.c.question_id.in_(_questions(consultation)))
        .group_by(ballot.c.question_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _options(connection: Connection, consultation: Consultation) -> Mapping[tuple[int, int], Weight]:
    query = (
        select(*_WEIGHT, mark.c.question_id, mark.c.option_number)
        .select_from(mark.join(electorate, _is_counted(consultation, mark.c.household_id)))
        .where(mark.c.question_id.in_(_questions(consultation)))
        .group_by(mark.c.question_id, mark.c.option_number)
    )
    return {(row.question_id, row.option_number): _weight(row) for row in connection.execute(query)}


def _heads(connection: Connection, consultation: Consultation) -> tuple[HeadVote, ...]:
    least, most = func.min(mark.c.option_number), func.max(mark.c.option_number)
    query = (
        select(electorate.c.owner_head, func.sum(electorate.c.floor_area), least, most)
        .select_from(mark.join(electorate, _is_counted(consultation, mark.c.household_id)))
        .where(mark.c.question_id == consultation.questions[0].id)
        .group_by(electorate.c.owner_head)
    )
    return tuple(
        HeadVote(head, int(area), first if first == last else None)
        for head, area, first, last in connection.execute(query)
    )


def _questions(consultation: Consultation) -> list[int]:
    return [question.id for question in consultation.questions]


def _is_counted(consultation: Consultation, household_id: Any) -> Any:
    return and_(
        electorate.c.consultation_id == consultation.id,
        electorate.c.household_id == household_id,
        electorate.c.counted,
    )


def _weight(row: Row[*tuple[Any, ...]]) -> Weight:
    return Weight(row[0], row[1] or 0, int(row[2] or 0))
