"""Who puts a consultation together, the row that remembers how far they are, and what the next question offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from bot.actions import access
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, Scope
from bot.rules.definition import Definition, check_definition
from bot.rules.meeting_plan import Choice
from bot.rules.new_plan import EDIT, EXTEND, Ask, NewPlan, plan_from
from bot.rules.new_steps import rejected
from bot.rules.people import Household
from bot.rules.permissions import Actor, Place, Right, places_of
from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally, tally
from bot.rules.templates import Template, Value
from bot.storage import dialogues, households, meeting_parts, new_choices, tallies
from bot.storage.database import Connection
from bot.storage.new_choices import Known, Older, Reach, Wanted

DIALOGUE = "new"
LIST_PAGE, COMMUNITY_PAGE = 8, 10


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and what the district adds: its admins, its zone, its templates."""

    request: Request
    admins: Sequence[int]
    zone: tzinfo
    templates: Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class NewView:
    """A plan and what its next question offers; ``preview`` is the first consultation as it would be,
    counted before anybody has answered, ``home`` one of those that it asks, ``values`` how many the template has."""

    plan: NewPlan
    templates: tuple[Template, ...] = ()
    older: tuple[Older, ...] = ()
    value: Value | None = None
    values: int = 0
    offered: tuple[Known, ...] = ()
    chosen: tuple[Known, ...] = ()
    served: int = 0
    buildings: tuple[Choice, ...] = ()
    reach: Reach | None = None
    preview: Tally | None = None
    home: Household | None = None


def actor_of(connection: Connection, desk: Desk) -> Actor:
    """Who asks. Raises Refusal(NOT_ALLOWED) for people who may create nowhere."""
    return access.require_somewhere(connection, desk.admins, desk.request.telegram_id, Right.MANAGE_CONSULTATIONS)


def served(actor: Actor) -> tuple[Place, ...]:
    """Where they may create."""
    return places_of(actor, Right.MANAGE_CONSULTATIONS)


def waiting(connection: Connection, desk: Desk) -> NewPlan | None:
    """Their plan; None when there is none."""
    facts = dialogues.facts_of(connection, desk.request.telegram_id, DIALOGUE, desk.request.now)
    return None if facts is None else plan_from(facts)


def held(connection: Connection, desk: Desk, serial: int) -> NewPlan:
    """The plan that a button belongs to. Raises Refusal(NEW_GONE)."""
    plan = waiting(connection, desk)
    if plan is None or plan.serial != serial:
        raise Refusal(Reason.NEW_GONE)
    return plan


def kept(connection: Connection, desk: Desk, actor: Actor, plan: NewPlan) -> NewView:
    """Write the plan down, and look up what its next question offers."""
    dialogues.begin(connection, desk.request.telegram_id, DIALOGUE, plan.facts(), desk.request.now)
    return look(connection, desk, actor, plan)


def look(connection: Connection, desk: Desk, actor: Actor, plan: NewPlan) -> NewView:
    """The same without writing."""
    ask, places = plan.ask, served(actor)
    view = NewView(plan, chosen=new_choices.chosen(connection, plan.communities))
    if ask is Ask.SOURCE:
        return replace(view, templates=tuple(desk.templates.values()))
    if ask is Ask.LIST:
        return replace(view, older=_older(connection, places, plan, desk.request.now))
    if ask is Ask.VALUE:
        template = template_of(plan, desk.templates)
        return replace(view, value=next_value(plan, desk.templates), values=len(template.values))
    if ask is Ask.COMMUNITIES:
        found = new_choices.communities(connection, places, plan.search)
        return replace(view, offered=found, served=len(new_choices.communities(connection, places)))
    if ask is Ask.BUILDING:
        return replace(view, buildings=meeting_parts.buildings(connection, plan.communities[0], places))
    if ask is Ask.PREVIEW and plan.source != EXTEND:
        reach = new_choices.reach(connection, plan.communities, plan.building, plan.entrance)
        home = _some_home(connection, plan, places)
        imagined = _imagined(plan, view.chosen[0], desk)
        counted = tally(imagined, tallies.load_facts(connection, imagined), desk.request.now)
        return replace(view, reach=reach, preview=counted, home=home)
    return view


def _some_home(connection: Connection, plan: NewPlan, places: Sequence[Place]) -> Household | None:
    """Prices are shown for a home's area."""
    buildings = meeting_parts.buildings(connection, plan.communities[0], places)
    home = households.find_home(connection, buildings[0].value) if buildings else None
    return None if home is None else home.household


def _older(connection: Connection, places: Sequence[Place], plan: NewPlan, now: datetime) -> tuple[Older, ...]:
    """One more than a page shows, so that it is known whether there is another."""
    wanted = {EDIT: Wanted.UNANSWERED, EXTEND: Wanted.OPEN}.get(plan.source or "", Wanted.ANY)
    return new_choices.older(connection, places, now, wanted, plan.page * LIST_PAGE, LIST_PAGE + 1)


def next_value(plan: NewPlan, templates: Mapping[str, Template]) -> Value | None:
    """The value of the template that is asked for next. Raises Refusal(NEW_GONE) when the template has gone."""
    return next((value for value in template_of(plan, templates).values if value.name not in plan.values), None)


def template_of(plan: NewPlan, templates: Mapping[str, Template]) -> Template:
    """The template that was chosen. Raises Refusal(NEW_GONE) when it has gone."""
    template = templates.get(plan.template or "")
    if template is None:
        raise Refusal(Reason.NEW_GONE)
    return template


def definition_of(plan: NewPlan, communities: Sequence[Known], desk: Desk) -> Definition:
    """The plan as a checked definition. Raises Refusal(NEW_GONE) for an unfinished one, and DefinitionRejected."""
    if plan.closes_at is None or not communities:
        raise Refusal(Reason.NEW_GONE)
    times = {"closes": plan.closes_at} | ({"opens": plan.opens_at} if plan.opens_at else {})
    scope = {"scope": {"building": plan.building}} if plan.building else {}
    content = {key: value for key, value in plan.content.items() if key not in ("community", "communities", "scope")}
    whole = content | times | scope | {"communities": [known.code for known in communities]}
    checked = check_definition(whole, desk.request.now, desk.zone)
    if isinstance(checked, list):
        raise rejected(checked)
    return checked


def _imagined(plan: NewPlan, community: Known, desk: Desk) -> Consultation:
    """The consultation as residents of its first community would see it once it is open."""
    made = definition_of(plan, [community], desk)
    return Consultation(
        id=0,
        community_id=community.id,
        community_code=community.code,
        community_name=community.name,
        title=made.title,
        regime=made.regime,
        answerers=made.answerers,
        results=made.results,
        scope=Scope(plan.building, plan.entrance),
        opens_at=min(made.opens_at, desk.request.now),
        closes_at=max(made.closes_at, desk.request.now + timedelta(seconds=1)),
        closed_at=None,
        questions=made.questions,
        matter=made.matter,
        ruleset=made.ruleset,
        secrecy=made.secrecy,
        template=made.template,
    )
