"""What is open for a person, with what their homes have said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.questionnaire_desk import with_ballots
from bot.rules.balloting import Choices, entitled
from bot.rules.consultation import Consultation
from bot.rules.people import Membership
from bot.rules.questionnaire_form import Draft, Form
from bot.rules.refusals import Refusal
from bot.storage import answering, attachments, ballots, consultations, electorate, voters
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Paper:
    """One open consultation as a person may answer it; ``choices`` by household id, absent when unanswered."""

    consultation: Consultation
    memberships: tuple[Membership, ...]
    choices: Mapping[int, Choices]
    drawings: bool = False


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything open for a person: what is answered by one press, and the questionnaires."""

    verified: bool
    language: str | None
    papers: tuple[Paper, ...]
    forms: tuple[Form, ...] = ()


async def my_votes(db: Database, telegram_id: int, now: datetime) -> Papers:
    """What this person may answer now; nothing when they are not verified."""
    return await db.read(lambda connection: _papers(connection, telegram_id, now))


def _papers(connection: Connection, telegram_id: int, now: datetime) -> Papers:
    voter = voters.load(connection, [telegram_id]).get(telegram_id)
    if voter is None or not voter.memberships:
        return Papers(False, voter.language if voter else None, ())
    communities = sorted({m.household.community_id for m in voter.memberships})
    found = [
        (consultation, mine)
        for consultation in consultations.open_in(connection, communities, now)
        if (mine := _entitled(connection, consultation, voter.memberships)) is not None
    ]
    begun = answering.begun(connection, telegram_id)
    return Papers(
        True,
        voter.language,
        tuple(_paper(connection, item, mine) for item, mine in found if item.on_card),
        tuple(
            _form(connection, item, mine, begun.get(item.id, Draft()), voter.language)
            for item, mine in found
            if not item.on_card
        ),
    )


def _entitled(
    connection: Connection, consultation: Consultation, memberships: tuple[Membership, ...]
) -> tuple[Membership, ...] | None:
    homes = [m.household.id for m in memberships]
    asked = {home for _, home in electorate.among(connection, [consultation.id], homes)}
    if not asked and not electorate.is_written(connection, consultation.id):
        # It opened a moment ago: whom the roster counts will be written down with the first tick or press.
        asked = {m.household.id for m in memberships if m.household.counted}
    try:
        return entitled(consultation, memberships, asked)
    except Refusal:
        return None


def _paper(connection: Connection, consultation: Consultation, mine: tuple[Membership, ...]) -> Paper:
    question = consultation.questions[0]
    standing = ballots.load(connection, [question.id], [m.household.id for m in mine])
    drawings = bool(attachments.questions_with(connection, consultation.id))
    return Paper(consultation, mine, {home: choices for (_, home), choices in standing.items()}, drawings)


def _form(
    connection: Connection, consultation: Consultation, mine: tuple[Membership, ...], draft: Draft, language: str | None
) -> Form:
    form = Form(consultation, tuple(m.household for m in mine), draft, language=language)
    return with_ballots(connection, form)
