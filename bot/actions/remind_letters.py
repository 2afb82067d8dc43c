"""What a vote's private letters are written from, and who may answer by their button."""

from __future__ import annotations

from bot.actions.remind_access import open_one
from bot.actions.transact import Request
from bot.rules.balloting import entitled
from bot.rules.consultation import Consultation
from bot.storage import consultations, electorate, vote_mailings, voters
from bot.storage.database import Connection, Database
from bot.storage.outbox import Letter


async def vote_of(db: Database, letter: Letter) -> Consultation | None:
    """The consultation that a letter is about; None when it is gone."""

    def fetch(connection: Connection) -> Consultation | None:
        number = vote_mailings.consultation_of(connection, letter)
        return None if number is None else consultations.load(connection, number)

    return await db.read(fetch)


async def must_be_asked(db: Database, request: Request, number: int) -> None:
    """Whoever pressed the button of a letter may answer still.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, CLOSED) and those of ``entitled``: why nobody may answer.
    """

    def check(connection: Connection) -> None:
        found = open_one(connection, number, request.now)
        voter = voters.load(connection, [request.telegram_id]).get(request.telegram_id)
        ties = voter.memberships if voter else ()
        asked = electorate.among(connection, [number], [tie.household.id for tie in ties])
        entitled(found, ties, {home for _, home in asked})

    await db.read(check)
