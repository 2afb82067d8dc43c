"""Opinions for those who answer them: lists by place, one opinion with everything around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import IntEnum

from bot.actions import access, opinion_access
from bot.actions.find_community import community_named
from bot.actions.transact import Request
from bot.rules.opinions import LedgerOpinion, OpinionEvent, OpinionFile
from bot.rules.permissions import Right, RoleHeld, covers, places_of, rights_of
from bot.storage import grants, opinion_lists, opinions
from bot.storage.database import Connection, Database
from bot.storage.opinion_lists import Tally

__all__ = ["Filter", "ListPage", "OpinionView", "Tally"]

PAGE = 6
_MOST_ALIKE = 8


class Filter(IntEnum):
    """Which opinions a list shows."""

    OPEN = 1
    MINE = 2
    CLOSED = 3


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a helper's list; pages count from 0. ``today`` is the day by which opinions are overdue."""

    wanted: Filter
    shown: tuple[LedgerOpinion, ...]
    page: int
    pages: int
    tally: Tally
    today: date


@dataclass(frozen=True, slots=True)
class OpinionView:
    """One opinion for a helper: ``group`` is the main opinion and those linked to it, oldest first.

    ``helpers`` may be given it, ``candidates`` say perhaps the same.
    """

    opinion: LedgerOpinion
    group: tuple[LedgerOpinion, ...]
    events: tuple[OpinionEvent, ...]
    today: date
    helpers: tuple[RoleHeld, ...] = ()
    candidates: tuple[LedgerOpinion, ...] = ()


async def list_opinions(
    db: Database, request: Request, admins: Sequence[int], zone: tzinfo, wanted: Filter, page: int
) -> ListPage:
    """What waits in the asker's places. Raises Refusal(NOT_ALLOWED)."""
    today = request.now.astimezone(zone).date()

    def fetch(connection: Connection) -> ListPage:
        actor = access.require_somewhere(connection, admins, request.telegram_id, Right.ANSWER_OPINIONS)
        places, who = places_of(actor, Right.ANSWER_OPINIONS), request.telegram_id
        tally = opinion_lists.tally(connection, places, who, today)
        count = {Filter.OPEN: tally.waiting, Filter.MINE: tally.mine, Filter.CLOSED: tally.closed}[wanted]
        pages = max(1, -(-count // PAGE))
        here = min(page, pages - 1)
        if wanted is Filter.CLOSED:
            shown = opinion_lists.closed(connection, places, who, start=here * PAGE, most=PAGE)
        else:
            mine = wanted is Filter.MINE
            shown = opinion_lists.waiting(connection, places, who, mine=mine, start=here * PAGE, most=PAGE)
        return ListPage(wanted, shown, here, pages, tally, today)

    return await db.read(fetch)


async def show_opinion(db: Database, request: Request, admins: Sequence[int], zone: tzinfo, number: int) -> OpinionView:
    """One opinion. Raises the Refusals of ``opinion_access.for_helper``."""
    return await db.read(lambda connection: view_of(connection, request, admins, zone, number))


def view_of(connection: Connection, request: Request, admins: Sequence[int], zone: tzinfo, number: int) -> OpinionView:
    """The same inside a transaction."""
    found = opinion_access.for_helper(connection, admins, request.telegram_id, number)
    return OpinionView(
        found,
        opinion_access.group_seen(connection, admins, request.telegram_id, found),
        opinions.events_of(connection, number),
        request.now.astimezone(zone).date(),
        helpers_of(connection, found),
        opinion_lists.alike(connection, found, _MOST_ALIKE),
    )


def helpers_of(connection: Connection, opinion: LedgerOpinion) -> tuple[RoleHeld, ...]:
    """Who serves the opinion's place, each person once: those with the smallest place first."""
    serving = [
        held
        for held in grants.roles_held(connection)
        if Right.ANSWER_OPINIONS in rights_of([held.grant.role]) and covers(held.grant.place, opinion.scope)
    ]
    nearest = sorted(
        serving, key=lambda held: (held.grant.place.building is None, held.grant.place.community_id is None)
    )
    first: dict[int, RoleHeld] = {}
    for held in nearest:
        first.setdefault(held.telegram_id, held)
    return tuple(first.values())


async def opinion_papers(db: Database, request: Request, admins: Sequence[int], number: int) -> tuple[OpinionFile, ...]:
    """What was sent with an opinion and with those linked to it. Raises like ``show_opinion``."""

    def fetch(connection: Connection) -> tuple[OpinionFile, ...]:
        found = opinion_access.for_helper(connection, admins, request.telegram_id, number)
        group = opinion_access.group_seen(connection, admins, request.telegram_id, found)
        return tuple(file for one in group for file in opinions.files_of_opinion(connection, one.id))

    return await db.read(fetch)


async def all_opinions(
    db: Database, now: datetime, zone: tzinfo, code: str | None = None, *, overdue: bool = False
) -> tuple[LedgerOpinion, ...]:
    """For the command line. Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_COMMUNITY_NEAR)."""
    today = now.astimezone(zone).date()

    def fetch(connection: Connection) -> tuple[LedgerOpinion, ...]:
        community_id = None if code is None else community_named(connection, code).id
        return opinion_lists.listed(connection, today, community_id, overdue=overdue)

    return await db.read(fetch)
