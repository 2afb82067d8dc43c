"""What is open for a person, with what their homes have said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.rules.balloting import Choices, entitled
from bot.rules.consultation import Consultation
from bot.rules.people import Membership
from bot.rules.refusals import Refusal
from bot.storage import ballots, consultations, electorate, voters
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Paper:
    """One open consultation as a person may answer it; ``choices`` by household id, absent when unanswered."""

    consultation: Consultation
    memberships: tuple[Membership, ...]
    choices: Mapping[int, Choices]


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything open for a person."""

    verified: bool
    language: str | None
    papers: tuple[Paper, ...]


async def my_votes(db: Database, telegram_id: int, now: datetime) -> Papers:
    """What this person may answer now; nothing when they are not verified."""
    return await db.read(lambda connection: _papers(connection, telegram_id, now))


def _papers(connection: Connection, telegram_id: int, now: datetime) -> Papers:
    voter = voters.load(connection, [telegram_id]).get(telegram_id)
    if voter is None or not voter.memberships:
        return Papers(False, voter.language if voter else None, ())
    communities = sorted({m.household.community_id for m in voter.memberships})
    found = []
    for consultation in consultations.open_in(connection, communities, now):
        paper = _paper(connection, consultation, voter.memberships)
        if paper is not None:
            found.append(paper)
    return Papers(True, voter.language, tuple(found))


def _paper(connection: Connection, consultation: Consultation, memberships: tuple[Membership, ...]) -> Paper | None:
    homes = [m.household.id for m in memberships]
    asked = {home for _, home in electorate.among(connection, [consultation.id], homes)}
    if not asked and not electorate.is_written(connection, consultation.id):
        # It opened a moment ago: whom the roster counts will be written down with the first tick or press.
        asked = {m.household.id for m in memberships if m.household.counted}
    try:
        mine = entitled(consultation, memberships, asked)
    except Refusal:
        return None
    question = consultation.questions[0]
    standing = ballots.load(connection, [question.id], [m.household.id for m in mine])
    return Paper(consultation, mine, {home: choices for (_, home), choices in standing.items()})
