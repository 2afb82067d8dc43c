"""The door to paper ballots: the consultation takes them, the home is asked, and the helper serves there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import access
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, Question, Status
from bot.rules.paper import By, Standing, must_take_paper, right_for
from bot.rules.permissions import Actor, Place, Right, acting_role, may
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import Home
from bot.storage import consultations, electorate, households, paper_homes
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Case:
    """One home that one question is put to, whether it has answered, and who asks for its sheet."""

    consultation: Consultation
    question: Question
    home: Home
    place: Place
    standing: Standing | None
    actor: Actor

    @property
    def by(self) -> By:
        """Who enters, in which role."""
        role = acting_role(self.actor, right_for(self.consultation), self.place)
        return By(self.actor.telegram_id, role)


def admit(
    connection: Connection, admins: Sequence[int], request: Request, consultation: Consultation | None, home_id: int
) -> Case:
    """Let somebody enter a sheet of the home.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED, PAPER_ONLY_STAFF, NOT_YET_OPEN, PAPER_CLOSED, PAPER_NOT_ASKED).
    """
    access.require_somewhere(connection, admins, request.telegram_id, Right.ENTER_PAPER)
    if consultation is None:
        raise Refusal(Reason.UNKNOWN_CONSULTATION)
    home = households.find_home(connection, home_id)
    if home is None or not electorate.among(connection, [consultation.id], [home_id]):
        raise Refusal(Reason.PAPER_NOT_ASKED)
    flat = home.household
    place = access.place_of_building(connection, flat.community_id, flat.address.building)
    actor = access.require(connection, admins, request.telegram_id, Right.ENTER_PAPER, place)
    if not may(actor, right_for(consultation), place):
        raise Refusal(Reason.PAPER_ONLY_STAFF)
    must_take_paper(consultation, request.now)
    question = consultation.questions[0]
    standing = paper_homes.standings(connection, [question.id], home_id).get(home_id)
    return Case(consultation, question, home, place, standing, actor)


def consultation_of(connection: Connection, question_id: int) -> Consultation | None:
    """The consultation that a question belongs to."""
    return consultations.of_questions(connection, [question_id]).get(question_id)


async def known_and_enrolled(db: Database, number: int, now: datetime) -> Consultation:
    """The consultation, with its electorate written down if it is open: a helper may come before the tick that opens.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, PAPER_CLOSED).
    """

    def fetch(connection: Connection) -> tuple[Consultation, bool]:
        found = consultations.load(connection, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        must_take_paper(found, now)
        return found, electorate.is_written(connection, number)

    found, written = await db.read(fetch)
    if not written:
        await db.write(lambda connection: enrol(connection, found, now))
    return found


def enrol(connection: Connection, consultation: Consultation | None, now: datetime) -> None:
    """Write the electorate of an open consultation down, unless it stands already."""
    if consultation is None or consultation.status(now) is not Status.OPEN:
        return
    if not electorate.is_written(connection, consultation.id):
        electorate.write_down(connection, consultation, now)
