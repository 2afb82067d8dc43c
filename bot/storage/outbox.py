"""Messages that must go out once: planned with their cause, claimed with a lease, sent, remembered.

A letter goes to one chat. A mailing stands for everybody whom something concerns when it is due; it has no chat of
its own (see ``bot.storage.mailings``). What is replaced by something newer is dropped as superseded, and comes back
when it is planned again; nothing else that was dropped or sent ever does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from bot.storage.models import outbox
from bot.storage.upsert import Insert, insert

RESULT = "result"
EVERYBODY = 0
"""The chat of a mailing."""
LEASE = timedelta(seconds=45)
"""How long a claim keeps others away; then the letter is taken for unsent."""

_OPEN = ("planned", "sending")


class Why(StrEnum):
    """Why a letter was dropped."""

    SUPERSEDED = "superseded"  # something newer was planned in its place
    TOO_LATE = "too_late"  # its use had ended before it could be sent
    DECLINED = "declined"  # the homes of the person do not come
    ANSWERED = "answered"  # the homes of the person have voted
    STRANGER = "stranger"  # the person has no home there any more
    UNSUBSCRIBED = "unsubscribed"
    UNREACHABLE = "unreachable"  # the bot was blocked, or is not in the group
    STOPPED = "stopped"  # staff stopped the announcement, or switched such notices off
    OLD_NEWS = "old_news"  # the chat knows already
    REFUSED = "refused"  # Telegram will never take it, or it cannot be written


# What may be otherwise when the time comes.
_OF_THE_MOMENT = [why.value for why in (Why.DECLINED, Why.ANSWERED, Why.STRANGER, Why.UNSUBSCRIBED, Why.UNREACHABLE)]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent: ``kind`` of what, about which ``subject_id``, to which chat (below 0 a group)."""

    id: int
    kind: str
    subject_id: int
    chat_id: int
    attempts: int
    due_at: datetime
    useful_until: datetime | None


COLUMNS = (
    outbox.c.id,
    outbox.c.kind,
    outbox.c.subject_id,
    outbox.c.chat_id,
    outbox.c.attempts,
    outbox.c.due_at,
    outbox.c.useful_until,
)
_SUPERSEDED = and_(outbox.c.state == "dropped", outbox.c.why == Why.SUPERSEDED.value)


def plan(
    connection: Connection,
    kind: str,
    subject_id: int,
    chat_ids: Sequence[int],
    due: datetime,
    useful_until: datetime | None = None,
) -> None:
    """Plan a message to each chat; one that is planned or sent already stays as it is."""
    if not chat_ids:
        return
    common = {"kind": kind, "subject_id": subject_id, "due_at": due, "useful_until": useful_until}
    connection.execute(planning(insert(connection, outbox)), [common | {"chat_id": chat_id} for chat_id in chat_ids])


def planning(statement: Insert) -> Insert:
    """The insert, such that a superseded twin comes back to life and every other twin stays as it is."""
    return statement.on_conflict_do_update(
        index_elements=["kind", "subject_id", "chat_id", "due_at"],
        set_={"state": "planned", "why": None, "lease_until": None, "useful_until": statement.excluded.useful_until},
        where=_SUPERSEDED,
    )


def revive(connection: Connection, kind: str, subject_id: int, due: datetime) -> None:
    """Bring back the mailing of this instant if it was superseded."""
    same = (outbox.c.kind == kind, outbox.c.subject_id == subject_id, outbox.c.due_at == due)
    connection.execute(
        update(outbox).where(*same, outbox.c.chat_id == EVERYBODY, _SUPERSEDED).values(state="planned", why=None)
    )


def supersede(
    connection: Connection,
    kinds: Sequence[str],
    subject_ids: Sequence[int],
    keep: Collection[datetime] = (),
    why: Why = Why.SUPERSEDED,
) -> None:
    """Drop what is not sent yet, but for what is due at the instants to ``keep``.

    Mailings are dropped even when they have gone out, so that planning them again finds those who were left out.
    """
    connection.execute(
        update(outbox)
        .where(
            outbox.c.kind.in_(kinds),
            outbox.c.subject_id.in_(subject_ids),
            outbox.c.due_at.not_in(list(keep)),
            or_(outbox.c.state.in_(_OPEN), and_(outbox.c.chat_id == EVERYBODY, outbox.c.state == "sent")),
        )
        .values(state="dropped", why=why.value, lease_until=None)
    )


def forget(connection: Connection, kind: str, subject_id: int) -> None:
    """Make room for the same messages once more, when staff ask for it."""
    connection.execute(delete(outbox).where(outbox.c.kind == kind, outbox.c.subject_id == subject_id))


def was_planned(connection: Connection, kind: str, subject_id: int, due: datetime | None = None) -> bool:
    """Whether anything of this kind was ever planned, at all or for this instant."""
    same = [outbox.c.kind == kind, outbox.c.subject_id == subject_id]
    if due is not None:
        same.append(outbox.c.due_at == due)
    return connection.execute(select(outbox.c.id).where(*same).limit(1)).first() is not None


def newest_edition(connection: Connection, subjects: Mapping[str, Sequence[int]], chat_id: int) -> int:
    """The newest edition that this chat was told about the subjects, given by kind of letter; 0 without any."""
    about = [and_(outbox.c.kind == kind, outbox.c.subject_id.in_(numbers)) for kind, numbers in subjects.items()]
    mine = (outbox.c.chat_id == chat_id, outbox.c.state == "sent", or_(*about))
    return connection.scalar(select(func.max(outbox.c.edition)).where(*mine)) or 0


def subject_at(connection: Connection, kind: str, chat_id: int, message_id: int) -> int | None:
    """What the letter of this kind was about that stands in the chat as this message; None for other messages."""
    here = (outbox.c.kind == kind, outbox.c.chat_id == chat_id, outbox.c.message_id == message_id)
    return connection.scalar(select(outbox.c.subject_id).where(*here))


def due(connection: Connection, now: datetime, most: int) -> list[Letter]:
    """Letters to be sent now: planned and due, or claimed by a process that never came back."""
    return _due(connection, now, most, outbox.c.chat_id != EVERYBODY)


def due_mailings(connection: Connection, now: datetime, most: int) -> list[Letter]:
    """Mailings whose time has come."""
    return _due(connection, now, most, outbox.c.chat_id == EVERYBODY)


def _due(connection: Connection, now: datetime, most: int, which: ColumnElement[bool]) -> list[Letter]:
    rows = connection.execute(
        select(*COLUMNS)
        .where(
            outbox.c.state.in_(_OPEN),
            outbox.c.due_at <= now,
            func.coalesce(outbox.c.not_before, outbox.c.due_at) <= now,
            _free(now),
            which,
        )
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(most)
    )
    return [Letter(*row) for row in rows]


def _free(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it. A lease that ends later than any lease can was given before the clock was set back."""
    lease = outbox.c.lease_until
    return or_(lease.is_(None), lease <= now, lease > now + LEASE)


def claim(connection: Connection, letter_id: int, now: datetime, until: datetime, edition: int | None = None) -> bool:
    """Take a letter; committed before it is sent, so that a crash repeats at most the one in flight.

    ``edition`` says of what it tells how often that had changed.
    """
    taken = connection.execute(
        update(outbox)
        .where(outbox.c.id == letter_id, outbox.c.state.in_(_OPEN), _free(now))
        .values(state="sending", lease_until=until, attempts=outbox.c.attempts + 1, edition=edition)
    )
    return taken.rowcount == 1


def hold(connection: Connection, letter_id: int, until: datetime, edition: int | None) -> None:
    """Take a letter along with another one that was claimed, whoever seems to hold it."""
    claimed = {"state": "sending", "lease_until": until, "attempts": outbox.c.attempts + 1, "edition": edition}
    connection.execute(update(outbox).where(outbox.c.id == letter_id, outbox.c.state.in_(_OPEN)).values(claimed))


def sent(connection: Connection, letter_id: int, message_id: int | None) -> None:
    """It stands in the chat as this message; a mailing has become letters."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter_id)
        .values(state="sent", message_id=message_id, lease_until=None, why=None)
    )


def postpone(connection: Connection, letter_id: int, until: datetime) -> None:
    """Certainly not sent; try again from ``until``. What was dropped in the meantime stays dropped."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter_id, outbox.c.state.in_(_OPEN))
        .values(state="planned", not_before=until, lease_until=None)
    )


def drop(connection: Connection, letter_id: int, why: Why) -> None:
    """It will not be sent; the record says why."""
    connection.execute(
        update(outbox)
        .where(outbox.c.id == letter_id, outbox.c.state.in_(_OPEN))
        .values(state="dropped", why=why.value, lease_until=None)
    )


def follow(connection: Connection, old_chat_id: int, new_chat_id: int) -> None:
    """The group has another id now: what is not sent goes there, unless the new id has the same letter already."""
    twin = outbox.alias()
    doubled = exists().where(
        twin.c.chat_id == new_chat_id,
        twin.c.kind == outbox.c.kind,
        twin.c.subject_id == outbox.c.subject_id,
        twin.c.due_at == outbox.c.due_at,
    )
    unsent = and_(outbox.c.chat_id == old_chat_id, outbox.c.state.in_(_OPEN))
    dropped = {"state": "dropped", "why": Why.UNREACHABLE.value, "lease_until": None}
    connection.execute(update(outbox).where(unsent, doubled).values(**dropped))
    connection.execute(update(outbox).where(unsent).values(chat_id=new_chat_id, state="planned", lease_until=None))


def retire_chat(connection: Connection, chat_id: int) -> None:
    """Nothing more goes to this chat: the person blocked the bot, or the bot left the group."""
    connection.execute(
        update(outbox)
        .where(outbox.c.chat_id == chat_id, outbox.c.state.in_(_OPEN))
        .values(state="dropped", why=Why.UNREACHABLE.value, lease_until=None)
    )


def clock_set_back(connection: Connection, now: datetime) -> None:
    """The clock was ahead for a while: what was put off, dropped or addressed by it is judged anew in its time.

    What was sent too early stays sent.
    """
    connection.execute(
        update(outbox).where(outbox.c.state.in_(_OPEN), outbox.c.not_before > now).values(not_before=None)
    )
    early = and_(outbox.c.due_at > now, outbox.c.why.in_(_OF_THE_MOMENT))
    late = and_(outbox.c.why == Why.TOO_LATE.value, outbox.c.useful_until > now)
    addressed = and_(outbox.c.state == "sent", outbox.c.chat_id == EVERYBODY, outbox.c.due_at > now)
    dropped = and_(outbox.c.state == "dropped", or_(early, late))
    connection.execute(update(outbox).where(or_(dropped, addressed)).values(state="planned", why=None, not_before=None))
