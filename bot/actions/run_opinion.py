"""What helpers do with an opinion besides answering it: whose it is, until when, what it is like, what voices say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from bot.actions import opinion_access
from bot.actions.answer_opinion import spread
from bot.actions.list_opinions import helpers_of
from bot.actions.opinion_letters import plan_duty
from bot.actions.transact import Request, transact
from bot.rules.opinion_work import DUE_IN, Deed, typed_words
from bot.rules.opinions import LedgerOpinion, OpinionState, must_be_open
from bot.rules.permissions import RoleHeld
from bot.rules.refusals import Reason, Refusal
from bot.storage import audit, opinion_drafts, opinions
from bot.storage.database import Connection, Database
from bot.storage.opinion_drafts import RUN

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunDesk:
    """Who works on opinions, the district's zone, how a role is called, and who usually answers."""

    request: Request
    admins: Sequence[int]
    zone: tzinfo
    name: Callable[[RoleHeld], str]
    owners: Sequence[str] = ()


async def _perform(db: Database, desk: RunDesk, change: Callable[[Connection], T]) -> T:
    """One transaction; what a button has done needs no typed words any more."""

    def both(connection: Connection) -> T:
        result = change(connection)
        opinion_drafts.end(connection, desk.request.telegram_id, RUN)
        return result

    return await transact(db, desk.request, both)


async def assign_to_helper(db: Database, desk: RunDesk, number: int, helper: int) -> None:
    """To somebody (a Telegram id) of ``helpers_of``; they are told.

    Raises Refusal(OPINION_GONE, OPINION_ANSWERED) and those of ``opinion_access.for_helper``.
    """

    def change(connection: Connection) -> None:
        found = _open(connection, desk, number)
        held = next((each for each in helpers_of(connection, found) if each.telegram_id == helper), None)
        if held is None:
            raise Refusal(Reason.OPINION_GONE)
        _assign(connection, desk, found, desk.name(held), held.telegram_id)

    await _perform(db, desk, change)


async def assign_by_name(db: Database, desk: RunDesk, number: int, name: str) -> None:
    """To somebody who is not in the chat. Raises like ``assign_to_helper``, and OPINION_EMPTY, OPINION_LONG."""
    await _perform(db, desk, lambda connection: assign_named(connection, desk, number, name))


def assign_named(connection: Connection, desk: RunDesk, number: int, name: str) -> None:
    """The same inside a transaction."""
    _assign(connection, desk, _open(connection, desk, number), typed_words(Deed.ASSIGN, name), None)


async def assign_usual(db: Database, desk: RunDesk, number: int, place: int) -> None:
    """To one of those who usually answer (from 1). Raises like ``assign_to_helper``."""
    if not 1 <= place <= len(desk.owners):
        raise Refusal(Reason.OPINION_GONE)
    await assign_by_name(db, desk, number, desk.owners[place - 1])


def _open(connection: Connection, desk: RunDesk, number: int) -> LedgerOpinion:
    found = opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, number)
    must_be_open(found)
    return found


def _assign(connection: Connection, desk: RunDesk, found: LedgerOpinion, name: str, owner: int | None) -> None:
    who, now = desk.request.telegram_id, desk.request.now
    numbers = _together(connection, desk, found)
    opinions.fulfil(connection, numbers, owner=owner, owner_name=name)
    opinions.note(connection, numbers, "assigned", name, who, now)
    audit.note(connection, now, who, "opinion_assigned", f"opinion {found.id}")
    if owner is not None and owner != who:
        plan_duty(connection, found.main_id or found.id, owner, now)


def _together(connection: Connection, desk: RunDesk, found: LedgerOpinion) -> list[int]:
    """What is linked is answered together, so it has one owner and one date."""
    return [one.id for one in opinion_access.group_run(connection, desk.admins, desk.request.telegram_id, found)]


async def due_in(db: Database, desk: RunDesk, number: int, days: int) -> None:
    """Until when it is to be answered, counted from today. Raises Refusal(OPINION_GONE) for other days than offered."""
    if days not in DUE_IN:
        raise Refusal(Reason.OPINION_GONE)
    day = desk.request.now.astimezone(desk.zone).date() + timedelta(days=days)
    await _perform(db, desk, lambda connection: due_on(connection, desk, number, day))


def due_on(connection: Connection, desk: RunDesk, number: int, day: date) -> None:
    """The same for a given day, inside a transaction. Raises like ``assign_to_helper``."""
    found = _open(connection, desk, number)
    numbers = _together(connection, desk, found)
    opinions.fulfil(connection, numbers, due_on=day.isoformat())
    opinions.note(connection, numbers, "due", day.isoformat(), desk.request.telegram_id, desk.request.now)


async def link_opinion(db: Database, desk: RunDesk, number: int, other: int) -> LedgerOpinion:
    """Join two opinions of one community, with all that is linked to them: the oldest becomes the main one.

    If one of the two was answered, the other one's givers get that answer. Raises Refusal(OPINION_LINK) for opinions
    that cannot be joined, and the Refusals of ``opinion_access.for_helper`` for both.
    """
    return await _perform(db, desk, lambda connection: link(connection, desk, number, other))


def link(connection: Connection, desk: RunDesk, number: int, other: int) -> LedgerOpinion:
    """The same inside a transaction; returns the main opinion."""
    first, second = (
        opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, each) for each in (number, other)
    )
    heads = {first.main_id or first.id, second.main_id or second.id}
    closed = [one for one in (first, second) if one.state is not OpinionState.OPEN]
    if len(heads) == 1 or first.community_id != second.community_id or len(closed) == 2:
        raise Refusal(Reason.OPINION_LINK, number=number, other=other)
    group = [one for head in sorted(heads) for one in opinions.group_of(connection, head)]
    main, rest = min(heads), [one.id for one in group if one.id != min(heads)]
    opinions.relink(connection, rest, main)
    opinions.note(connection, [max(heads)], "linked", str(main), desk.request.telegram_id, desk.request.now)
    if closed:
        words = closed[0].answer or ""
        spread(connection, desk.request, [one.id for one in group], words, closed[0].state)
    else:
        _share(connection, group)
    return opinion_access.known(connection, main)


def _share(connection: Connection, group: Sequence[LedgerOpinion]) -> None:
    """Nobody waits longer because their opinion was linked: the earliest date holds for all, and so does an owner."""
    dates = [one.due_on for one in group if one.due_on is not None]
    owned = next((one for one in group if one.owner_name is not None), None)
    values: dict[str, object] = {"due_on": min(dates).isoformat()} if dates else {}
    if owned is not None:
        values |= {"owner": owned.owner, "owner_name": owned.owner_name}
    if values:
        opinions.fulfil(connection, [one.id for one in group], **values)


async def part_opinion(db: Database, desk: RunDesk, number: int) -> None:
    """It stands for itself again. Raises Refusal(OPINION_GONE) when it is linked to nothing."""

    def change(connection: Connection) -> None:
        found = opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, number)
        if found.main_id is None:
            raise Refusal(Reason.OPINION_GONE)
        opinions.relink(connection, [number], None)
        opinions.note(connection, [number], "parted", None, desk.request.telegram_id, desk.request.now)

    await _perform(db, desk, change)


def transcribe(connection: Connection, desk: RunDesk, number: int, text: str, now: datetime) -> None:
    """Write down what its voice messages say; a second time replaces the first. Raises OPINION_EMPTY, OPINION_LONG."""
    opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, number)
    opinions.fulfil(connection, [number], transcript=typed_words(Deed.TRANSCRIBE, text))
    opinions.note(connection, [number], "transcribed", None, desk.request.telegram_id, now)
