"""Count consultations that were asked in several communities at once as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import access
from bot.rules.consultation import Consultation
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally, tally
from bot.rules.tally_group import together
from bot.storage import consultations, tallies
from bot.storage.database import Connection, Database

Named = Callable[[int], str]
"""Words "so many communities"."""


@dataclass(frozen=True, slots=True)
class Summed:
    """The count, the consultations in it, and how many communities had to be left out of the sums."""

    tally: Tally
    numbers: tuple[int, ...]
    left_out: int


async def tally_together(
    db: Database, number: int, now: datetime, named: Named, by: tuple[int, Sequence[int]] | None = None
) -> Summed:
    """All that were asked with this one, from one snapshot. ``by`` is who asks in chat, and the configured admins.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED) and those of ``together``, and ValueError when stored votes
    contradict each other.
    """

    def fetch(connection: Connection) -> Summed:
        found = consultations.by_numbers(connection, consultations.of_group(connection, number))
        if not found:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        members = sorted(found, key=lambda each: each.id)
        if by is not None:
            _must_see(connection, members, *by)
        counted = [(each, tallies.load_facts(connection, each)) for each in members]
        whole = together(counted, named(len(members)), now)
        return Summed(tally(whole.consultation, whole.facts, now), whole.numbers, whole.left_out)

    return await db.read(fetch)


def _must_see(connection: Connection, members: Sequence[Consultation], telegram_id: int, admins: Sequence[int]) -> None:
    """Raises Refusal(NOT_ALLOWED) for whoever may not see one of them."""
    for each in members:
        place = access.place_of_community(connection, each.community_id)
        access.require(connection, admins, telegram_id, Right.SEE_TALLY, place)
