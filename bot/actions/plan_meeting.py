"""A helper writes a meeting down step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from bot.actions import access, meeting_access
from bot.actions.create_consultation import Author
from bot.actions.create_meeting import conflicts_with, create_all
from bot.actions.meeting_cards import MeetingFacts, facts_of
from bot.actions.transact import Request, transact
from bot.rules.consultation import Consultation
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_overview import Conflict
from bot.rules.meeting_plan import Ask, Choice, MeetingPlan, asked, plan_from, pressed, serial_of, typed
from bot.rules.meeting_times import weekly
from bot.rules.permissions import Actor, Right, may, places_of
from bot.rules.refusals import Reason, Refusal
from bot.storage import communities, consultations, dialogues, groups, households, meeting_parts
from bot.storage.database import Connection, Database

DIALOGUE = "meeting"
Title = Callable[[MeetingPlan], str]
"""Words a title for a meeting that nobody gave one."""


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan and what its next question offers; the rest is known for the preview only."""

    plan: MeetingPlan
    choices: tuple[Choice, ...] = ()
    whole: bool = False  # whether all of the community may be invited
    drafts: tuple[MeetingDraft, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    invited: int = 0
    groups: int = 0
    linked: Consultation | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who plans, and what the district adds: its zone, its usual place, and how titles are worded."""

    request: Request
    admins: Sequence[int]
    zone: tzinfo
    place: str
    title: Title


async def begin_plan(db: Database, desk: Desk) -> PlanView:
    """A new plan; another dialogue of the same person is given up. Raises Refusal(NOT_ALLOWED)."""

    def change(connection: Connection) -> PlanView:
        actor = _actor(connection, desk)
        plan = MeetingPlan(serial_of(desk.request.now))
        found = meeting_parts.communities(connection, places_of(actor, Right.SCHEDULE_MEETINGS))
        if len(found) == 1:
            plan = _in_community(connection, plan, found[0].value)
        return _kept(connection, desk, actor, _only_part(connection, actor, plan))

    return await transact(db, desk.request, change)


async def press(db: Database, desk: Desk, serial: int, ask: int, value: int) -> PlanView:
    """A button of a question. Raises Refusal(MEETING_PLAN_GONE, NOT_ALLOWED, MEETING_OUTSIDE_YOURS) and about times."""

    def change(connection: Connection) -> PlanView:
        actor, plan = _actor(connection, desk), _held(connection, desk, serial)
        return _kept(connection, desk, actor, _pressed(connection, desk, actor, plan, asked(ask), value))

    return await transact(db, desk.request, change)


async def edit(db: Database, desk: Desk, serial: int, ask: int) -> PlanView:
    """Ask a question again. Raises Refusal(MEETING_PLAN_GONE, NOT_ALLOWED)."""

    def change(connection: Connection) -> PlanView:
        actor, plan = _actor(connection, desk), _held(connection, desk, serial)
        return _kept(connection, desk, actor, replace(plan, editing=None if ask == Ask.PREVIEW else asked(ask)))

    return await transact(db, desk.request, change)


async def type_in(db: Database, desk: Desk, text: str) -> PlanView | None:
    """Typed words; None when no plan waits. A question that wants a button comes back as it is.

    Raises the Refusals of ``typed``: the question then still waits.
    """

    def change(connection: Connection) -> PlanView | None:
        facts = dialogues.facts_of(connection, desk.request.telegram_id, DIALOGUE, desk.request.now)
        if facts is None:
            return None
        actor, plan = _actor(connection, desk), plan_from(facts)
        named = [choice for choice in _choices(connection, desk, actor, plan) if choice.name == text.strip()]
        if named and plan.ask in (Ask.COMMUNITY, Ask.BUILDING, Ask.ENTRANCE):
            return _kept(connection, desk, actor, _pressed(connection, desk, actor, plan, plan.ask, named[0].value))
        return _kept(connection, desk, actor, typed(plan, text, desk.request.now, desk.zone) or plan)

    return await transact(db, desk.request, change)


async def publish_plan(db: Database, desk: Desk, serial: int) -> tuple[list[int], MeetingFacts]:
    """Create the meeting or the series, once; returns the numbers and the first meeting.

    Raises Refusal(MEETING_PLAN_GONE) for a second press, and what ``create_meeting`` raises.
    """

    def change(connection: Connection) -> tuple[list[int], MeetingFacts]:
        plan = _held(connection, desk, serial)
        drafts = weekly(plan.draft(desk.title(plan)), plan.weeks, desk.zone)
        numbers = create_all(connection, drafts, desk.request.now, Author(desk.request, desk.admins))
        dialogues.end(connection, desk.request.telegram_id, DIALOGUE)
        return numbers, facts_of(connection, meeting_access.seen(connection, numbers[0]))

    return await transact(db, desk.request, change)


async def drop_plan(db: Database, request: Request) -> None:
    """It is not scheduled after all."""
    await transact(db, request, lambda connection: dialogues.end(connection, request.telegram_id, DIALOGUE))


def _actor(connection: Connection, desk: Desk) -> Actor:
    return access.require_somewhere(connection, desk.admins, desk.request.telegram_id, Right.SCHEDULE_MEETINGS)


def _held(connection: Connection, desk: Desk, serial: int) -> MeetingPlan:
    facts = dialogues.facts_of(connection, desk.request.telegram_id, DIALOGUE, desk.request.now)
    plan = None if facts is None else plan_from(facts)
    if plan is None or plan.serial != serial:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return plan


def _pressed(connection: Connection, desk: Desk, actor: Actor, plan: MeetingPlan, ask: Ask, value: int) -> MeetingPlan:
    done = replace(plan, editing=None)
    if ask is Ask.COMMUNITY:
        return _only_part(connection, actor, _in_community(connection, done, value))
    if ask is Ask.BUILDING and value == 0:
        return replace(done, whole=True, building=None, entrance=None)
    if ask is Ask.ENTRANCE and value == 0:
        return replace(done, entrance=None, entrance_asked=True)
    if ask in (Ask.BUILDING, Ask.ENTRANCE):
        return _in_part(connection, done, ask, value)
    return pressed(plan, ask, value, _choices(connection, desk, actor, plan, ask), desk.request.now, desk.zone)


def _in_community(connection: Connection, plan: MeetingPlan, community_id: int) -> MeetingPlan:
    """Another community has other buildings and consultations."""
    found = communities.by_id(connection, community_id)
    if found is None:
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=community_id)
    clean = replace(plan, whole=False, building=None, entrance=None, entrance_asked=False, consultation_id=None)
    return replace(clean, community_id=found.id, community=found.code, community_name=found.name)


def _in_part(connection: Connection, plan: MeetingPlan, ask: Ask, household_id: int) -> MeetingPlan:
    home = households.find_home(connection, household_id)
    if home is None or home.household.community_id != plan.community_id:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    address = home.household.address
    if ask is Ask.ENTRANCE:
        return replace(plan, whole=False, building=address.building, entrance=address.entrance, entrance_asked=True)
    clean = replace(plan, whole=False, building=address.building, entrance=None, entrance_asked=False)
    several = len(meeting_parts.entrances(connection, home.household.community_id, address.building)) > 1
    return replace(clean, entrance_asked=not several)


def _only_part(connection: Connection, actor: Actor, plan: MeetingPlan) -> MeetingPlan:
    """Somebody who serves a single building is not asked which; a single building is not asked for either."""
    if plan.community_id is None:
        return plan
    found = meeting_parts.buildings(connection, plan.community_id, places_of(actor, Right.SCHEDULE_MEETINGS))
    if len(found) != 1:
        return plan
    if _whole(connection, actor, plan.community_id):
        return replace(plan, whole=True)
    return _in_part(connection, plan, Ask.BUILDING, found[0].value)


def _whole(connection: Connection, actor: Actor, community_id: int) -> bool:
    return may(actor, Right.SCHEDULE_MEETINGS, access.place_of_community(connection, community_id))


def _kept(connection: Connection, desk: Desk, actor: Actor, plan: MeetingPlan) -> PlanView:
    """Write the plan down, and look up what its next question offers."""
    request = desk.request
    if plan.community_id is not None and (plan.whole or plan.building is not None):
        meeting_access.require_here(connection, desk.admins, request.telegram_id, plan.community_id, plan.scope)
    dialogues.begin(connection, request.telegram_id, DIALOGUE, plan.facts(), request.now)
    if plan.ask is Ask.PREVIEW:
        return _preview(connection, desk, plan)
    whole = plan.community_id is not None and _whole(connection, actor, plan.community_id)
    return PlanView(plan, _choices(connection, desk, actor, plan), whole)


def _choices(
    connection: Connection, desk: Desk, actor: Actor, plan: MeetingPlan, ask: Ask | None = None
) -> tuple[Choice, ...]:
    """What the database offers for a question."""
    wanted, here, places = ask or plan.ask, plan.community_id, places_of(actor, Right.SCHEDULE_MEETINGS)
    if wanted is Ask.COMMUNITY:
        return meeting_parts.communities(connection, places)
    if here is None:
        return ()
    if wanted is Ask.BUILDING:
        return meeting_parts.buildings(connection, here, places)
    if wanted is Ask.ENTRANCE and plan.building is not None:
        return meeting_parts.entrances(connection, here, plan.building)
    if wanted is Ask.PLACE:
        known = (*meeting_parts.recent_places(connection, here), *([desk.place] if desk.place else []))
        return tuple(Choice(number, name) for number, name in enumerate(dict.fromkeys(known), start=1))
    return meeting_parts.open_consultations(connection, here, desk.request.now) if wanted is Ask.CONSULTATION else ()


def _preview(connection: Connection, desk: Desk, plan: MeetingPlan) -> PlanView:
    drafts = weekly(plan.draft(desk.title(plan)), plan.weeks, desk.zone)
    here = plan.community_id or 0
    linked = None if plan.consultation_id is None else consultations.load(connection, plan.consultation_id)
    return PlanView(
        plan,
        drafts=drafts,
        conflicts=conflicts_with(connection, drafts, desk.request.telegram_id),
        invited=meeting_parts.invited_homes(connection, here, plan.scope),
        groups=len(groups.of_community(connection, here)),
        linked=linked,
    )
