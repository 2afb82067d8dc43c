"""Staff put a consultation together step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.actions.new_desk import DIALOGUE, Desk, NewView, actor_of, held, kept, look, served, waiting
from bot.actions.new_what import sourced, taken, with_value
from bot.actions.new_where import ALL, DONE, FIND, NONE, REMOVE, choose, in_building, named_building, searched
from bot.actions.transact import Request, transact
from bot.rules.attachments import Attachment
from bot.rules.meeting_plan import serial_of
from bot.rules.new_plan import Ask, NewPlan, asked
from bot.rules.new_steps import pressed, typed
from bot.rules.permissions import Actor
from bot.rules.refusals import Reason, Refusal
from bot.storage import dialogues, new_choices
from bot.storage.database import Connection, Database

PAGE = 30
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
            return with_value(desk, plan, text)
        if plan.ask is Ask.COMMUNITIES:
            return searched(connection, actor, plan, text)
        if plan.ask is Ask.BUILDING:
            return named_building(connection, actor, plan, text)
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
        return choose(connection, actor, plan, what, value) if plan.ask is Ask.COMMUNITIES else plan
    ask = asked(what)
    if ask is not plan.ask:
        return plan
    if ask is Ask.SOURCE:
        return sourced(desk, plan, value)
    if ask is Ask.LIST:
        return taken(connection, desk, actor, plan, value)
    if ask is Ask.VALUE:
        return with_value(desk, plan, None)
    if ask is Ask.COMMUNITIES:
        return choose(connection, actor, plan, what, value)
    if ask is Ask.BUILDING:
        return in_building(connection, plan, value)
    return pressed(plan, ask, value, desk.request.now, desk.zone)
