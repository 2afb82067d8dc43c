"""News that belongs together: what was changed in one go (a whole series), a chat is told in one message.

Each change keeps a letter of its own, so that what a chat knows of each meeting stays exact; whichever letter of the
batch is claimed first takes the others along, and they count as sent with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.rules.meeting_news import News
from bot.storage import mailings, outbox, reminders
from bot.storage.models import meeting_change
from bot.storage.models import outbox as outbox_table
from bot.storage.outbox import Letter

_OPEN = ("planned", "sending")


def take_along(connection: Connection, letter: Letter, now: datetime, until: datetime) -> None:
    """Claim the other letters of the batch to the same chat with it; those that speak against it are dropped.

    One that somebody seems to hold already was left behind by a process that died: to one chat, one letter flies.
    """
    for other in _companions(connection, letter, _OPEN):
        why = mailings.objection(connection, other, now)
        if why is None:
            outbox.hold(connection, other.id, until, mailings.edition_of(connection, other))
        else:
            outbox.drop(connection, other.id, why)


def along(connection: Connection, letter: Letter) -> list[Letter]:
    """The letters that the claim of this one took along."""
    return _companions(connection, letter, ("sending",))


def news_along(connection: Connection, letter: Letter) -> list[News]:
    """What the chat has to be told by the letter and those it took along, by the meetings' starts; without old news."""
    letters = [letter, *along(connection, letter)]
    found = [reminders.news_for(connection, one.subject_id, one.chat_id) for one in letters]
    fresh = [news for news in found if news is not None and not news.is_old]
    return sorted(fresh, key=lambda news: (news.known_start, news.meeting.id))


def _companions(connection: Connection, letter: Letter, states: Sequence[str]) -> list[Letter]:
    if letter.kind not in reminders.NEWS:
        return []
    batch = select(meeting_change.c.batch).where(meeting_change.c.id == letter.subject_id).scalar_subquery()
    rows = connection.execute(
        select(*outbox.COLUMNS)
        .join(meeting_change, meeting_change.c.id == outbox_table.c.subject_id)
        .where(
            outbox_table.c.kind == letter.kind,
            outbox_table.c.chat_id == letter.chat_id,
            outbox_table.c.id != letter.id,
            outbox_table.c.state.in_(states),
            meeting_change.c.batch == batch,
        )
        .order_by(meeting_change.c.id)
    )
    return [Letter(*row) for row in rows]
