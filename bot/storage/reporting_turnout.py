"""Who was asked and who answered, counted over all consultations of a scope at once.

Counts are those of each consultation's tally: flats that count, and a home has answered when it has a ballot for at
least one question. Ballots lie sorted by question and the electorate by consultation, so each is read once, in order.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select, union

from bot.rules.report_facts import AskedHomes
from bot.storage.answered_then import homes_then, moved_on
from bot.storage.models import ballot, consultation, electorate, participation, question


def asked_homes(
    connection: Connection, start: datetime, end: datetime, as_of: datetime, communities: Collection[int] | None
) -> tuple[AskedHomes, ...]:
    """Every consultation that opened before ``end``; those from ``start`` on with their homes as of ``as_of``."""
    opened = and_(of_communities(communities), consultation.c.opens_at < end, consultation.c.opens_at <= as_of)
    inside = and_(opened, consultation.c.opens_at >= start)
    asked, answered = _asked(connection, inside), answered_homes(connection, inside, as_of)
    columns = (consultation.c.id, consultation.c.community_id, consultation.c.group_id, consultation.c.opens_at)
    return tuple(
        AskedHomes(place, group or number, opens >= start, asked.get(number, 0), answered.get(number, 0))
        for number, place, group, opens in connection.execute(select(*columns).where(opened))
    )


def of_communities(communities: Collection[int] | None) -> ColumnElement[bool]:
    """Consultations of some communities, or (None) of all."""
    everywhere = consultation.c.id.is_not(None)
    return everywhere if communities is None else consultation.c.community_id.in_(communities)


def _asked(connection: Connection, inside: ColumnElement[bool]) -> dict[int, int]:
    mine = and_(electorate.c.consultation_id == consultation.c.id, electorate.c.counted)
    homes = select(func.count()).select_from(electorate).where(mine).correlate(consultation)
    return _by_consultation(connection, homes, inside)


def answered_homes(connection: Connection, inside: ColumnElement[bool], as_of: datetime) -> dict[int, int]:
    """Homes with a ballot for at least one question by ``as_of``, by consultation.

    Consultations with one question have one ballot a home and are only counted; of the others the homes are told apart.
    Ballots of flats that do not count are taken off. Where answers were cut loose from the homes, taking part counts.
    """
    questions = select(question.c.id).where(question.c.consultation_id == consultation.c.id).correlate(consultation)
    single = select(func.count()).select_from(question).where(question.c.consultation_id == consultation.c.id)
    one = single.correlate(consultation).scalar_subquery() == 1
    named = and_(inside, consultation.c.sealed_at.is_(None))
    theirs = and_(ballot.c.question_id.in_(questions), ballot.c.cast_at <= as_of)
    ballots = select(func.count()).where(theirs).correlate(consultation)
    homes = select(func.count(ballot.c.household_id.distinct())).where(theirs).correlate(consultation)
    found = _by_consultation(connection, ballots, and_(named, one))
    found |= _by_consultation(connection, homes, and_(named, ~one))
    for number, homes_off in _by_consultation(connection, _uncounted(theirs), named).items():
        found[number] -= homes_off
    found |= _counted_then(connection, moved_on(connection, inside, as_of), as_of)
    return found | _took_part(connection, and_(inside, consultation.c.sealed_at.is_not(None)))


def _counted_then(connection: Connection, numbers: Collection[int], as_of: datetime) -> dict[int, int]:
    """The same where ballots were changed or taken back after the instant."""
    if not numbers:
        return {}
    questions = select(question.c.id).where(question.c.consultation_id.in_(numbers))
    mine = and_(ballot.c.question_id.in_(questions), ballot.c.cast_at <= as_of)
    homes = union(select(ballot.c.consultation_id, ballot.c.household_id).where(mine), homes_then(numbers, as_of))
    then = homes.subquery()
    counted = and_(
        electorate.c.consultation_id == then.c.consultation_id,
        electorate.c.household_id == then.c.household_id,
        electorate.c.counted,
    )
    query = select(then.c.consultation_id, func.count()).select_from(then.join(electorate, counted))
    return {row[0]: row[1] for row in connection.execute(query.group_by(then.c.consultation_id))}


def _uncounted(theirs: ColumnElement[bool]) -> Select[int]:
    """Homes that do not count and have a ballot all the same, of the consultation of the query around."""
    voted = exists().where(theirs, ballot.c.household_id == electorate.c.household_id)
    mine = and_(electorate.c.consultation_id == consultation.c.id, ~electorate.c.counted)
    count = select(func.count()).select_from(electorate).where(mine, voted.correlate(consultation, electorate))
    return count.correlate(consultation)


def _took_part(connection: Connection, sealed: ColumnElement[bool]) -> dict[int, int]:
    counted = and_(
        electorate.c.consultation_id == participation.c.consultation_id,
        electorate.c.household_id == participation.c.household_id,
        electorate.c.counted,
    )
    joined = participation.join(electorate, counted)
    mine = participation.c.consultation_id == consultation.c.id
    return _by_consultation(
        connection, select(func.count()).select_from(joined).where(mine).correlate(consultation), sealed
    )


def _by_consultation(connection: Connection, homes: Select[int], where: ColumnElement[bool]) -> dict[int, int]:
    """One count for each consultation, looked up by its number: nothing of other consultations is read."""
    query = select(consultation.c.id, homes.scalar_subquery()).where(where)
    return {number: count for number, count in connection.execute(query) if count}
