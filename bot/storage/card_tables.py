"""What every kind of card has in common: one message of a subject in each group, posted once and redrawn in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, insert, or_, select, update

from bot.storage.models import binding


@dataclass(frozen=True, slots=True)
class Card:
    """A card to look after. ``message_id`` is None until posted; ``retired_id`` is an older post to mark as moved;
    ``parts_sent`` counts the messages of its album that stand in the group."""

    id: int
    subject_id: int
    chat_id: int
    thread_id: int | None
    message_id: int | None
    retired_id: int | None
    shown: str | None
    parts_sent: int = 0


class CardTable:
    """The cards of one kind; ``subject`` is the column that names what they show."""

    def __init__(self, table: Table, subject: str) -> None:
        self._table = table
        self.subject = table.c[subject]

    def plan(self, connection: Connection, wanted: Select[int, int]) -> int:
        """Plan a card for each pair of subject and binding; returns how many."""
        rows = [{self.subject.name: row[0], "binding_id": row[1]} for row in connection.execute(wanted)]
        if rows:
            connection.execute(insert(self._table), rows)
        return len(rows)

    def unfinished(self, connection: Connection) -> list[Card]:
        """All cards that may still change, in groups where the bot is present."""
        card = self._table.c
        where = (card.id, self.subject, binding.c.chat_id, binding.c.thread_id)
        columns: tuple[ColumnElement[Any], ...] = (
            *where,
            card.message_id,
            card.retired_id,
            card.shown,
            card.parts_sent,
        )
        rows = connection.execute(
            select(*columns)
            .join(binding, binding.c.id == card.binding_id)
            .where(card.final.is_(False), binding.c.present)
            .order_by(card.id)
        )
        return [Card(*row) for row in rows]

    def claim(self, connection: Connection, card_id: int, now: datetime, until: datetime) -> bool:
        """Take a card for its first post; False when somebody else has it or it is posted already."""
        card = self._table.c
        free = or_(card.lease_until.is_(None), card.lease_until <= now)
        return self._change(connection, card_id, card.message_id.is_(None), free, lease_until=until)

    def part_sent(self, connection: Connection, card_id: int, count: int, until: datetime) -> None:
        """So much of its album stands in the group; the claim is held longer."""
        self._change(connection, card_id, parts_sent=count, lease_until=until)

    def release(self, connection: Connection, card_id: int) -> None:
        """Give up a claim whose send certainly had no effect."""
        self._change(connection, card_id, lease_until=None)

    def posted(self, connection: Connection, card_id: int, message_id: int, shown: str) -> None:
        """The card stands in the group as this message."""
        self._change(connection, card_id, message_id=message_id, shown=shown, lease_until=None)

    def redrawn(self, connection: Connection, card_id: int, shown: str, final: bool) -> None:
        """The message now shows this; a final card is never touched again."""
        self._change(connection, card_id, shown=shown, final=final)

    def lost(self, connection: Connection, card_id: int) -> None:
        """The message is gone from the group: post again."""
        self._change(connection, card_id, message_id=None, shown=None, lease_until=None)

    def finish(self, connection: Connection, card_id: int) -> None:
        """Nothing is left to draw, e.g. for what ended before its card was ever posted."""
        self._change(connection, card_id, final=True, lease_until=None)

    def take_back(self, connection: Connection, card_id: int) -> bool:
        """Make the older post the card again: it ended before a new one was posted. False without an older post."""
        card = self._table.c
        unposted = (card.message_id.is_(None), card.retired_id.is_not(None))
        values = {"message_id": card.retired_id, "retired_id": None, "shown": None, "lease_until": None}
        return self._change(connection, card_id, *unposted, **values)

    def retired(self, connection: Connection, card_id: int) -> None:
        """The older post has been marked as moved."""
        self._change(connection, card_id, retired_id=None)

    def message_ids(self, connection: Connection, subject_ids: Sequence[int]) -> dict[tuple[int, int], int | None]:
        """Where the cards of these subjects stand, by (subject, chat)."""
        rows = connection.execute(
            select(self.subject, binding.c.chat_id, self._table.c.message_id)
            .join(binding, binding.c.id == self._table.c.binding_id)
            .where(self.subject.in_(subject_ids))
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def repost(self, connection: Connection, *where: ColumnElement[bool]) -> None:
        """Let the unfinished cards that fit be posted again; the old messages are marked as moved."""
        card = self._table.c
        unfinished = (card.message_id.is_not(None), card.final.is_(False))
        self._update(connection, *where, *unfinished, retired_id=card.message_id, message_id=None, shown=None)

    def in_group(self, chat_id: int) -> ColumnElement[bool]:
        """The cards of one group, as a condition."""
        return self._table.c.binding_id.in_(select(binding.c.id).where(binding.c.chat_id == chat_id))

    def left_behind(self, connection: Connection, chat_id: int) -> None:
        """The group has another chat now, and its messages did not come along: every card is posted anew."""
        self._update(connection, self.in_group(chat_id), message_id=None, shown=None, retired_id=None)

    def _change(self, connection: Connection, card_id: int, *where: ColumnElement[bool], **values: Any) -> bool:
        return self._update(connection, self._table.c.id == card_id, *where, **values) == 1

    def _update(self, connection: Connection, *where: ColumnElement[bool], **values: Any) -> int:
        return connection.execute(update(self._table).where(*where).values(**values)).rowcount
