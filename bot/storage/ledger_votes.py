"""The ledger's lines on consultations: what was asked, and how many homes answered through which channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from sqlalchemy import Connection, Row, and_, case, func, select, union_all

from bot.rules.ledger_table import LedgerLine
from bot.storage.models import ballot, community, consultation, electorate, participation

_CHANNELS = ("chat", "paper")


def lines(connection: Connection, zone: tzinfo, now: datetime) -> Iterator[LedgerLine]:
    """A line for every consultation, and one for every channel through which homes answered it; never a choice."""
    asked = _asked(connection)
    answered = _answered(connection)
    place = (community.c.code, community.c.name, community.c.subdistrict)
    query = select(consultation, *place).join(community, community.c.id == consultation.c.community_id)
    for row in connection.execute(query.order_by(consultation.c.id)):
        yield _line(row, zone, now, f"consultation-{row.id}", "consultation", asked.get(row.id, 0), None)
        for channel in _CHANNELS:
            homes = answered.get((row.id, channel), 0)
            if homes:
                yield _line(row, zone, now, f"vote-{row.id}-{channel}", "vote", homes, channel)


def _line(
    row: Row[*tuple[object, ...]],
    zone: tzinfo,
    now: datetime,
    ledger_id: str,
    kind: str,
    homes: int,
    channel: str | None,
) -> LedgerLine:
    ends = row.closes_at if row.closed_at is None else min(row.closes_at, row.closed_at)
    return LedgerLine(
        ledger_id=ledger_id,
        date=row.opens_at.astimezone(zone).date(),
        subdistrict=row.subdistrict,
        community=row.name,
        community_code=row.code,
        building=row.scope_building,
        unit=row.scope_entrance,
        kind=kind,
        topic=row.title,
        households=homes,
        source_channel=channel or ("cli" if row.created_by is None else "chat"),
        category=row.regime,
        status="done" if ends <= now else "open",
        due_at=row.closes_at,
        created_by=None if kind == "vote" else row.created_by,
        created_at=row.created_at,
        updated_at=row.settled_at or row.created_at,
    )


def _asked(connection: Connection) -> dict[int, int]:
    number = electorate.c.consultation_id
    query = select(number, func.count()).where(electorate.c.counted).group_by(number)
    return {row[0]: row[1] for row in connection.execute(query)}


def _answered(connection: Connection) -> dict[tuple[int, str], int]:
    """Homes by channel as a tally counts them: one with a ballot on paper counts as paper."""
    paper = func.max(case((ballot.c.channel == "paper", 1), else_=0)).label("paper")
    voters = select(ballot.c.consultation_id, ballot.c.household_id, paper)
    voters = voters.group_by(ballot.c.consultation_id, ballot.c.household_id)
    on_paper = case((participation.c.channel == "paper", 1), else_=0)
    took_part = select(participation.c.consultation_id, participation.c.household_id, on_paper)
    sealed = consultation.c.sealed_at.is_not(None)
    took_part = took_part.join(consultation, consultation.c.id == participation.c.consultation_id).where(sealed)
    homes = union_all(voters, took_part).subquery()
    counted = and_(
        electorate.c.consultation_id == homes.c.consultation_id,
        electorate.c.household_id == homes.c.household_id,
        electorate.c.counted,
    )
    query = select(homes.c.consultation_id, homes.c.paper, func.count()).select_from(homes.join(electorate, counted))
    found = connection.execute(query.group_by(homes.c.consultation_id, homes.c.paper))
    return {(number, _CHANNELS[on_paper]): count for number, on_paper, count in found}
