"""A helper sends minutes piece by piece; each piece is kept in a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import IntEnum

from bot.actions import meeting_access
from bot.actions.meeting_cards import MeetingFacts, facts_of
from bot.actions.transact import Request, transact
from bot.actions.write_minutes import store_minutes
from bot.rules.meeting_overview import MinuteFile
from bot.rules.meeting_plan import serial_of
from bot.rules.meeting_scope import must_be_minutable
from bot.rules.minutes_plan import MinutesPlan, due_in, minutes_from, owned, with_file, with_text
from bot.rules.refusals import Reason, Refusal
from bot.storage import dialogues
from bot.storage.database import Connection, Database

DIALOGUE = "minutes"


class Press(IntEnum):
    """What the buttons do."""

    NEXT = 1  # from texts and papers to the opinions
    OWNER = 2
    DUE = 3
    FINISH = 4  # to the preview
    MORE_TEXT = 5
    MORE_OPINIONS = 6
    FORGET_OPINIONS = 7


@dataclass(frozen=True, slots=True)
class MinutesView:
    """Minutes that are being written, and the meeting they are of. ``again`` for more pictures of one album."""

    plan: MinutesPlan
    facts: MeetingFacts
    again: bool = False


@dataclass(frozen=True, slots=True)
class MinutesDesk:
    """Who writes, the district's zone, and who usually answers opinions."""

    request: Request
    admins: Sequence[int]
    zone: tzinfo
    owners: Sequence[str]


async def begin_minutes(db: Database, desk: MinutesDesk, meeting_id: int) -> MinutesView:
    """Begin; minutes that stand already are added to.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS, MEETING_CANCELLED, MINUTES_EARLY).
    """

    def change(connection: Connection) -> MinutesView:
        view = _kept(connection, desk, MinutesPlan(serial_of(desk.request.now), meeting_id))
        written = view.facts.meeting.summary
        return _kept(connection, desk, replace(view.plan, texts=(written,))) if written else view

    return await transact(db, desk.request, change)


async def press_minutes(db: Database, desk: MinutesDesk, serial: int, what: int, value: int) -> MinutesView:
    """A button. Raises Refusal(MEETING_PLAN_GONE) and what ``begin_minutes`` raises."""

    def change(connection: Connection) -> MinutesView:
        return _kept(connection, desk, _pressed(_held(connection, desk, serial), desk, what, value))

    return await transact(db, desk.request, change)


def _pressed(plan: MinutesPlan, desk: MinutesDesk, what: int, value: int) -> MinutesPlan:
    if what == Press.OWNER and value <= len(desk.owners):
        return owned(plan, desk.owners[value - 1] if value else None)
    if what == Press.DUE:
        return due_in(plan, value, desk.request.now, desk.zone)
    steps = {
        Press.NEXT: replace(plan, collected=True),
        Press.FINISH: replace(plan, finished=True),
        Press.MORE_TEXT: replace(plan, collected=False, finished=False),
        Press.MORE_OPINIONS: replace(plan, finished=False),
        Press.FORGET_OPINIONS: replace(plan, opinions=(), finished=False),
    }
    if what not in tuple(steps):
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return steps[Press(what)]


async def send_text(db: Database, desk: MinutesDesk, text: str) -> MinutesView | None:
    """Typed words; None when nobody writes minutes. Raises the Refusals of ``with_text``."""
    return await _send(db, desk, lambda plan: with_text(plan, text, desk.request.now, desk.zone))


async def send_file(
    db: Database, desk: MinutesDesk, file: MinuteFile, caption: str | None, album: str | None
) -> MinutesView | None:
    """A photo or a document; None when nobody writes minutes. Raises the Refusals of ``with_file``."""
    return await _send(db, desk, lambda plan: with_file(plan, file, caption, album))


async def _send(db: Database, desk: MinutesDesk, piece: Callable[[MinutesPlan], MinutesPlan]) -> MinutesView | None:
    def change(connection: Connection) -> MinutesView | None:
        held = _waiting(connection, desk)
        if held is None:
            return None
        new = piece(held)
        return replace(_kept(connection, desk, new), again=new.album is not None and new.album == held.album)

    return await transact(db, desk.request, change)


async def publish_minutes(db: Database, desk: MinutesDesk, serial: int) -> MeetingFacts:
    """Store them, enter the opinions, tell the groups; once. Raises MEETING_PLAN_GONE, or like ``write_minutes``."""

    def change(connection: Connection) -> MeetingFacts:
        plan = _held(connection, desk, serial)
        meeting = store_minutes(connection, desk.request, desk.admins, plan.meeting_id, plan.minutes)
        dialogues.end(connection, desk.request.telegram_id, DIALOGUE)
        return facts_of(connection, meeting)

    return await transact(db, desk.request, change)


async def drop_minutes(db: Database, request: Request) -> None:
    """Nothing is stored."""
    await transact(db, request, lambda connection: dialogues.end(connection, request.telegram_id, DIALOGUE))


def _waiting(connection: Connection, desk: MinutesDesk) -> MinutesPlan | None:
    facts = dialogues.facts_of(connection, desk.request.telegram_id, DIALOGUE, desk.request.now)
    return None if facts is None else minutes_from(facts)


def _held(connection: Connection, desk: MinutesDesk, serial: int) -> MinutesPlan:
    plan = _waiting(connection, desk)
    if plan is None or plan.serial != serial:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return plan


def _kept(connection: Connection, desk: MinutesDesk, plan: MinutesPlan) -> MinutesView:
    now: datetime = desk.request.now
    meeting = meeting_access.readable(connection, desk.admins, desk.request.telegram_id, plan.meeting_id)
    must_be_minutable(meeting, now)
    dialogues.begin(connection, desk.request.telegram_id, DIALOGUE, plan.facts(), now)
    return MinutesView(plan, facts_of(connection, meeting))
