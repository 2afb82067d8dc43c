"""A questionnaire is taken up: who may answer it, for which homes, and how far they have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.actions import access
from bot.actions.paper_access import admit, enrol
from bot.actions.transact import Request
from bot.rules.answers import Answer
from bot.rules.balloting import entitled, must_be_open
from bot.rules.consultation import Consultation
from bot.rules.paper import PaperEntry, PaperState
from bot.rules.paper_sheets import optional
from bot.rules.people import Household
from bot.rules.permissions import Right
from bot.rules.questionnaire_form import Draft, Form, Sheet
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, attachments, ballots, consultations, electorate, paper_entries, voters
from bot.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and which message was pressed; ``admins`` are the Telegram ids named in the configuration."""

    request: Request
    admins: Sequence[int] = ()
    message_id: int | None = None


def form_of(connection: Connection, desk: Desk, number: int, sheet: Sheet) -> Form:
    """The questionnaire with this number. Raises what ``admitted`` raises."""
    return admitted(connection, desk, consultations.load(connection, number), sheet)


def form_with(connection: Connection, desk: Desk, question_id: int, sheet: Sheet) -> Form:
    """The questionnaire that a question belongs to. Raises what ``admitted`` raises."""
    found = consultations.of_questions(connection, [question_id]).get(question_id)
    return admitted(connection, desk, found, sheet)


def admitted(connection: Connection, desk: Desk, consultation: Consultation | None, sheet: Sheet) -> Form:
    """The questionnaire as it lies before somebody who may answer it.

    Raises Refusal(QUESTIONNAIRE_GONE), and the refusals of a press on a card; for a sheet those of ``admit``.
    """
    if consultation is None or consultation.on_card:
        raise Refusal(Reason.QUESTIONNAIRE_GONE)
    enrol(connection, consultation, desk.request.now)
    form = _on_paper(connection, desk, consultation, sheet) if sheet.on_paper else _own(connection, desk, consultation)
    draft = answering.find(connection, desk.request.telegram_id, consultation.id, sheet) or Draft()
    drawings = attachments.questions_with(connection, consultation.id)
    return with_ballots(connection, replace(form, draft=draft, drawings=drawings))


def _own(connection: Connection, desk: Desk, consultation: Consultation) -> Form:
    who = desk.request.telegram_id
    must_be_open(consultation, desk.request.now)
    voter = voters.load(connection, [who]).get(who)
    memberships = voter.memberships if voter else ()
    homes = [m.household.id for m in memberships]
    asked = {home for _, home in electorate.among(connection, [consultation.id], homes)}
    mine = entitled(consultation, memberships, asked)
    return Form(
        consultation,
        tuple(m.household for m in mine),
        person_id=voter.person_id if voter else None,
        language=voter.language if voter else None,
    )


def _on_paper(connection: Connection, desk: Desk, consultation: Consultation, sheet: Sheet) -> Form:
    case = admit(connection, desk.admins, desk.request, consultation, sheet.household_id)
    consultation = optional(consultation)
    who = desk.request.telegram_id
    voter = voters.load(connection, [who]).get(who)
    form = Form(consultation, (case.home.household,), sheet=sheet, language=voter.language if voter else None)
    if not sheet.check:
        return form
    access.require(connection, desk.admins, who, Right.CHECK_PAPER, case.place)
    entry = entry_of(connection, desk, consultation, sheet.household_id)
    return replace(form, conflict=entry.state is PaperState.CONFLICT)


def entry_of(connection: Connection, desk: Desk, consultation: Consultation, household_id: int) -> PaperEntry:
    """The entry of a sheet that somebody reads again. Raises Refusal(PAPER_STALE, PAPER_OWN_ENTRY)."""
    questions = [question.id for question in consultation.questions]
    entry = paper_entries.of_sheet(connection, questions, household_id)
    if entry is None or entry.state is PaperState.CHECKED:
        raise Refusal(Reason.PAPER_STALE)
    if entry.entered_by == desk.request.telegram_id:
        raise Refusal(Reason.PAPER_OWN_ENTRY)
    return entry


def with_ballots(connection: Connection, form: Form) -> Form:
    """The form with what the ballots of its homes say now."""
    questions = form.consultation.questions
    found = answering.standing(connection, [each.id for each in questions], _homes(form.homes))
    if found is None:
        return replace(form, standing=None, stands={}, everywhere=True)
    standing, home, everywhere = found
    stands = ballots.load_answers(connection, questions, home)
    return replace(form, standing=standing, stands=dict(sorted(stands.items())), everywhere=everywhere)


def _homes(homes: Sequence[Household]) -> list[int]:
    return [home.id for home in homes]


def stored(connection: Connection, desk: Desk, form: Form, draft: Draft) -> Form:
    """Write the place down; the message is the pressed one, if one was pressed."""
    draft = replace(draft, message_id=desk.message_id or draft.message_id)
    who = desk.request.telegram_id
    answering.put(connection, who, form.consultation.id, form.sheet, draft, desk.request.now)
    return replace(form, draft=draft)


def rewritten(connection: Connection, desk: Desk, form: Form, draft: Draft) -> Form:
    """Write the place and all answers down, in place of those that were kept."""
    done = stored(connection, desk, form, draft)
    for number in sorted({*form.answers, *draft.answers}):
        _say(connection, desk, form, number, draft.answers.get(number))
    return done


def answered(connection: Connection, desk: Desk, form: Form, draft: Draft, number: int) -> Form:
    """Write the place and the answer to one question down."""
    done = stored(connection, desk, form, draft)
    _say(connection, desk, form, number, draft.answers.get(number))
    return done


def _say(connection: Connection, desk: Desk, form: Form, number: int, answer: Answer | None) -> None:
    who = desk.request.telegram_id
    answering.say(connection, who, form.consultation.id, form.sheet, number, answer)


def with_answer(answers: Mapping[int, Answer], number: int, answer: Answer | None) -> dict[int, Answer]:
    """The answers with one of them set or taken away."""
    rest = {each: said for each, said in answers.items() if each != number}
    return dict(sorted((rest if answer is None else rest | {number: answer}).items()))
