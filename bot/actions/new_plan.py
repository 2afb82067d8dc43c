"""Staff put a consultation together step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.actions import access
from bot.actions.new_desk import DIALOGUE, Desk, NewView, actor_of, held, kept, look, next_value, served, waiting
from bot.actions.transact import Request, transact
from bot.rules.attachments import Attachment
from bot.rules.checker import Fault
from bot.rules.consultation import Consultation
from bot.rules.meeting_plan import serial_of
from bot.rules.new_content import content_of
from bot.rules.new_plan import COPY, EDIT, EXTEND, OWN, TEMPLATE, Ask, NewPlan, asked
from bot.rules.new_steps import must_be_sound, pressed, rejected, typed
from bot.rules.permissions import Actor, Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.template_filling import fill
from bot.rules.templates import read_value
from bot.storage import attachments, consultations, dialogues, households, new_choices
from bot.storage.database import Connection, Database

# What the buttons of the source stand for; templates count from 1.
FROM_SCRATCH, FROM_OLD, CHANGE_OLD, EXTEND_OLD = 0, 1001, 1002, 1003
# What buttons do besides answering a question.
PAGE, REMOVE, ALL, NONE, DONE, FIND = 30, 31, 32, 33, 34, 35
_SOURCES = {FROM_SCRATCH: OWN, FROM_OLD: COPY, CHANGE_OLD: EDIT, EXTEND_OLD: EXTEND}
DialogueStep = Callable[[Connection, Actor, NewPlan], NewPlan]


async def begin_new(db: Database, desk: Desk) -> NewView:
    """A new plan; another dialogue of the same person is given up. Raises Refusal(NOT_ALLOWED, NEW_NOWHERE)."""

    def change(connection: Connection) -> NewView:
        actor, plan = actor_of(connection, desk), NewPlan(serial_of(desk.request.now))
        every = new_choices.communities(connection, served(actor))
        if not every:
            raise Refusal(Reason.NEW_NOWHERE)
        only = (every[0].id,) if len(every) == 1 else ()
        return kept(connection, desk, actor, replace(plan, communities=only, communities_asked=bool(only)))

    return await transact(db, desk.request, change)


async def press_new(db: Database, desk: Desk, serial: int, what: int, value: int) -> NewView:
    """A button of a question. Raises Refusal(NEW_GONE, NOT_ALLOWED), DefinitionRejected, and about times."""
    return await _step(
        db, desk, serial, lambda connection, actor, plan: _press(connection, desk, actor, plan, what, value)
    )


async def edit_new(db: Database, desk: Desk, serial: int, ask: int) -> NewView:
    """Ask a question again. Raises Refusal(NEW_GONE, NOT_ALLOWED)."""
    return await _step(db, desk, serial, lambda _connection, _actor, plan: _again(plan, asked(ask)))


def _again(plan: NewPlan, ask: Ask) -> NewPlan:
    if not plan.may_ask(ask):
        raise Refusal(Reason.NEW_GONE)
    if ask is Ask.VALUE:
        return replace(plan, content={}, values={}, editing=None)
    if ask is Ask.COMMUNITIES:
        return replace(plan, communities_asked=False, building_asked=False, building=None, search="", page=0)
    return replace(plan, editing=None if ask is Ask.PREVIEW else ask, page=0)


async def see_new(db: Database, desk: Desk) -> NewView | None:
    """The plan as it stands, after something that could not be used; None when none waits."""

    def fetch(connection: Connection) -> NewView | None:
        plan = waiting(connection, desk)
        return None if plan is None else look(connection, desk, actor_of(connection, desk), plan)

    return await db.read(fetch)


async def type_new(db: Database, desk: Desk, text: str) -> NewView | None:
    """Typed words; None when no plan waits.

    Raises Refusal(NEW_WANTS_BUTTON, NEW_WANTS_FILE), those of reading times, and DefinitionRejected; the question then
    still waits.
    """

    def step(connection: Connection, actor: Actor, plan: NewPlan) -> NewPlan:
        if plan.ask is Ask.VALUE:
            return _with_value(desk, plan, text)
        if plan.ask is Ask.COMMUNITIES:
            return _searched(connection, actor, plan, text)
        changed = typed(plan, text, desk.request.now, desk.zone)
        if changed is None:
            raise Refusal(Reason.NEW_WANTS_FILE if plan.ask is Ask.FILES else Reason.NEW_WANTS_BUTTON)
        return changed

    return await _if_waiting(db, desk, step)


async def send_file(db: Database, desk: Desk, file: Attachment, album: str | None) -> tuple[NewView, bool] | None:
    """A photo or a document, and whether it belongs to the album of the one before; None when no plan waits.

    Raises Refusal(NEW_WANTS_WORDS) where no file is asked for, (FILES_TOO_MANY).
    """
    again = []

    def step(_connection: Connection, _actor: Actor, plan: NewPlan) -> NewPlan:
        if plan.ask is not Ask.FILES:
            raise Refusal(Reason.NEW_WANTS_WORDS)
        again.append(album is not None and album == plan.album)
        return replace(plan.with_file(file), album=album, files_asked=False, editing=Ask.FILES)

    view = await _if_waiting(db, desk, step)
    return None if view is None else (view, again[-1])


async def drop_new(db: Database, request: Request) -> None:
    """It is not created after all."""
    await transact(db, request, lambda connection: dialogues.end(connection, request.telegram_id, DIALOGUE))


async def _step(db: Database, desk: Desk, serial: int, step: DialogueStep) -> NewView:
    def change(connection: Connection) -> NewView:
        actor, plan = actor_of(connection, desk), held(connection, desk, serial)
        return kept(connection, desk, actor, step(connection, actor, plan))

    return await transact(db, desk.request, change)


async def _if_waiting(db: Database, desk: Desk, step: DialogueStep) -> NewView | None:
    if await db.read(lambda connection: waiting(connection, desk)) is None:
        return None

    def change(connection: Connection) -> NewView | None:
        plan = waiting(connection, desk)
        if plan is None:
            return None
        actor = actor_of(connection, desk)
        return kept(connection, desk, actor, step(connection, actor, plan))

    return await transact(db, desk.request, change)


def _press(connection: Connection, desk: Desk, actor: Actor, plan: NewPlan, what: int, value: int) -> NewPlan:
    """A button of a question that is not asked any more changes nothing: what is asked now is shown."""
    if what == PAGE:
        return replace(plan, page=value)
    if what in (REMOVE, ALL, NONE, DONE, FIND):
        return _choose(connection, actor, plan, what, value) if plan.ask is Ask.COMMUNITIES else plan
    ask = asked(what)
    if ask is not plan.ask:
        return plan
    if ask is Ask.SOURCE:
        return _sourced(desk, plan, value)
    if ask is Ask.LIST:
        return _taken(connection, desk, actor, plan, value)
    if ask is Ask.VALUE:
        return _with_value(desk, plan, None)
    if ask is Ask.COMMUNITIES:
        return _choose(connection, actor, plan, what, value)
    if ask is Ask.BUILDING:
        return _in_building(connection, plan, value)
    return pressed(plan, ask, value, desk.request.now, desk.zone)


def _sourced(desk: Desk, plan: NewPlan, value: int) -> NewPlan:
    clean = NewPlan(plan.serial, communities=plan.communities, communities_asked=plan.communities_asked)
    if value in _SOURCES:
        return replace(clean, source=_SOURCES[value])
    names = list(desk.templates)
    if not 1 <= value <= len(names):
        raise Refusal(Reason.NEW_GONE)
    chosen = replace(clean, source=TEMPLATE, template=names[value - 1])
    return _filled(desk, chosen) if next_value(chosen, desk.templates) is None else chosen


def _with_value(desk: Desk, plan: NewPlan, text: str | None) -> NewPlan:
    """The value as typed; without text its default, or none at all. Raises DefinitionRejected, Refusal(NEW_GONE)."""
    value = next_value(plan, desk.templates) if plan.ask is Ask.VALUE else None
    if value is None or (text is None and value.required and value.default is None):
        raise Refusal(Reason.NEW_GONE)
    read = None if text is None else read_value(value, text)
    if isinstance(read, Fault):
        raise rejected([Fault((), read.reason, read.facts)])
    known = replace(plan, values={**plan.values, value.name: text})
    return _filled(desk, known) if next_value(known, desk.templates) is None else known


def _filled(desk: Desk, plan: NewPlan) -> NewPlan:
    """All values are known: the questions as residents will read them. Raises DefinitionRejected."""
    given = {name: text for name, text in plan.values.items() if text is not None}
    filled = fill(desk.templates[plan.template or ""], given, {})
    if isinstance(filled, list):
        raise rejected(filled)
    must_be_sound(filled, desk.request.now, desk.zone)
    return replace(plan, content=filled)


def _taken(connection: Connection, desk: Desk, actor: Actor, plan: NewPlan, number: int) -> NewPlan:
    """An old consultation to copy, or one that nobody has answered to change.

    Raises Refusal(UNKNOWN_CONSULTATION, NOT_ALLOWED, NEW_ANSWERED).
    """
    found = consultations.load(connection, number)
    if found is None:
        raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
    files = attachments.of(connection, number)
    copied = replace(plan, content=content_of(found), files=files, number=number, editing=None, page=0)
    place = access.place_of_community(connection, found.community_id)
    access.require(connection, desk.admins, actor.telegram_id, Right.MANAGE_CONSULTATIONS, place)
    if plan.source == COPY:
        return copied
    if plan.source == EXTEND:
        return replace(copied, communities=(found.community_id,), opens_at=found.ends_at)
    return _to_change(connection, copied, found)


def _to_change(connection: Connection, plan: NewPlan, found: Consultation) -> NewPlan:
    numbers = consultations.of_group(connection, found.id)
    if not all(new_choices.is_untouched(connection, each) for each in numbers):
        raise Refusal(Reason.NEW_ANSWERED, title=found.title)
    places = tuple(each.community_id for each in consultations.by_numbers(connection, numbers))
    return replace(
        plan,
        communities=places,
        building=found.scope.building,
        entrance=found.scope.entrance,
        opens_at=found.opens_at,
        opens_asked=True,
        closes_at=found.closes_at,
    )


def _choose(connection: Connection, actor: Actor, plan: NewPlan, what: int, value: int) -> NewPlan:
    """Communities come and go; a button for one that is not served is refused."""
    known = {each.id for each in new_choices.communities(connection, served(actor))}
    if what == DONE:
        if not plan.communities:
            raise Refusal(Reason.NEW_NO_COMMUNITY)
        return replace(plan, communities_asked=True, search="", page=0, editing=None)
    if what == ALL:
        found = new_choices.communities(connection, served(actor), plan.search)
        return _with_communities(plan, (*plan.communities, *(each.id for each in found)))
    if what == NONE:
        return _with_communities(plan, ())
    if what == FIND:
        return replace(plan, search="", page=0)
    if value not in known:
        raise Refusal(Reason.NEW_GONE)
    kept_ones = tuple(each for each in plan.communities if each != value)
    return _with_communities(plan, kept_ones if what == REMOVE else (*kept_ones, value))


def _with_communities(plan: NewPlan, communities: tuple[int, ...]) -> NewPlan:
    return replace(plan, communities=tuple(dict.fromkeys(communities)), building=None, building_asked=False)


def _searched(connection: Connection, actor: Actor, plan: NewPlan, text: str) -> NewPlan:
    """Part of a code or name; several whole codes at once are taken. Raises Refusal(UNKNOWN_COMMUNITY)."""
    every = new_choices.communities(connection, served(actor))
    words = text.replace(",", " ").split()
    named = {each.code.casefold(): each.id for each in every} | {each.name: each.id for each in every}
    exact = [named[word.casefold()] for word in words if word.casefold() in named]
    if words and len(exact) == len(words):
        return replace(_with_communities(plan, (*plan.communities, *exact)), search="", page=0)
    search = text.strip()[:40]
    if not new_choices.communities(connection, served(actor), search):
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=search)
    return replace(plan, search=search, page=0)


def _in_building(connection: Connection, plan: NewPlan, household_id: int) -> NewPlan:
    done = replace(plan, building_asked=True, editing=None)
    if household_id == 0:
        return replace(done, building=None)
    home = households.find_home(connection, household_id)
    if home is None or [home.household.community_id] != list(plan.communities):
        raise Refusal(Reason.NEW_GONE)
    return replace(done, building=home.household.address.building)
