"""The privacy notice is answered: agreed once, or nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from bot.actions.transact import Request
from bot.actions.verification_state import answer_step, progress_of
from bot.config import Config
from bot.rules.verification import YES, Draft, Person, Progress, Step
from bot.storage import drafts, people
from bot.storage.database import Connection, Database


async def give_consent(db: Database, request: Request, config: Config, household_id: int, choice: int) -> Progress:
    """Write down the consent and ask on, or forget the person (PIPL articles 13-16: refusing keeps nothing).

    Raises Refusal(VERIFICATION_EXPIRED) when there is nothing to consent to.
    """

    def answer(connection: Connection, draft: Draft, _person: Person | None) -> Progress:
        if choice == YES:
            return progress_of(config, draft, people.record_consent(connection, request.telegram_id, request.now))
        drafts.remove_draft(connection, request.telegram_id)
        people.forget_unverified(connection, request.telegram_id)
        return replace(progress_of(config, draft, None), step=Step.DECLINED)

    return await answer_step(db, request, config, household_id, frozenset({Step.CONSENT}), answer)
