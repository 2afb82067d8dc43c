"""Staff have seen the property papers, or have found that somebody is no owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.access import place_of_building, require
from bot.actions.transact import Request, transact
from bot.rules.people import Relation
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import Home, Person
from bot.storage import audit, households, memberships, people
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about whom. ``fresh`` is false when there was nothing left to decide: then nobody is told."""

    home: Home
    person: Person | None
    confirmed: bool
    fresh: bool


async def confirm_owner(
    db: Database, request: Request, admins: Sequence[int], person_id: int, household_id: int, confirmed: bool
) -> Verdict:
    """Confirm an owner who waits, or make the relation "other"; each verdict is a line of the audit.

    A verdict that was given before, or about somebody who has left, changes nothing. Raises Refusal(NOT_ALLOWED) and
    (UNKNOWN_HOUSEHOLD).
    """

    def change(connection: Connection) -> Verdict:
        home = households.find_home(connection, household_id)
        if home is None:
            raise Refusal(Reason.UNKNOWN_HOUSEHOLD, household=household_id)
        flat = home.household
        place = place_of_building(connection, flat.community_id, flat.address.building)
        require(connection, admins, request.telegram_id, Right.CONFIRM_OWNERS, place)
        person = people.find_person_by_id(connection, person_id)
        if person is None or not _waits(connection, person, household_id):
            return Verdict(home, person, confirmed, fresh=False)
        relation = Relation.OWNER if confirmed else Relation.OTHER
        memberships.record_confirmation(connection, person_id, household_id, relation, request.telegram_id)
        verb = "owner_confirmed" if confirmed else "owner_refused"
        subject = f"household={household_id} person={person_id}"
        audit.note(connection, request.now, request.telegram_id, verb, subject)
        return Verdict(home, person, confirmed, fresh=True)

    return await transact(db, request, change)


def _waits(connection: Connection, person: Person, household_id: int) -> bool:
    tenure = memberships.find_tenure(connection, person.telegram_id, household_id)
    if tenure is None:
        return False
    return tenure.membership.relation is Relation.OWNER and not tenure.membership.owner_confirmed
