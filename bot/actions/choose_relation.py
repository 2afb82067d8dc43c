"""What somebody is to the flat: said when verifying, and changed later."""

from __future__ import annotations

from dataclasses import replace

from bot.actions.transact import Request, transact
from bot.actions.verification_state import answer_step, progress_of
from bot.config import Config
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import RELATIONS, Draft, Person, Progress, Step
from bot.storage import drafts, memberships, people
from bot.storage.database import Connection, Database


async def choose_relation(db: Database, request: Request, config: Config, household_id: int, choice: int) -> Progress:
    """Write the relation (numbered as in RELATIONS, from 1) into the draft; an earlier choice may be changed.

    Raises Refusal(VERIFICATION_EXPIRED) when no draft waits for it.
    """

    def answer(connection: Connection, draft: Draft, person: Person | None) -> Progress:
        if not 1 <= choice <= len(RELATIONS):
            return progress_of(config, draft, person)
        relation = RELATIONS[choice - 1]
        drafts.set_relation(connection, request.telegram_id, relation)
        return progress_of(config, replace(draft, relation=relation), person)

    steps = frozenset({Step.RELATION, Step.CONFIRM})
    return await answer_step(db, request, config, household_id, steps, answer)


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
