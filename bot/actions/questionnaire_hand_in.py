"""Handing a questionnaire in: the answers become the ballots of the homes, all of them in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.actions.questionnaire_desk import Desk, form_of, rewritten, stored, with_ballots
from bot.actions.transact import transact
from bot.rules.answers import SKIPPED, Answer, checked
from bot.rules.questionnaire_form import SUMMARY, Form, Sheet, next_place, seal_of, taken_over
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, ballots
from bot.storage.ballots import Change
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class HandIn:
    """What became of it: recorded, or a question first. ``open_question`` when an answer is missing (the form stands at
    it), ``asks`` when somebody else has handed in for the home meanwhile."""

    form: Form
    open_question: bool = False
    asks: bool = False


async def hand_in(db: Database, desk: Desk, number: int, sheet: Sheet, seen: int) -> HandIn:
    """Make the answers the ballots of all homes that the person may answer for.

    ``seen`` is the seal of the ballot that may be replaced (0: none). Raises what ``admitted`` raises.
    """

    def change(connection: Connection) -> HandIn:
        form = form_of(connection, desk, number, sheet)
        if not form.is_whole:
            place = next_place(form.consultation, form.answers)
            return HandIn(stored(connection, desk, form, replace(form.draft, place=place)), open_question=True)
        theirs = form.somebody_elses
        if theirs is not None and seen != seal_of(theirs):
            return HandIn(stored(connection, desk, form, replace(form.draft, place=SUMMARY)), asks=True)
        record(connection, desk, form, checked_answers(form))
        draft = replace(form.draft, place=SUMMARY, handed_in_at=desk.request.now)
        return HandIn(with_ballots(connection, stored(connection, desk, form, draft)))

    return await transact(db, desk.request, change)


def checked_answers(form: Form) -> dict[int, Answer]:
    """The answers that count, each checked once more."""
    by_number = {question.number: question for question in form.consultation.questions}
    return {number: checked(by_number[number], answer) for number, answer in form.kept.items()}


def record(connection: Connection, desk: Desk, form: Form, answers: Mapping[int, Answer]) -> None:
    """Write a ballot for every home and question; those of questions that are not answered (any more) are withdrawn."""
    questions = form.consultation.questions
    had = answering.ballots_of(connection, [each.id for each in questions], [home.id for home in form.homes])
    changes = [
        Change(
            form.consultation.id,
            question.id,
            question.type,
            home.id,
            answers.get(question.number, SKIPPED),
            form.person_id,
            "paper" if form.sheet.on_paper else "chat",
            desk.request.update_id,
        )
        for home in form.homes
        for question in questions
        if question.number in answers or (question.id, home.id) in had
    ]
    ballots.store(connection, changes, desk.request.now)


def _must_be_own(sheet: Sheet) -> None:
    """A helper with a sheet never learns what a home has answered, and takes nothing back."""
    if sheet.on_paper:
        raise Refusal(Reason.PAPER_STALE)


async def keep_standing(db: Database, desk: Desk, number: int, sheet: Sheet) -> Form:
    """Leave it at what somebody else has handed in for the home. Raises what ``admitted`` raises."""

    def change(connection: Connection) -> Form:
        _must_be_own(sheet)
        form = form_of(connection, desk, number, sheet)
        standing = form.standing
        if standing is None:
            return stored(
                connection, desk, form, replace(form.draft, place=next_place(form.consultation, form.answers))
            )
        answers = taken_over(form.consultation, form.stands)
        draft = replace(form.draft, place=SUMMARY, answers=answers, handed_in_at=standing.cast_at)
        return rewritten(connection, desk, form, draft)

    return await transact(db, desk.request, change)


async def withdraw(db: Database, desk: Desk, number: int, sheet: Sheet) -> Form:
    """Take back the ballots of all homes; the answers stay at hand.

    Raises Refusal(NOTHING_TO_WITHDRAW, PAPER_STALE), and what ``admitted`` raises.
    """

    def change(connection: Connection) -> Form:
        _must_be_own(sheet)
        form = form_of(connection, desk, number, sheet)
        if form.standing is None:
            raise Refusal(Reason.NOTHING_TO_WITHDRAW)
        record(connection, desk, form, {})
        draft = replace(form.draft, place=SUMMARY, handed_in_at=None)
        return with_ballots(connection, stored(connection, desk, form, draft))

    return await transact(db, desk.request, change)
