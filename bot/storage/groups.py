"""Group chats and the communities they are bound to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.storage import cards, meeting_cards, outbox
from bot.storage.models import binding
from bot.storage.upsert import insert


@dataclass(frozen=True, slots=True)
class Binding:
    """A bound group; ``thread_id`` is the forum topic where the bot speaks."""

    id: int
    chat_id: int
    thread_id: int | None
    community_id: int
    present: bool


_CARDS = (cards.TABLE, meeting_cards.TABLE)
_COLUMNS = (binding.c.id, binding.c.chat_id, binding.c.thread_id, binding.c.community_id, binding.c.present)


def of_chat(connection: Connection, chat_id: int) -> Binding | None:
    """The binding of this group, or None."""
    row = connection.execute(select(*_COLUMNS).where(binding.c.chat_id == chat_id)).first()
    return None if row is None else Binding(row[0], row[1], row[2], row[3], row[4])


def of_community(connection: Connection, community_id: int) -> list[Binding]:
    """The groups of a community in which the bot is present."""
    rows = connection.execute(select(*_COLUMNS).where(binding.c.community_id == community_id, binding.c.present))
    return [Binding(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def bind(
    connection: Connection, chat_id: int, thread_id: int | None, community_id: int, by: int, now: datetime
) -> None:
    """Bind the group, or move its binding to this topic; cards are posted anew where people now look."""
    statement = insert(connection, binding).values(
        chat_id=chat_id, thread_id=thread_id, community_id=community_id, bound_by=by, bound_at=now, present=True
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"thread_id": statement.excluded.thread_id, "present": True},
        )
    )
    post_cards_anew(connection, chat_id)


def unbind(connection: Connection, chat_id: int) -> None:
    """Forget the group; its cards are no longer drawn."""
    connection.execute(delete(binding).where(binding.c.chat_id == chat_id))


def set_present(connection: Connection, chat_id: int, present: bool) -> None:
    """Note that the bot was removed from the group, or is back in it (then its cards are posted anew)."""
    changed = connection.execute(
        update(binding).where(binding.c.chat_id == chat_id, binding.c.present != present).values(present=present)
    )
    if present and changed.rowcount:
        post_cards_anew(connection, chat_id)


def leave_topic(connection: Connection, chat_id: int) -> None:
    """The topic is closed or deleted: from now on write in the general one."""
    connection.execute(update(binding).where(binding.c.chat_id == chat_id).values(thread_id=None))


def migrate(connection: Connection, old_chat_id: int, new_chat_id: int) -> None:
    """Follow a group that became a supergroup; its messages did not come along."""
    if of_chat(connection, old_chat_id) is None:
        return
    connection.execute(delete(binding).where(binding.c.chat_id == new_chat_id))
    connection.execute(
        update(binding).where(binding.c.chat_id == old_chat_id).values(chat_id=new_chat_id, present=True)
    )
    outbox.follow(connection, old_chat_id, new_chat_id)
    for table in _CARDS:
        table.left_behind(connection, new_chat_id)


def post_cards_anew(connection: Connection, chat_id: int) -> None:
    """Unfinished cards of this group are posted again; the old messages are marked as moved."""
    for table in _CARDS:
        table.repost(connection, table.in_group(chat_id))
