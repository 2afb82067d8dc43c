"""Answering a questionnaire step by step; each answer is committed before the next question is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions.questionnaire_desk import (
    Desk,
    answered,
    form_of,
    form_with,
    rewritten,
    stored,
    with_answer,
)
from bot.actions.transact import transact
from bot.rules import reading_words
from bot.rules.balloting import must_be_open
from bot.rules.consultation import Question
from bot.rules.questionnaire import before
from bot.rules.questionnaire_form import SUMMARY, Draft, Form, Sheet, asked_question, next_place, places, taken_over
from bot.rules.questionnaire_steps import Deed, Step, pressed, typed
from bot.rules.reading import Order, read
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, consultations
from bot.storage.database import Connection, Database

IDLE = timedelta(hours=24)
"""Words typed after so long a pause are no answer to a question that has scrolled away: it is shown again first."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of typed words: the form before and after them; ``refusal`` says why nothing was recorded.

    ``idle`` when the question was only shown again, ``hand_in`` when the words ask for the answers to be handed in.
    """

    before: Form
    form: Form
    refusal: Refusal | None = None
    idle: bool = False
    hand_in: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The questionnaire in hand has closed meanwhile."""

    refusal: Refusal


async def open_form(db: Database, desk: Desk, number: int, sheet: Sheet) -> Form:
    """Begin, or go on where it was left. Raises what ``admitted`` raises."""

    def change(connection: Connection) -> Form:
        form = form_of(connection, desk, number, sheet)
        return rewritten(connection, desk, form, _taken_up(form))

    return await transact(db, desk.request, change)


def _taken_up(form: Form) -> Draft:
    """Where to go on: at the question in hand, or at the first open one; what counts for the home comes first.

    Somebody who has handed in, or has not begun, is shown what another has handed in for the home since.
    """
    draft, theirs = form.draft, form.somebody_elses
    untouched = not draft.answers or (draft.handed_in_at is not None and draft.place == SUMMARY)
    if theirs is not None and untouched and not form.sheet.on_paper:
        answers = taken_over(form.consultation, form.stands)
        return replace(draft, place=SUMMARY, answers=answers, handed_in_at=theirs.cast_at)
    if form.question is not None and _is_asked(form, form.question):
        return draft
    return replace(draft, place=next_place(form.consultation, form.answers))


def _is_asked(form: Form, question: Question) -> bool:
    try:
        asked_question(form.consultation, form.answers, question.id)
    except Refusal:
        return False
    return True


async def show_question(db: Database, desk: Desk, question_id: int, sheet: Sheet) -> Form:
    """Look at a question again. Raises Refusal(QUESTION_GONE), and what ``admitted`` raises."""

    def change(connection: Connection) -> Form:
        form = form_with(connection, desk, question_id, sheet)
        question = asked_question(form.consultation, form.answers, question_id)
        return stored(connection, desk, form, replace(form.draft, place=question.number))

    return await transact(db, desk.request, change)


async def press(
    db: Database, desk: Desk, question_id: int, sheet: Sheet, deed: Deed, option: int = 0, value: int = 0
) -> Form:
    """A button of a question. Raises Refusal(QUESTION_GONE), what ``pressed`` and what ``admitted`` raises."""

    def change(connection: Connection) -> Form:
        form = form_with(connection, desk, question_id, sheet)
        question = asked_question(form.consultation, form.answers, question_id)
        step = pressed(question, form.answers.get(question.number), deed, option, value)
        return _stepped(connection, desk, form, question, step)

    return await transact(db, desk.request, change)


def _stepped(connection: Connection, desk: Desk, form: Form, question: Question, step: Step) -> Form:
    answers = with_answer(form.answers, question.number, step.answer)
    if step.through:
        place = next_place(form.consultation, answers)
    else:
        place = -question.number if step.asks_most else question.number
    draft = replace(form.draft, place=place, answers=answers)
    return answered(connection, desk, form, draft, question.number)


async def type_in(db: Database, desk: Desk, text: str | None) -> Typed | Ended | None:
    """Words typed for the questionnaire in hand; ``text`` is None for what are no words (a picture, a sticker).

    None when no questionnaire waits for words, or the person may not answer it any more.
    """

    def change(connection: Connection) -> Typed | Ended | None:
        found = answering.newest(connection, desk.request.telegram_id)
        if found is None:
            return None
        resting = _is_resting(connection, desk, *found)
        ended = _ended(connection, desk, *found)
        if ended is not None:
            return None if resting else ended
        try:
            form = form_of(connection, desk, *found)
        except Refusal:
            return None  # they moved out, or serve no more: words are not meant for it
        if resting and (form.is_recorded or not form.answers):
            return None
        touched = form.draft.touched_at
        if touched is not None and desk.request.now - touched >= IDLE:
            return Typed(form, stored(connection, desk, form, form.draft), idle=True)
        try:
            return _typed(connection, desk, form, text)
        except Refusal as refusal:
            return Typed(form, form, refusal)

    # A reading first: most words in private chats are for nobody here, and need no transaction.
    who = desk.request.telegram_id
    if await db.read(lambda connection: answering.newest(connection, who)) is None:
        return None
    return await transact(db, desk.request, change)


def _is_resting(connection: Connection, desk: Desk, number: int, sheet: Sheet) -> bool:
    """Whether nothing is asked and nothing waits to be handed in for the first time."""
    draft = answering.find(connection, desk.request.telegram_id, number, sheet) or Draft()
    return draft.place == SUMMARY and (draft.handed_in_at is not None or not draft.answers)


def _ended(connection: Connection, desk: Desk, number: int, sheet: Sheet) -> Ended | None:
    """Said once: what was in hand is put away."""
    consultation = consultations.load(connection, number)
    try:
        if consultation is None:
            raise Refusal(Reason.QUESTIONNAIRE_GONE)
        must_be_open(consultation, desk.request.now)
    except Refusal as refusal:
        answering.remove(connection, desk.request.telegram_id, number, sheet)
        return Ended(refusal)
    return None


def _typed(connection: Connection, desk: Desk, form: Form, text: str | None) -> Typed:
    if text is None:
        raise Refusal(Reason.ANSWER_UNREADABLE)
    question = form.question
    if question is None:
        return _at_summary(connection, desk, form, text)
    asked_question(form.consultation, form.answers, question.id)
    said = read(question, text)
    if said.order is Order.BACK:
        earlier = before(form.consultation.questions, form.answers, question.number) or question
        return Typed(form, stored(connection, desk, form, replace(form.draft, place=earlier.number)))
    step = typed(question, form.answers.get(question.number), said, asks_most=form.asks_most_wanted)
    return Typed(form, _stepped(connection, desk, form, question, step))


def _at_summary(connection: Connection, desk: Desk, form: Form, text: str) -> Typed:
    """The number of a question opens it; the word for it hands everything in."""
    if reading_words.bare(text) in reading_words.HAND_IN:
        return Typed(form, form, hand_in=True)
    wanted = reading_words.numbers(text) or ()
    for number, place in places(form.consultation, form.answers).items():
        if wanted == (place,):
            return Typed(form, stored(connection, desk, form, replace(form.draft, place=number)))
    raise Refusal(Reason.ANSWER_UNREADABLE)


async def show_summary(db: Database, desk: Desk, number: int, sheet: Sheet) -> Form:
    """All answers; the first open question when there is one. Raises what ``admitted`` raises."""

    def change(connection: Connection) -> Form:
        form = form_of(connection, desk, number, sheet)
        place = next_place(form.consultation, form.answers)
        return stored(connection, desk, form, replace(form.draft, place=place))

    return await transact(db, desk.request, change)


async def note_message(db: Database, desk: Desk, form: Form, message_id: int) -> None:
    """Remember which message shows the question now."""
    who, number = desk.request.telegram_id, form.consultation.id
    await db.write(lambda connection: answering.note_message(connection, who, number, form.sheet, message_id))
