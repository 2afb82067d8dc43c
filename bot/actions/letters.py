"""Letters of the outbox: taken with a lease, and what became of them. One short transaction each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.reminders import Hours, morning_after, waits_until
from bot.rules.reminding import Notices
from bot.storage import cards, groups, mailings, notices, outbox, people, reminders, together, vote_mailings
from bot.storage.database import Connection, Database
from bot.storage.mailings import ANNOUNCEMENT
from bot.storage.notices import OPENING, RESULT_NOTICE
from bot.storage.opinions import ANSWER, DIGEST, DUTY, MINUTES
from bot.storage.outbox import LEASE, RESULT, Letter, Why
from bot.storage.reminders import CANCELLED, MOVED, NOTICE, REMINDER
from bot.storage.report_mail import KINDS as REPORTS
from bot.storage.vote_mailings import NUDGE

__all__ = [
    "ANNOUNCEMENT",
    "CANCELLED",
    "MINUTES",
    "MOVED",
    "NOTICE",
    "NUDGE",
    "OPENING",
    "REMINDER",
    "RESULT",
    "RESULT_NOTICE",
    "Letter",
    "Ticket",
    "Why",
    "address_mailings",
    "clock_set_back",
    "drop",
    "due",
    "keep_notices",
    "keep_quiet_hours",
    "postpone",
    "sent",
    "take",
    "unreachable",
]

# What people asked for, or wait for, comes at any hour.
_BEARS_WAITING = (REMINDER, NOTICE, MOVED, CANCELLED, ANNOUNCEMENT, ANSWER, DUTY, DIGEST, *REPORTS.values())
# All of the longest series, so that what changed together is told together.
_MAILINGS_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Ticket:
    """A claimed letter and how it goes out: the topic, the message it answers, the language of who reads it."""

    letter: Letter
    thread_id: int | None = None
    reply_to: int | None = None
    language: str | None = None


async def due(db: Database, now: datetime, most: int) -> list[Letter]:
    """What is to be sent now."""
    return await db.read(lambda connection: outbox.due(connection, now, most))


async def address_mailings(db: Database, now: datetime) -> int:
    """Let the mailings whose time has come become letters; returns how many letters."""
    made = 0
    for mailing in await db.read(lambda connection: outbox.due_mailings(connection, now, _MAILINGS_AT_ONCE)):
        made += await db.write(lambda connection, one=mailing: address(connection, one, now))  # type: ignore[misc]
    return made


def address(connection: Connection, mailing: Letter, now: datetime) -> int:
    """The same for one mailing inside a transaction; somebody else may have been faster."""
    if not outbox.claim(connection, mailing.id, now, now + LEASE):
        return 0
    return mailings.become_letters(connection, mailing, now)


async def take(db: Database, letter: Letter, now: datetime) -> Ticket | None:
    """Claim it, committed before it is sent; None when it is not to be sent now, or never."""
    return await db.write(lambda connection: claim(connection, letter, now))


def claim(connection: Connection, letter: Letter, now: datetime) -> Ticket | None:
    """The same inside a transaction: what people wanted a moment ago is respected still."""
    why = mailings.objection(connection, letter, now)
    if why is not None:
        outbox.drop(connection, letter.id, why)
        return None
    morning = _morning(connection, letter, now)
    if morning is not None:
        outbox.postpone(connection, letter.id, morning)
        return None
    ticket = _ticket(connection, letter)
    if ticket is None:
        outbox.drop(connection, letter.id, Why.UNREACHABLE)
        return None
    edition = mailings.edition_of(connection, letter)
    if not outbox.claim(connection, letter.id, now, now + LEASE, edition):
        return None
    together.take_along(connection, letter, now, now + LEASE)
    return ticket


def _morning(connection: Connection, letter: Letter, now: datetime) -> datetime | None:
    """Until when it waits; None when it may go out now."""
    if letter.kind in vote_mailings.KINDS:  # never at night, whatever they are worth in the morning
        return morning_after(now, reminders.quiet_hours(connection))
    if letter.kind in _BEARS_WAITING:
        return waits_until(now, letter.due_at, letter.useful_until, reminders.quiet_hours(connection))
    return None


def _ticket(connection: Connection, letter: Letter) -> Ticket | None:
    if letter.chat_id > 0:
        reader = people.find_person(connection, letter.chat_id)
        return Ticket(letter, language=reader.language if reader else None)
    group = groups.of_chat(connection, letter.chat_id)
    if group is None or not group.present:
        return None
    card = None
    if letter.kind == RESULT:
        cards_at = cards.message_ids(connection, [letter.subject_id])
        card = cards_at.get((letter.subject_id, letter.chat_id))
    return Ticket(letter, group.thread_id, card)


async def sent(db: Database, letter: Letter, message_id: int) -> None:
    """It stands in the chat."""
    await db.write(lambda connection: note_sent(connection, letter, message_id))


def note_sent(connection: Connection, letter: Letter, message_id: int) -> None:
    """The same inside a transaction, for the letters it took along, too."""
    for one in (letter, *together.along(connection, letter)):
        outbox.sent(connection, one.id, message_id)


async def postpone(db: Database, letter: Letter, until: datetime) -> None:
    """Not sent; try again from ``until``."""
    await db.write(lambda connection: outbox.postpone(connection, letter.id, until))


async def drop(db: Database, letter: Letter, why: Why) -> None:
    """It will not be sent."""
    await db.write(lambda connection: outbox.drop(connection, letter.id, why))


async def unreachable(db: Database, telegram_id: int) -> None:
    """Somebody has blocked the bot, or never wrote to it: nothing more is sent until they write again."""

    def change(connection: Connection) -> None:
        people.set_reachable(connection, telegram_id, False)
        outbox.retire_chat(connection, telegram_id)

    await db.write(change)


async def clock_set_back(db: Database, now: datetime) -> None:
    """The clock has been ahead: judge anew what it put off or made too late."""
    await db.write(lambda connection: outbox.clock_set_back(connection, now))


async def keep_quiet_hours(db: Database, hours: Hours, now: datetime) -> None:
    """Plan by the configured quiet hours from now on; reminders planned by other ones are planned anew."""
    if await db.read(reminders.stored_quiet_hours) == hours:
        return

    def change(connection: Connection) -> None:
        known = reminders.stored_quiet_hours(connection)
        reminders.store_quiet_hours(connection, hours)
        if known is not None or hours != Hours():
            reminders.plan_anew(connection, now)

    await db.write(change)


async def keep_notices(db: Database, wanted: Notices) -> None:
    """Send the configured notices from now on; what is planned already and is not wanted any more is dropped."""
    if await db.read(notices.wanted) != wanted:
        await db.write(lambda connection: notices.store_wanted(connection, wanted))
