"""The door to an opinion: for helpers by their places, for residents by having given it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import access
from bot.rules.opinions import LedgerOpinion
from bot.rules.permissions import Actor, Right, may
from bot.rules.refusals import Reason, Refusal
from bot.storage import opinions
from bot.storage.database import Connection


def known(connection: Connection, number: int) -> LedgerOpinion:
    """The opinion. Raises Refusal(UNKNOWN_OPINION)."""
    found = opinions.find(connection, number)
    if found is None:
        raise Refusal(Reason.UNKNOWN_OPINION, number=number)
    return found


def for_helper(connection: Connection, admins: Sequence[int], telegram_id: int, number: int) -> LedgerOpinion:
    """The opinion, when this helper serves its place or it was assigned to them.

    Raises Refusal(NOT_ALLOWED) for people who serve nowhere, (UNKNOWN_OPINION), (OPINION_OUTSIDE_YOURS).
    """
    actor = access.require_somewhere(connection, admins, telegram_id, Right.ANSWER_OPINIONS)
    found = known(connection, number)
    if not _within(actor, found):
        raise Refusal(Reason.OPINION_OUTSIDE_YOURS)
    return found


def _within(actor: Actor, found: LedgerOpinion) -> bool:
    return found.owner == actor.telegram_id or may(actor, Right.ANSWER_OPINIONS, found.scope)


def group_seen(
    connection: Connection, admins: Sequence[int], telegram_id: int, found: LedgerOpinion
) -> tuple[LedgerOpinion, ...]:
    """The main opinion and those linked to it, oldest first: as far as they lie where this helper serves."""
    actor = access.actor_of(connection, admins, telegram_id)
    group = opinions.group_of(connection, found.main_id or found.id)
    return tuple(one for one in group if _within(actor, one))


def group_run(
    connection: Connection, admins: Sequence[int], telegram_id: int, found: LedgerOpinion
) -> tuple[LedgerOpinion, ...]:
    """All of them, for what is done to all of them. Raises Refusal(OPINION_OUTSIDE_YOURS) when one lies elsewhere."""
    group = opinions.group_of(connection, found.main_id or found.id)
    if len(group_seen(connection, admins, telegram_id, found)) < len(group):
        raise Refusal(Reason.OPINION_OUTSIDE_YOURS)
    return group


def for_giver(connection: Connection, telegram_id: int, number: int) -> LedgerOpinion:
    """The opinion, when this person gave it. Raises Refusal(UNKNOWN_OPINION) for everybody else's, too."""
    found = known(connection, number)
    if opinions.giver_of(connection, number) != telegram_id:
        raise Refusal(Reason.UNKNOWN_OPINION, number=number)
    return found
