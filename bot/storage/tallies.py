"""The sums behind a tally, added up by the database over counted flats; no counters that could drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, case, exists, func, or_, select

from bot.rules.consultation import Consultation, Question, QuestionType, Regime
from bot.rules.tally_facts import HeadVote, TallyFacts, Weight
from bot.storage import sealing
from bot.storage.models import ballot, electorate, household, mark, participation

# The electorate rows that count; every sum below is over these.
_WEIGHT = (func.count(), func.count(electorate.c.owner_head.distinct()), func.sum(electorate.c.floor_area))
_SAID = (QuestionType.RANKING, QuestionType.BUDGET)


def load_facts(connection: Connection, consultation: Consultation, *, with_words: bool = False) -> TallyFacts:
    """Add up everything a tally needs, in the transaction (and snapshot) of ``connection``.

    The free words themselves come only ``with_words``: they are for staff.
    """
    if consultation.sealed:
        return _sealed(connection, consultation, with_words)
    turnout, by_channel = _turnout(connection, consultation)
    return TallyFacts(
        electorate=_electorate(connection, consultation),
        turnout=turnout,
        by_channel=by_channel,
        answered=_answered(connection, consultation),
        options=_options(connection, consultation),
        heads=_heads(connection, consultation) if consultation.regime is Regime.OWNER_DECISION else (),
        asked={each.id: _asked(connection, consultation, each) for each in consultation.questions if each.condition},
        said=_equal(connection, consultation, ballot.c.said, _SAID),
        amounts=_equal(connection, consultation, ballot.c.amount, (QuestionType.AMOUNT,)),
        most_wanted=_most_wanted(connection, consultation),
        words=_words(connection, consultation) if with_words else {},
    )


def _sealed(connection: Connection, consultation: Consultation, with_words: bool) -> TallyFacts:
    """What is left of an anonymous consultation: who took part, and apart from it what may be published."""
    counts = sealing.load(connection, _questions(consultation))
    words = {
        each.id: tuple(sealing.words(connection, each.id))
        for each in consultation.questions
        if each.type is QuestionType.TEXT
    }
    mine = participation.c.consultation_id == consultation.id
    turnout, by_channel = _turnout_of(connection, consultation, participation, mine)
    answered = {question: found[0].respondents for question, found in counts.items()}
    return TallyFacts(
        electorate=_electorate(connection, consultation),
        turnout=turnout,
        by_channel=by_channel,
        answered=answered | {question: min(len(said), turnout.households) for question, said in words.items()},
        options={},
        sealed={question: tuple(found) for question, found in counts.items()},
        words={question: tuple(filter(None, said)) for question, said in words.items()} if with_words else {},
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
    # By question, as the ballots' key begins: by consultation every ballot of the district would be read.
    return _turnout_of(connection, consultation, ballot, ballot.c.question_id.in_(_questions(consultation)))


def _turnout_of(
    connection: Connection, consultation: Consultation, table: Table, mine: ColumnElement[bool]
) -> tuple[Weight, Mapping[str, int]]:
    """Homes with at least one of these rows: ballots, or what is left of them."""
    paper = func.max(case((table.c.channel == "paper", 1), else_=0)).label("paper")
    voters = select(table.c.household_id, paper).where(mine).group_by(table.c.household_id).subquery()
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


def _asked(connection: Connection, consultation: Consultation, question: Question) -> int:
    """Homes to which a question with a condition was put: the condition holds, or they answered it all the same."""
    condition = question.condition
    numbers = {each.number: each.id for each in consultation.questions}
    if condition is None:
        return 0
    holds = and_(
        mark.c.question_id == numbers[condition.number],
        mark.c.option_number.in_(condition.options),
        mark.c.household_id == electorate.c.household_id,
    )
    answers = and_(ballot.c.question_id == question.id, ballot.c.household_id == electorate.c.household_id)
    mine = and_(electorate.c.consultation_id == consultation.id, electorate.c.counted)
    asked = or_(exists().where(holds), exists().where(answers))
    return connection.execute(select(func.count()).select_from(electorate).where(mine, asked)).scalar_one()


def _equal(
    connection: Connection, consultation: Consultation, column: Any, types: tuple[QuestionType, ...]
) -> Mapping[int, dict[Any, int]]:
    """How many homes answered alike, by question and what they said."""
    questions = [each.id for each in consultation.questions if each.type in types]
    if not questions:
        return {}
    query = (
        select(ballot.c.question_id, column, func.count())
        .select_from(ballot.join(electorate, _is_counted(consultation, ballot.c.household_id)))
        .where(ballot.c.question_id.in_(questions), column.is_not(None))
        .group_by(ballot.c.question_id, column)
    )
    found: dict[int, dict[Any, int]] = {}
    for question, said, homes in connection.execute(query):
        found.setdefault(question, {})[said] = homes
    return found


def _most_wanted(connection: Connection, consultation: Consultation) -> Mapping[tuple[int, int], int]:
    questions = [each.id for each in consultation.questions if each.most_wanted]
    if not questions:
        return {}
    query = (
        select(mark.c.question_id, mark.c.option_number, func.count())
        .select_from(mark.join(electorate, _is_counted(consultation, mark.c.household_id)))
        .where(mark.c.question_id.in_(questions), mark.c.most_wanted)
        .group_by(mark.c.question_id, mark.c.option_number)
    )
    return {(question, number): homes for question, number, homes in connection.execute(query)}


def _words(connection: Connection, consultation: Consultation) -> Mapping[int, tuple[str, ...]]:
    """In the order of the words themselves, which says nothing about who wrote them or when."""
    questions = [each.id for each in consultation.questions if each.type is QuestionType.TEXT]
    query = (
        select(ballot.c.question_id, ballot.c.said)
        .select_from(ballot.join(electorate, _is_counted(consultation, ballot.c.household_id)))
        .where(ballot.c.question_id.in_(questions), ballot.c.said.is_not(None))
    )
    found: dict[int, list[str]] = {}
    for question, said in connection.execute(query) if questions else ():
        found.setdefault(question, []).append(said)
    return {question: tuple(sorted(said)) for question, said in found.items()}


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
