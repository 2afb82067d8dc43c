"""A sheet that was read and confirmed becomes the home's ballot, or is compared with what another has entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.fill_paper import Sheet, admitted, entry_to_check, held, sheet, standing_choices
from bot.actions.transact import Request, transact
from bot.rules.answers import SKIPPED, chosen
from bot.rules.consultation import Consultation
from bot.rules.paper import By, PaperDraft, PaperState, Purpose, Step, check_choices, verdict
from bot.rules.questionnaire import Answers
from bot.storage import answering, audit, ballots, paper_drafts, paper_entries
from bot.storage.ballots import Change
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the sheet: entered, checked, or in conflict with what was entered first."""

    sheet: Sheet
    state: PaperState


async def record_paper(db: Database, request: Request, admins: Sequence[int], key: tuple[int, int]) -> Done | Sheet:
    """Record the sheet in hand; a Sheet comes back when something has to be asked first (an answer arrived meanwhile).

    Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY), and what ``admit`` raises.
    """

    def change(connection: Connection) -> Done | Sheet:
        draft = held(connection, request, key)
        case = admitted(connection, admins, request, draft)
        read = sheet(connection, case, draft)
        if read.step is not Step.CONFIRM:
            return read
        check_choices(case.question, draft.choices)
        paper_drafts.remove(connection, request.telegram_id)
        if draft.purpose is Purpose.CHECK:
            return Done(read, _compare(connection, read, request))
        enter(connection, case.consultation, _sheet_of(draft), case.by, request.now, request.update_id)
        return Done(read, PaperState.ENTERED)

    return await transact(db, request, change)


def enter(
    connection: Connection,
    consultation: Consultation,
    sheets: Mapping[int, Answers],
    by: By,
    now: datetime,
    update_id: int | None = None,
) -> None:
    """Make these the ballots of the homes, on paper, and write down who entered them; never a choice in the audit.

    ``sheets`` holds answers by household id and question number; an entry is tied to the first question answered.
    """
    _store(connection, consultation, sheets, now, update_id)
    for home in sheets if len(consultation.questions) > 1 else ():
        paper_entries.drop(connection, [question.id for question in consultation.questions], home)
    for question in consultation.questions:
        first_here = [home for home, answers in sheets.items() if min(answers) == question.number]
        paper_entries.put(connection, question.id, sorted(first_here), by, now)
    subjects = (_subject(consultation, home) for home in sorted(sheets))
    audit.note_all(connection, now, by.telegram_id, "paper", subjects)


def _store(
    connection: Connection,
    consultation: Consultation,
    sheets: Mapping[int, Answers],
    now: datetime,
    update_id: int | None,
) -> None:
    """Questions that a sheet leaves blank have no ballot afterwards."""
    questions = consultation.questions
    several = [question.id for question in questions] if len(questions) > 1 else []
    had = answering.ballots_of(connection, several, sorted(sheets)) if several else set()
    changes = [
        Change(
            consultation.id,
            question.id,
            question.type,
            home,
            answers.get(question.number, SKIPPED),
            None,
            "paper",
            update_id,
        )
        for home, answers in sorted(sheets.items())
        for question in questions
        if question.number in answers or (question.id, home) in had
    ]
    ballots.store(connection, changes, now)


def _sheet_of(draft: PaperDraft) -> dict[int, Answers]:
    return {draft.household_id: {1: chosen(*draft.choices)}}


def _subject(consultation: Consultation, household_id: int) -> str:
    return f"consultation={consultation.id} household={household_id}"


def _compare(connection: Connection, read: Sheet, request: Request) -> PaperState:
    """A second reading; in a conflict it settles what the ballot says."""
    draft, consultation = read.draft, read.case.consultation
    entry = entry_to_check(connection, draft)
    first = standing_choices(connection, draft)
    state = verdict(entry.state, first, draft.choices)
    if state is PaperState.CHECKED and first != draft.choices:
        _store(connection, consultation, _sheet_of(draft), request.now, request.update_id)
    paper_entries.set_checked(connection, entry.id, state, request.telegram_id, request.now)
    settled = entry.state is PaperState.CONFLICT
    verb = "paper_settled" if settled else f"paper_{state.value}"
    audit.note(connection, request.now, request.telegram_id, verb, _subject(consultation, draft.household_id))
    return state
