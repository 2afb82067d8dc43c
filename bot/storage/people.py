"""People who talk to the bot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, literal, select, update

from bot.rules import answers
from bot.rules.answer_text import beyond_options, from_json, read_spoken
from bot.rules.consultation import QuestionType
from bot.rules.verification import Answer, MeetingReply, Notice, OpinionGiven, Person
from bot.storage.models import (
    answer_draft,
    answering,
    attendance,
    ballot_history,
    code_try,
    consultation,
    dialogue,
    meeting,
    membership,
    opinion,
    opinion_draft,
    outbox,
    paper_draft,
    person,
    question,
    report_subscription,
    rsvp,
    verification_draft,
)
from bot.storage.upsert import insert


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    return Person(row.id, row.telegram_id, row.language, row.consented_at, row.reachable, row.subscribed)


def find_person(connection: Connection, telegram_id: int) -> Person | None:
    """Somebody by Telegram id."""
    row = connection.execute(select(person).where(person.c.telegram_id == telegram_id)).first()
    return None if row is None else _person(row)


def find_person_by_id(connection: Connection, person_id: int) -> Person | None:
    """Somebody by our own id; an id beyond the column's range is nobody's."""
    if person_id >= 2**31:
        return None
    row = connection.execute(select(person).where(person.c.id == person_id)).first()
    return None if row is None else _person(row)


def ensure_person(connection: Connection, telegram_id: int) -> Person:
    """Somebody by Telegram id, written down now when unknown."""
    connection.execute(insert(connection, person).values(telegram_id=telegram_id).on_conflict_do_nothing())
    return _person(connection.execute(select(person).where(person.c.telegram_id == telegram_id)).one())


def record_consent(connection: Connection, telegram_id: int, now: datetime) -> Person:
    """Write down the consent; a first one stays as it is."""
    known = ensure_person(connection, telegram_id)
    if known.consented_at is None:
        connection.execute(update(person).where(person.c.id == known.id).values(consented_at=now))
    return ensure_person(connection, telegram_id)


def set_language(connection: Connection, telegram_id: int, language: str) -> None:
    """Write down the chosen language, also for somebody who is not verified."""
    known = ensure_person(connection, telegram_id)
    connection.execute(update(person).where(person.c.id == known.id).values(language=language))


def set_reachable(connection: Connection, telegram_id: int, reachable: bool) -> None:
    """Whether a private message can arrive; of people we do not know nothing is kept."""
    connection.execute(update(person).where(person.c.telegram_id == telegram_id).values(reachable=reachable))


def set_subscribed(connection: Connection, telegram_id: int, subscribed: bool) -> None:
    """Whether somebody wants private notices; of people we do not know nothing is kept."""
    connection.execute(update(person).where(person.c.telegram_id == telegram_id).values(subscribed=subscribed))


def chosen_languages(connection: Connection) -> dict[int, str]:
    """The chosen language by Telegram id, of those who chose."""
    rows = connection.execute(select(person.c.telegram_id, person.c.language).where(person.c.language.is_not(None)))
    return {row.telegram_id: row.language for row in rows}


def forget_unverified(connection: Connection, telegram_id: int) -> None:
    """Forget somebody who has no household."""
    with_home = select(membership.c.person_id)
    connection.execute(delete(person).where(person.c.telegram_id == telegram_id, person.c.id.not_in(with_home)))


def erase_person(connection: Connection, telegram_id: int) -> None:
    """Forget somebody: person, households, drafts, tries, letters and what they wanted sent. The history of ballots
    stays, without the person."""
    known = find_person(connection, telegram_id)
    personal = (verification_draft, paper_draft, answering, dialogue, opinion_draft, code_try, report_subscription)
    for table in personal:
        connection.execute(delete(table).where(table.c.telegram_id == telegram_id))
    connection.execute(delete(outbox).where(outbox.c.chat_id == telegram_id))
    if known is None:
        return
    mine = ballot_history.c.person_id == known.id
    connection.execute(update(ballot_history).where(mine).values(person_id=None))
    connection.execute(delete(person).where(person.c.id == known.id))


def answers_of(connection: Connection, person_id: int) -> tuple[Answer, ...]:
    """What somebody answered for their households, oldest first; a change is an answer of its own."""
    query = (
        select(ballot_history, consultation.c.title, question.c.text, question.c.type)
        .join(consultation, consultation.c.id == ballot_history.c.consultation_id)
        .join(question, question.c.id == ballot_history.c.question_id)
        .where(ballot_history.c.person_id == person_id)
        .order_by(ballot_history.c.id)
    )
    rows = connection.execute(query)
    return tuple(_answer(row, read_spoken(QuestionType(row.type), row.choices), row.recorded_at) for row in rows)


def unfinished_answers_of(connection: Connection, telegram_id: int) -> tuple[Answer, ...]:
    """What somebody answered in questionnaires that they have not handed in, by consultation and question."""
    query = (
        select(answer_draft.c.said, answering.c.touched_at, consultation.c.title, question.c.text, question.c.type)
        .select_from(answer_draft)
        .join(answering)
        .join(consultation, consultation.c.id == answer_draft.c.consultation_id)
        .join(
            question,
            (question.c.consultation_id == answer_draft.c.consultation_id)
            & (question.c.number == answer_draft.c.question_number),
        )
        .where(answer_draft.c.telegram_id == telegram_id, answer_draft.c.household_id == 0)
        .where(answering.c.handed_in_at.is_(None))
        .order_by(answer_draft.c.consultation_id, answer_draft.c.question_number)
    )
    return tuple(
        _answer(row, from_json(row.said), row.touched_at, handed_in=False) for row in connection.execute(query)
    )


def _answer(row: Row[*tuple[Any, ...]], said: answers.Answer, at: datetime, *, handed_in: bool = True) -> Answer:
    beyond = beyond_options(QuestionType(row.type), said)
    return Answer(row.title, row.text, tuple(sorted(said.marks)), at, beyond, handed_in)


def meeting_replies_of(connection: Connection, person_id: int) -> tuple[MeetingReply, ...]:
    """What somebody's homes replied to invitations, and the meetings they were checked in at, oldest first."""
    replied = (
        select(meeting.c.title, meeting.c.starts_at, rsvp.c.coming, rsvp.c.answered_at)
        .join(rsvp, rsvp.c.meeting_id == meeting.c.id)
        .join(membership, membership.c.household_id == rsvp.c.household_id)
        .where(membership.c.person_id == person_id)
    )
    came = (
        select(meeting.c.title, meeting.c.starts_at, literal("came"), attendance.c.came_at)
        .join(attendance, attendance.c.meeting_id == meeting.c.id)
        .where(attendance.c.person_id == person_id)
    )
    rows = [MeetingReply(*row) for query in (replied, came) for row in connection.execute(query)]
    return tuple(sorted(rows, key=lambda reply: reply.at))


def opinions_of(connection: Connection, person_id: int) -> tuple[OpinionGiven, ...]:
    """The opinions that somebody gave, oldest first."""
    columns = (opinion.c.id, opinion.c.text, opinion.c.raised_at, opinion.c.answer)
    query = select(*columns).where(opinion.c.person_id == person_id).order_by(opinion.c.raised_at, opinion.c.id)
    return tuple(OpinionGiven(*row) for row in connection.execute(query))


def notices_of(connection: Connection, telegram_id: int) -> tuple[Notice, ...]:
    """The private messages planned for somebody, oldest first."""
    query = select(outbox.c.kind, outbox.c.due_at, outbox.c.state).where(outbox.c.chat_id == telegram_id)
    return tuple(Notice(*row) for row in connection.execute(query.order_by(outbox.c.due_at, outbox.c.id)))
