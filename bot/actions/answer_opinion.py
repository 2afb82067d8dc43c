"""An opinion is answered, or rejected with a reason: everybody who gave it, or one like it, is told once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import opinion_access
from bot.actions.opinion_letters import plan_answers
from bot.actions.transact import Request, transact
from bot.rules.opinion_work import Deed, typed_words
from bot.rules.opinions import OpinionState, must_be_open
from bot.storage import audit, opinions
from bot.storage.database import Connection, Database

_VERBS = {OpinionState.ANSWERED: "answered", OpinionState.REJECTED: "rejected"}


async def answer_opinion(
    db: Database, request: Request, admins: Sequence[int], number: int, text: str, *, reject: bool = False
) -> int:
    """Answer it and those linked to it; returns how many opinions that were.

    Raises the Refusals of ``opinion_access.for_helper``, and Refusal(OPINION_ANSWERED, OPINION_EMPTY, OPINION_LONG).
    """
    state = OpinionState.REJECTED if reject else OpinionState.ANSWERED
    return await transact(db, request, lambda connection: finish(connection, request, admins, number, text, state))


def finish(
    connection: Connection, request: Request, admins: Sequence[int], number: int, text: str, state: OpinionState
) -> int:
    """The same inside a transaction."""
    found = opinion_access.for_helper(connection, admins, request.telegram_id, number)
    must_be_open(found)
    words = typed_words(Deed.ANSWER, text)
    numbers = [one.id for one in opinion_access.group_run(connection, admins, request.telegram_id, found)]
    return len(spread(connection, request, numbers, words, state))


def spread(
    connection: Connection, request: Request, numbers: Sequence[int], words: str, state: OpinionState
) -> tuple[int, ...]:
    """Give the open ones among these opinions the same answer; returns which."""
    done = opinions.close(connection, numbers, state, words, request.now)
    verb = _VERBS[state]
    opinions.note(connection, done, verb, words, request.telegram_id, request.now)
    audit.note_all(connection, request.now, request.telegram_id, f"opinion_{verb}", [f"opinion {n}" for n in done])
    plan_answers(connection, done, request.now)
    return done
