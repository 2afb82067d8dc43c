"""Moving and cancelling a meeting in chat, step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.actions import meeting_access
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.correct_headcount import correct_headcount
from bot.actions.create_meeting import conflicts_with
from bot.actions.move_meeting import move_meeting
from bot.actions.transact import Request, transact
from bot.rules.meeting_change import ChangePlan, Verb, Wants, change_from, change_pressed, change_typed
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_overview import Conflict
from bot.rules.meeting_plan import serial_of
from bot.rules.meeting_scope import must_be_changeable, must_have_doors_open
from bot.rules.meetings import Coming, Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import dialogues, meetings
from bot.storage.database import Connection, Database

DIALOGUE = "move"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that is being written down. ``coming`` counts the homes that said they come."""

    plan: ChangePlan
    meeting: Meeting
    coming: int
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeDesk:
    """Who asks, the district's zone, and the usual reasons."""

    request: Request
    admins: Sequence[int]
    zone: tzinfo
    reasons: Sequence[str]


async def begin_change(db: Database, desk: ChangeDesk, verb: Verb, meeting_id: int) -> ChangeView:
    """Raises Refusal(NOT_ALLOWED, UNKNOWN_MEETING, MEETING_OUTSIDE_YOURS) and why it cannot be changed any more."""

    def change(connection: Connection) -> ChangeView:
        plan = ChangePlan(serial_of(desk.request.now), verb, meeting_id)
        return _kept(connection, desk, plan)

    return await transact(db, desk.request, change)


async def press_change(db: Database, desk: ChangeDesk, serial: int, wants: int, value: int) -> ChangeView:
    """A button of a question. Raises Refusal(MEETING_PLAN_GONE), about times, and what ``begin_change`` raises."""

    def change(connection: Connection) -> ChangeView:
        plan = _held(connection, desk, serial)
        meeting = _mine(connection, desk, plan)
        pressed = change_pressed(plan, wants, value, meeting, desk.reasons, desk.request.now, desk.zone)
        return _kept(connection, desk, pressed)

    return await transact(db, desk.request, change)


async def type_change(db: Database, desk: ChangeDesk, text: str) -> ChangeView | None:
    """Typed words; None when no change waits. A typed headcount is stored at once.

    Raises the Refusals of ``change_typed``, HEADCOUNT_RANGE, and what ``begin_change`` raises.
    """
    request = desk.request
    facts = await db.read(lambda c: dialogues.facts_of(c, request.telegram_id, DIALOGUE, request.now))
    if facts is None:
        return None
    held = change_from(facts)
    if held.verb is Verb.HEADCOUNT:
        people = _people(text)
        await correct_headcount(db, request, desk.admins, held.meeting_id, people)

    def change(connection: Connection) -> ChangeView:
        meeting = _mine(connection, desk, held)
        if held.verb is Verb.HEADCOUNT:
            dialogues.end(connection, request.telegram_id, DIALOGUE)
            return ChangeView(held, meeting, 0)
        return _kept(connection, desk, change_typed(held, text, meeting, request.now, desk.zone))

    return await transact(db, request, change)


def _people(text: str) -> int:
    digits = "".join(char for char in text if char.isdecimal())
    if not digits or len(digits) > 6:
        raise Refusal(Reason.HEADCOUNT_UNREADABLE)
    return int(digits)


async def carry_out(db: Database, desk: ChangeDesk, serial: int) -> Meeting:
    """Move or cancel; a second press finds nothing to do. Raises what those actions raise, and MEETING_PLAN_GONE."""
    plan = await db.read(lambda connection: _held(connection, desk, serial))
    if plan.wants is not Wants.CONFIRM:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    request, reason = desk.request, plan.reason or ""
    if plan.verb is Verb.CANCEL:
        changed = await cancel_meeting(db, plan.meeting_id, reason, request.now, request, desk.admins)
    elif plan.starts_at is None or plan.ends_at is None:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    else:
        changed = await move_meeting(
            db, plan.meeting_id, plan.starts_at, plan.ends_at, plan.place, reason, request.now, request, desk.admins
        )
    await drop_change(db, request)
    return changed


async def drop_change(db: Database, request: Request) -> None:
    """Everything stays as it is."""
    await transact(db, request, lambda connection: dialogues.end(connection, request.telegram_id, DIALOGUE))


def _held(connection: Connection, desk: ChangeDesk, serial: int) -> ChangePlan:
    facts = dialogues.facts_of(connection, desk.request.telegram_id, DIALOGUE, desk.request.now)
    plan = None if facts is None else change_from(facts)
    if plan is None or plan.serial != serial:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return plan


def _mine(connection: Connection, desk: ChangeDesk, plan: ChangePlan) -> Meeting:
    return meeting_access.readable(connection, desk.admins, desk.request.telegram_id, plan.meeting_id)


def _kept(connection: Connection, desk: ChangeDesk, plan: ChangePlan) -> ChangeView:
    meeting = _mine(connection, desk, plan)
    (must_have_doors_open if plan.verb is Verb.HEADCOUNT else must_be_changeable)(meeting, desk.request.now)
    dialogues.begin(connection, desk.request.telegram_id, DIALOGUE, plan.facts(), desk.request.now)
    coming = meetings.answers(connection, meeting).homes.get(Coming.YES, 0)
    return ChangeView(plan, meeting, coming, _conflicts(connection, desk, plan, meeting))


def _conflicts(connection: Connection, desk: ChangeDesk, plan: ChangePlan, meeting: Meeting) -> tuple[Conflict, ...]:
    if plan.starts_at is None or plan.ends_at is None or plan.wants is not Wants.CONFIRM:
        return ()
    place = plan.place or meeting.place
    draft = MeetingDraft(
        meeting.community_code, meeting.kind, meeting.title, plan.starts_at, plan.ends_at, place, scope=meeting.scope
    )
    return conflicts_with(connection, [draft], desk.request.telegram_id, [meeting.id])
