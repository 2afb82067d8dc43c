"""A helper reads a sheet step by step; each step is a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import access
from bot.actions.paper_access import Case, admit, consultation_of, enrol
from bot.actions.transact import Request, transact
from bot.rules.balloting import Choices
from bot.rules.consultation import Secrecy
from bot.rules.paper import Deed, PaperDraft, PaperEntry, PaperState, Purpose, Step, after
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.storage import ballots, consultations, paper_drafts, paper_entries
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in hand and the question that comes next. ``first`` is what was entered before: it is shown only to the
    one who settles a conflict, only after their own reading, and never where answers are anonymous."""

    case: Case
    draft: PaperDraft
    step: Step
    first: Choices | None = None


async def start_entry(db: Database, request: Request, admins: Sequence[int], number: int, household_id: int) -> Sheet:
    """Take a home's sheet in hand; an earlier one is put away. Raises what ``admit`` raises."""

    def change(connection: Connection) -> Sheet:
        consultation = consultations.load(connection, number)
        enrol(connection, consultation, request.now)
        case = admit(connection, admins, request, consultation, household_id)
        draft = PaperDraft(request.telegram_id, case.question.id, household_id, Purpose.ENTRY, request.now)
        paper_drafts.purge(connection, request.now)
        paper_drafts.put(connection, draft)
        return sheet(connection, case, draft)

    return await transact(db, request, change)


async def start_check(db: Database, request: Request, admins: Sequence[int], entry_id: int) -> Sheet:
    """Take a sheet in hand that somebody else has entered.

    Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY), and what ``admit`` raises.
    """

    def change(connection: Connection) -> Sheet:
        access.require_somewhere(connection, admins, request.telegram_id, Right.CHECK_PAPER)
        entry = paper_entries.by_id(connection, entry_id)
        if entry is None:
            raise Refusal(Reason.PAPER_STALE)
        draft = PaperDraft(request.telegram_id, entry.question_id, entry.household_id, Purpose.CHECK, request.now)
        case = admitted(connection, admins, request, draft)
        paper_drafts.put(connection, draft)
        return sheet(connection, case, draft)

    return await transact(db, request, change)


async def take_step(
    db: Database, request: Request, admins: Sequence[int], key: tuple[int, int], deed: Deed, option: int = 0
) -> Sheet:
    """Answer the question that waits; ``key`` is the question's and the household's id, as the button names them.

    Raises Refusal(PAPER_STALE) when another sheet or none is in hand, and what ``after`` and ``admit`` raise.
    """

    def change(connection: Connection) -> Sheet:
        draft = held(connection, request, key)
        case = admitted(connection, admins, request, draft)
        changed = after(draft, deed, case.question, case.standing, option)
        paper_drafts.put(connection, changed)
        return sheet(connection, case, changed)

    return await transact(db, request, change)


async def resume(db: Database, request: Request, admins: Sequence[int]) -> Sheet:
    """The sheet in hand. Raises Refusal(PAPER_STALE) when there is none, and what ``admit`` raises."""

    def fetch(connection: Connection) -> Sheet:
        draft = held(connection, request)
        return sheet(connection, admitted(connection, admins, request, draft), draft)

    return await db.read(fetch)


async def put_away(db: Database, request: Request, key: tuple[int, int]) -> None:
    """Give the sheet up if it still is in hand; nothing of it is recorded."""

    def change(connection: Connection) -> None:
        draft = paper_drafts.find(connection, request.telegram_id, request.now)
        if draft is not None and key == (draft.question_id, draft.household_id):
            paper_drafts.remove(connection, request.telegram_id)

    await transact(db, request, change)


def held(connection: Connection, request: Request, key: tuple[int, int] | None = None) -> PaperDraft:
    """The draft that a button belongs to. Raises Refusal(PAPER_STALE)."""
    draft = paper_drafts.find(connection, request.telegram_id, request.now)
    if draft is None or (key is not None and key != (draft.question_id, draft.household_id)):
        raise Refusal(Reason.PAPER_STALE)
    return draft


def admitted(connection: Connection, admins: Sequence[int], request: Request, draft: PaperDraft) -> Case:
    """The case of a draft; whoever checks needs the right for it, and somebody else's entry."""
    case = admit(connection, admins, request, consultation_of(connection, draft.question_id), draft.household_id)
    if draft.purpose is Purpose.CHECK:
        access.require(connection, admins, request.telegram_id, Right.CHECK_PAPER, case.place)
        entry_to_check(connection, draft)
    return case


def entry_to_check(connection: Connection, draft: PaperDraft) -> PaperEntry:
    """The entry that a check is about. Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY)."""
    entry = paper_entries.of_home(connection, draft.question_id, draft.household_id)
    if entry is None or entry.state is PaperState.CHECKED:
        raise Refusal(Reason.PAPER_STALE)
    if entry.entered_by == draft.telegram_id:
        raise Refusal(Reason.PAPER_OWN_ENTRY)
    return entry


def sheet(connection: Connection, case: Case, draft: PaperDraft) -> Sheet:
    """What to show next."""
    step = draft.step(case.consultation, case.standing)
    if step is Step.CONFIRM and draft.purpose is Purpose.CHECK:
        entry = entry_to_check(connection, draft)
        if entry.state is PaperState.CONFLICT and case.consultation.secrecy is Secrecy.NAMED:
            return Sheet(case, draft, step, standing_choices(connection, draft))
    return Sheet(case, draft, step)


def standing_choices(connection: Connection, draft: PaperDraft) -> Choices:
    """What the home's ballot says now."""
    key = (draft.question_id, draft.household_id)
    return ballots.load(connection, [draft.question_id], [draft.household_id]).get(key, frozenset())
