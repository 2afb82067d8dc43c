"""What is asked: a template with its values, a question of one's own, or an older consultation."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import access
from bot.actions.new_desk import Desk, next_value
from bot.rules.checker import Fault
from bot.rules.consultation import Consultation
from bot.rules.new_content import content_of
from bot.rules.new_plan import COPY, EDIT, EXTEND, OWN, TEMPLATE, Ask, NewPlan
from bot.rules.new_steps import must_be_sound, rejected
from bot.rules.permissions import Actor, Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.template_filling import fill
from bot.rules.templates import read_value
from bot.storage import attachments, consultations, new_choices
from bot.storage.database import Connection

# What the buttons of the source stand for; templates count from 1.
FROM_SCRATCH, FROM_OLD, CHANGE_OLD, EXTEND_OLD = 0, 1001, 1002, 1003
_SOURCES = {FROM_SCRATCH: OWN, FROM_OLD: COPY, CHANGE_OLD: EDIT, EXTEND_OLD: EXTEND}


def sourced(desk: Desk, plan: NewPlan, value: int) -> NewPlan:
    """What it is made from: a template by its place in the list, or one of the other ways. Raises Refusal(NEW_GONE)."""
    clean = NewPlan(plan.serial, communities=plan.communities, communities_asked=plan.communities_asked)
    if value in _SOURCES:
        return replace(clean, source=_SOURCES[value])
    names = list(desk.templates)
    if not 1 <= value <= len(names):
        raise Refusal(Reason.NEW_GONE)
    chosen = replace(clean, source=TEMPLATE, template=names[value - 1])
    return _filled(desk, chosen) if next_value(chosen, desk.templates) is None else chosen


def with_value(desk: Desk, plan: NewPlan, text: str | None) -> NewPlan:
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


def taken(connection: Connection, desk: Desk, actor: Actor, plan: NewPlan, number: int) -> NewPlan:
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
