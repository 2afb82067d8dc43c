"""What is known about somebody, for their own eyes (PIPL articles 44-45: inspect and copy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.access import actor_of
from bot.actions.transact import Request
from bot.rules.permissions import Actor, RoleHeld
from bot.rules.verification import Answer, Person, Tenure
from bot.storage import grants, memberships, people
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything that is kept about one person; ``answers`` is filled for the export only."""

    actor: Actor
    person: Person | None
    tenures: tuple[Tenure, ...]
    roles: tuple[RoleHeld, ...]
    answers: tuple[Answer, ...] = ()


async def show_mine(db: Database, request: Request, admins: Sequence[int], *, answers: bool = False) -> Mine:
    """Read what is kept about the one who asks."""

    def fetch(connection: Connection) -> Mine:
        person = people.find_person(connection, request.telegram_id)
        given = people.answers_of(connection, person.id) if answers and person is not None else ()
        return Mine(
            actor_of(connection, admins, request.telegram_id),
            person,
            memberships.tenures_of(connection, request.telegram_id),
            grants.roles_held_by(connection, request.telegram_id),
            given,
        )

    return await db.read(fetch)
