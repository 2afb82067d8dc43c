"""The last question of a verification: is this your home?"""

from __future__ import annotations

from bot.actions.transact import Request
from bot.actions.verification_state import answer_step, counts_as_owner, done, ensure_room_for_one_more
from bot.config import Config
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import YES, Draft, Person, Progress, Step, Tenure
from bot.storage import drafts, memberships
from bot.storage.database import Connection, Database


async def confirm_household(db: Database, request: Request, config: Config, household_id: int, choice: int) -> Progress:
    """Make the person a member of the household, or give the draft up.

    Raises Refusal: VERIFICATION_EXPIRED; CODE_REVOKED or CODE_USED_UP when that happened since the code was shown.
    """

    def answer(connection: Connection, draft: Draft, person: Person | None) -> Progress | Refusal:
        drafts.remove_draft(connection, request.telegram_id)
        earlier = memberships.find_tenure(connection, request.telegram_id, household_id)
        if choice != YES:
            return Progress(Step.REJECTED, draft.home) if earlier is None else done(earlier, Step.ALREADY_YOURS)
        try:
            return _join(connection, request, config, draft, person, earlier)
        except Refusal as refusal:
            return refusal  # the draft is gone all the same

    return await answer_step(db, request, config, household_id, frozenset({Step.CONFIRM}), answer)


def _join(
    connection: Connection,
    request: Request,
    config: Config,
    draft: Draft,
    person: Person | None,
    earlier: Tenure | None,
) -> Progress | Refusal:
    home = draft.home
    if earlier is None:
        if draft.slip_serial != home.household.slip_serial:
            return Refusal(Reason.CODE_REVOKED)
        ensure_room_for_one_more(connection, config, home)
    if person is None or draft.relation is None:
        return Refusal(Reason.VERIFICATION_EXPIRED)
    confirmed = counts_as_owner(config, draft.relation, earlier)
    memberships.put_membership(connection, person.id, home.household.id, draft.relation, confirmed, request.now)
    return Progress(Step.DONE, home, draft.relation, confirmed)
