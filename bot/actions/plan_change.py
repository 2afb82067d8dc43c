"""Moving and cancelling a meeting in chat, step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from bot.actions import meeting_access
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.change_series import cancel_series, move_series
from bot.actions.correct_headcount import correct_headcount
from bot.actions.create_meeting import conflicts_with
from bot.actions.move_meeting import Move, move_meeting
from bot.actions.transact import Request, transact
from bot.rules.meeting_change import ChangePlan, Verb, Wants, change_from, change_pressed, change_typed
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_overview import Conflict
from bot.rules.meeting_plan import serial_of
from bot.rules.meeting_scope import must_be_changeable, must_have_doors_open
from bot.rules.meeting_series import shifted
from bot.rules.meeting_times import When
from bot.rules.meetings import Coming, Meeting
from bot.rules.refusals import Reason, Refusal
from bot.storage import dialogues, meetings
from bot.storage.database import Connection, Database

DIALOGUE = "move"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change that is being written down. ``coming`` counts the homes that said they come.

    ``later`` are the other meetings that change with it, each with the time it will have.
    """

    plan: ChangePlan
    meeting: Meeting
    coming: int
    conflicts: tuple[Conflict, ...] = ()
    later: tuple[tuple[Meeting, When], ...] = ()


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
        meeting = _mine(connection, desk, plan)
        following = 0 if verb is Verb.HEADCOUNT else len(_later(connection, desk, meeting))
        return _kept(connection, desk, replace(plan, following=following))

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


async def carry_out(db: Database, desk: ChangeDesk, serial: int) -> list[Meeting]:
    """Move or cancel; returns the meeting, and the later ones that changed with it.

    A second press finds nothing to do. Raises what those actions raise, and MEETING_PLAN_GONE.
    """
    plan = await db.read(lambda connection: _held(connection, desk, serial))
    if plan.wants is not Wants.CONFIRM:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    changed = await (_cancel if plan.verb is Verb.CANCEL else _move)(db, desk, plan)
    await drop_change(db, desk.request)
    return changed


async def _cancel(db: Database, desk: ChangeDesk, plan: ChangePlan) -> list[Meeting]:
    request, reason = desk.request, plan.reason or ""
    if plan.whole:
        return await cancel_series(db, plan.meeting_id, reason, request.now, request, desk.admins)
    return [await cancel_meeting(db, plan.meeting_id, reason, request.now, request, desk.admins)]


async def _move(db: Database, desk: ChangeDesk, plan: ChangePlan) -> list[Meeting]:
    if plan.starts_at is None or plan.ends_at is None:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    request, reason = desk.request, plan.reason or ""
    if plan.whole:
        move = Move(plan.starts_at, plan.ends_at, plan.place, reason)
        return await move_series(db, plan.meeting_id, move, request.now, desk.zone, request, desk.admins)
    moved = await move_meeting(
        db, plan.meeting_id, plan.starts_at, plan.ends_at, plan.place, reason, request.now, request, desk.admins
    )
    return [moved]


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
    later = _changing(connection, desk, plan, meeting)
    return ChangeView(plan, meeting, coming, _conflicts(connection, desk, plan, meeting, later), later)


def _later(connection: Connection, desk: ChangeDesk, meeting: Meeting) -> list[Meeting]:
    return meetings.later_in_series(connection, meeting, desk.request.now)


def _changing(
    connection: Connection, desk: ChangeDesk, plan: ChangePlan, meeting: Meeting
) -> tuple[tuple[Meeting, When], ...]:
    """What else changes, for the last question."""
    if not plan.whole or plan.wants is not Wants.CONFIRM:
        return ()
    starts, ends = plan.starts_at or meeting.starts_at, plan.ends_at or meeting.ends_at
    return tuple((one, shifted(meeting, starts, ends, one, desk.zone)) for one in _later(connection, desk, meeting))


def _conflicts(
    connection: Connection,
    desk: ChangeDesk,
    plan: ChangePlan,
    meeting: Meeting,
    later: Sequence[tuple[Meeting, When]],
) -> tuple[Conflict, ...]:
    if plan.starts_at is None or plan.ends_at is None or plan.wants is not Wants.CONFIRM:
        return ()
    moved = [(meeting, When(plan.starts_at, plan.ends_at)), *later]
    drafts = [
        MeetingDraft(
            one.community_code,
            one.kind,
            one.title,
            when.starts_at,
            when.ends_at,
            plan.place or one.place,
            scope=one.scope,
        )
        for one, when in moved
    ]
    return conflicts_with(connection, drafts, desk.request.telegram_id, [one.id for one, _ in moved])
