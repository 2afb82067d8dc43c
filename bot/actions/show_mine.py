"""What is known about somebody, for their own eyes (PIPL articles 44-45: inspect and copy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.access import actor_of
from bot.actions.transact import Request
from bot.rules.permissions import Actor, RoleHeld
from bot.rules.verification import Answer, MeetingReply, Notice, OpinionGiven, Person, Tenure
from bot.storage import grants, memberships, people
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything that is kept about one person; from ``answers`` on it is filled when asked for."""

    actor: Actor
    person: Person | None
    tenures: tuple[Tenure, ...]
    roles: tuple[RoleHeld, ...]
    answers: tuple[Answer, ...] = ()
    meetings: tuple[MeetingReply, ...] = ()
    notices: tuple[Notice, ...] = ()
    opinions: tuple[OpinionGiven, ...] = ()


async def show_mine(db: Database, request: Request, admins: Sequence[int], *, answers: bool = False) -> Mine:
    """Read what is kept about the one who asks."""

    def fetch(connection: Connection) -> Mine:
        person = people.find_person(connection, request.telegram_id)
        found = Mine(
            actor_of(connection, admins, request.telegram_id),
            person,
            memberships.tenures_of(connection, request.telegram_id),
            grants.roles_held_by(connection, request.telegram_id),
        )
        return _with_everything(connection, found, person) if answers and person is not None else found

    return await db.read(fetch)


def _with_everything(connection: Connection, found: Mine, person: Person) -> Mine:
    return replace(
        found,
        answers=(
            *people.answers_of(connection, person.id),
            *people.unfinished_answers_of(connection, person.telegram_id),
        ),
        meetings=people.meeting_replies_of(connection, person.id),
        notices=people.notices_of(connection, person.telegram_id),
        opinions=people.opinions_of(connection, person.id),
    )
