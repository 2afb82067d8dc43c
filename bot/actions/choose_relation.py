"""What somebody is to the flat: the answer that makes them one of its household, and changed later."""

from __future__ import annotations

from bot.actions.transact import Request, transact
from bot.actions.verification_state import answer_step, counts_as_owner, done, ensure_room_for_one_more, progress_of
from bot.config import Config
from bot.rules.people import Relation
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import NOT_MY_HOME, RELATIONS, Draft, Person, Progress, Step
from bot.storage import drafts, memberships, people
from bot.storage.database import Connection, Database


async def choose_relation(db: Database, request: Request, config: Config, household_id: int, choice: int) -> Progress:
    """Make the person one of the household (relations are numbered as in RELATIONS, from 1), or give the draft up.

    Raises Refusal: VERIFICATION_EXPIRED when no draft waits for it; CODE_REVOKED or CODE_USED_UP when that happened
    since the code was shown.
    """

    def answer(connection: Connection, draft: Draft, person: Person | None) -> Progress | Refusal:
        if person is None or not 1 <= choice <= NOT_MY_HOME:
            return progress_of(config, draft, person)
        drafts.remove_draft(connection, request.telegram_id)
        if choice == NOT_MY_HOME:
            return _give_up(connection, request, draft)
        try:
            return _join(connection, request, config, draft, person, RELATIONS[choice - 1])
        except Refusal as refusal:
            return refusal  # the draft is gone all the same

    return await answer_step(db, request, config, household_id, frozenset({Step.RELATION}), answer)


def _give_up(connection: Connection, request: Request, draft: Draft) -> Progress:
    earlier = memberships.find_tenure(connection, request.telegram_id, draft.home.household.id)
    return Progress(Step.REJECTED, draft.home) if earlier is None else done(earlier, Step.ALREADY_YOURS)


def _join(
    connection: Connection, request: Request, config: Config, draft: Draft, person: Person, relation: Relation
) -> Progress:
    """Raises Refusal(CODE_REVOKED) and Refusal(CODE_USED_UP); who belongs to the home already is not held up."""
    home = draft.home
    earlier = memberships.find_tenure(connection, request.telegram_id, home.household.id)
    if earlier is None:
        if draft.slip_serial != home.household.slip_serial:
            raise Refusal(Reason.CODE_REVOKED)
        ensure_room_for_one_more(connection, config, home)
    confirmed = counts_as_owner(config, relation, earlier)
    memberships.put_membership(connection, person.id, home.household.id, relation, confirmed, request.now)
    return Progress(Step.DONE, home, relation, confirmed)


async def change_relation(db: Database, request: Request, config: Config, household_id: int) -> Progress:
    """Begin a draft for a flat one already belongs to, so that the relation is asked again.

    Raises Refusal(NOT_A_MEMBER).
    """

    def change(connection: Connection) -> Progress:
        tenure = memberships.find_tenure(connection, request.telegram_id, household_id)
        if tenure is None:
            raise Refusal(Reason.NOT_A_MEMBER)
        draft = drafts.start_draft(connection, request.telegram_id, tenure.home, request.now)
        return progress_of(config, draft, people.find_person(connection, request.telegram_id))

    return await transact(db, request, change)
