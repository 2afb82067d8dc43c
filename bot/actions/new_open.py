"""What was put together in chat becomes one consultation or many, or changes one that nobody has answered."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions import access
from bot.actions.create_consultation import Author, store
from bot.actions.end_consultation import known
from bot.actions.extend_consultation import extend
from bot.actions.new_desk import DIALOGUE, Desk, definition_of, held
from bot.actions.transact import transact
from bot.rules.consultation import Consultation, Status
from bot.rules.definition import Definition
from bot.rules.new_plan import EDIT, EXTEND, Ask, NewPlan
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.storage import attachments, audit, cards, consultations, dialogues, new_changes, new_choices
from bot.storage.database import Connection, Database
from bot.storage.new_choices import Reach


@dataclass(frozen=True, slots=True)
class Opened:
    """The consultations that were made or changed, the first of them in full, and whom they reach."""

    numbers: tuple[int, ...]
    first: Consultation
    reach: Reach
    source: str


async def finish_new(db: Database, desk: Desk, serial: int) -> Opened:
    """Create, change or extend, in one transaction; the dialogue ends with it, so that it happens once.

    Raises Refusal(NEW_GONE) for a second press, (NEW_ANSWERED, ALREADY_CLOSED, NOT_ALLOWED) and DefinitionRejected.
    """

    def change(connection: Connection) -> Opened:
        plan = held(connection, desk, serial)
        if plan.ask is not Ask.PREVIEW:
            raise Refusal(Reason.NEW_GONE)
        numbers = _done(connection, desk, plan)
        dialogues.end(connection, desk.request.telegram_id, DIALOGUE)
        reach = new_choices.reach(connection, plan.communities, plan.building, plan.entrance)
        return Opened(numbers, known(connection, numbers[0]), reach, plan.source or "")

    return await transact(db, desk.request, change)


def _done(connection: Connection, desk: Desk, plan: NewPlan) -> tuple[int, ...]:
    if plan.source == EXTEND and plan.number is not None and plan.closes_at is not None:
        request = desk.request
        extend(connection, plan.number, plan.closes_at, plan.reason or "", request.now, request, desk.admins)
        return (plan.number,)
    definition = definition_of(plan, new_choices.chosen(connection, plan.communities), desk)
    return (
        _change(connection, desk, plan, definition)
        if plan.source == EDIT
        else _create(connection, desk, plan, definition)
    )


def _create(connection: Connection, desk: Desk, plan: NewPlan, definition: Definition) -> tuple[int, ...]:
    request = desk.request
    numbers = store(connection, definition, {}, request.now, Author(request, desk.admins))
    files = attachments.as_known_now(connection, plan.files)
    for number in numbers:
        attachments.add(connection, number, files)
    subjects = [f"consultation {number}" for number in numbers]
    audit.note_all(connection, request.now, request.telegram_id, "create", subjects)
    return numbers


def _change(connection: Connection, desk: Desk, plan: NewPlan, definition: Definition) -> tuple[int, ...]:
    """All those asked at once are changed together: they stay the same questions."""
    request, numbers = desk.request, consultations.of_group(connection, plan.number or 0)
    files = attachments.as_known_now(connection, plan.files)
    for number in numbers:
        _must_be_changeable(connection, desk, number)
        drawings = attachments.of(connection, number)
        new_changes.rewrite(connection, number, definition)
        attachments.replace(connection, number, files)
        if set(drawings) != set(files):
            new_changes.show_drawings_anew(connection, number)
            cards.TABLE.repost(connection, cards.of_consultation(number))
    attachments.forget_unused(connection)
    subjects = [f"consultation {number}" for number in numbers]
    audit.note_all(connection, request.now, request.telegram_id, "change", subjects)
    return numbers


def _must_be_changeable(connection: Connection, desk: Desk, number: int) -> None:
    """Raises Refusal(NOT_ALLOWED, ALREADY_CLOSED, NEW_ANSWERED)."""
    found = new_changes.lock(connection, number)
    if found is None:
        raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
    place = access.place_of_community(connection, found.community_id)
    access.require(connection, desk.admins, desk.request.telegram_id, Right.MANAGE_CONSULTATIONS, place)
    if found.status(desk.request.now) is Status.CLOSED:
        raise Refusal(Reason.ALREADY_CLOSED, title=found.title)
    if not new_choices.is_untouched(connection, number):
        raise Refusal(Reason.NEW_ANSWERED, title=found.title)
