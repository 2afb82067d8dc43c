"""A home's paper sheet of a questionnaire: read through the same screens, and read again by a second person."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.actions import access
from bot.actions.paper_access import consultation_of
from bot.actions.questionnaire import IDLE, open_form
from bot.actions.questionnaire_desk import Desk, entry_of, form_of, stored
from bot.actions.questionnaire_hand_in import HandIn, checked_answers, record
from bot.actions.transact import transact
from bot.rules.answers import Answer
from bot.rules.paper import By, PaperState, right_for
from bot.rules.permissions import acting_role
from bot.rules.questionnaire_form import SUMMARY, Form, Sheet, next_place, seal_of
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, audit, consultations, paper_entries
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class SheetDone:
    """What became of a sheet: entered, checked, or in conflict with what was entered first."""

    form: Form
    state: PaperState


async def start_sheet(db: Database, desk: Desk, number: int, household_id: int) -> Form | None:
    """Take a home's sheet in hand, or go on with it; None when the consultation is answered on its card.

    A reading that was left for a day begins anew. Raises what ``admit`` raises.
    """
    sheet = Sheet(household_id)

    def known(connection: Connection) -> bool:
        found = consultations.load(connection, number)
        return found is not None and not found.on_card

    if not await db.read(known):
        return None
    await _forget_old(db, desk, number, sheet)
    return await open_form(db, desk, number, sheet)


async def start_sheet_check(db: Database, desk: Desk, entry_id: int) -> Form | None:
    """Take a sheet in hand that somebody else has entered; None when it belongs to a card.

    Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY), and what ``admit`` raises.
    """

    def find(connection: Connection) -> tuple[int, Sheet] | None:
        entry = paper_entries.by_id(connection, entry_id)
        consultation = consultation_of(connection, entry.question_id) if entry is not None else None
        if entry is None or consultation is None or consultation.on_card:
            return None
        return consultation.id, Sheet(entry.household_id, check=True)

    found = await db.read(find)
    if found is None:
        return None
    await _forget_old(db, desk, *found)
    return await open_form(db, desk, *found)


async def _forget_old(db: Database, desk: Desk, number: int, sheet: Sheet) -> None:
    def forget(connection: Connection) -> None:
        draft = answering.find(connection, desk.request.telegram_id, number, sheet)
        if draft is not None and draft.touched_at is not None and desk.request.now - draft.touched_at >= IDLE:
            answering.remove(connection, desk.request.telegram_id, number, sheet)

    await db.write(forget)


async def put_sheet_away(db: Database, desk: Desk, number: int, sheet: Sheet) -> None:
    """Give a sheet up; nothing of it is recorded."""
    if not sheet.on_paper:
        raise Refusal(Reason.PAPER_STALE)
    who = desk.request.telegram_id
    await transact(db, desk.request, lambda connection: answering.remove(connection, who, number, sheet))


async def record_sheet(db: Database, desk: Desk, number: int, sheet: Sheet, seen: int) -> SheetDone | HandIn:
    """Record a sheet that was read to its end, or compare it with what another has entered.

    ``seen`` is the seal of the home's answer that it may replace. Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY), and
    what ``admit`` raises.
    """

    def change(connection: Connection) -> SheetDone | HandIn:
        form = form_of(connection, desk, number, sheet)
        if not form.is_whole:
            place = next_place(form.consultation, form.answers)
            return HandIn(stored(connection, desk, form, replace(form.draft, place=place)), open_question=True)
        if not sheet.check and form.standing is not None and seen != seal_of(form.standing):
            return HandIn(stored(connection, desk, form, replace(form.draft, place=SUMMARY)), asks=True)
        answers = checked_answers(form)
        state = _compare(connection, desk, form, answers) if sheet.check else _enter(connection, desk, form, answers)
        answering.remove(connection, desk.request.telegram_id, number, sheet)
        return SheetDone(form, state)

    return await transact(db, desk.request, change)


def _enter(connection: Connection, desk: Desk, form: Form, answers: dict[int, Answer]) -> PaperState:
    record(connection, desk, form, answers)
    _write_entry(connection, desk, form, answers)
    audit.note(connection, desk.request.now, desk.request.telegram_id, "paper", _subject(form))
    return PaperState.ENTERED


def _write_entry(connection: Connection, desk: Desk, form: Form, answers: dict[int, Answer]) -> None:
    """One entry a sheet, tied to the first question that it answers."""
    questions = form.consultation.questions
    first = next(question.id for question in questions if question.number in answers)
    home = form.homes[0]
    place = access.place_of_building(connection, home.community_id, home.address.building)
    actor = access.actor_of(connection, desk.admins, desk.request.telegram_id)
    by = By(actor.telegram_id, acting_role(actor, right_for(form.consultation), place))
    paper_entries.drop(connection, [question.id for question in questions], home.id)
    paper_entries.put(connection, first, [home.id], by, desk.request.now)


def _compare(connection: Connection, desk: Desk, form: Form, answers: dict[int, Answer]) -> PaperState:
    """A second reading; in a conflict it settles what the ballots say."""
    entry = entry_of(connection, desk, form.consultation, form.homes[0].id)
    same, settles = answers == dict(form.stands), entry.state is PaperState.CONFLICT
    state = PaperState.CHECKED if same or settles else PaperState.CONFLICT
    if state is PaperState.CHECKED and not same:
        record(connection, desk, form, answers)
    paper_entries.set_checked(connection, entry.id, state, desk.request.telegram_id, desk.request.now)
    verb = "paper_settled" if settles else f"paper_{state.value}"
    audit.note(connection, desk.request.now, desk.request.telegram_id, verb, _subject(form))
    return state


def _subject(form: Form) -> str:
    return f"consultation={form.consultation.id} household={form.homes[0].id}"
