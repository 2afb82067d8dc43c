"""Bindings: one community a group, and what happens to cards and letters when a group moves or loses the bot."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.storage import cards, groups, outbox
from bot.storage.database import Connection, Database
from bot.storage.models import card
from tests import builders
from tests.builders import NOON


async def posted(db: Database) -> int:
    """A group with a card in it; returns the consultation's number."""

    def make(connection: Connection) -> int:
        here = builders.add_village(connection).community_id
        made = builders.add_consultation(connection, here)
        groups.bind(connection, -1, 7, here, 1, NOON)
        cards.plan_missing(connection, NOON)
        cards.posted(connection, cards.unfinished(connection)[0].id, 55, "digest")
        return made.id

    return await db.write(make)


async def test_groups_of_a_community_are_those_where_the_bot_is(db: Database) -> None:
    def make(connection: Connection) -> list[int]:
        here = builders.add_community(connection)
        there = builders.add_community(connection, "CF02", "春风里")
        for chat, community in ((-1, here), (-2, here), (-3, there)):
            groups.bind(connection, chat, None, community, 1, NOON)
        groups.set_present(connection, -2, False)
        return [binding.chat_id for binding in groups.of_community(connection, here)]

    assert await db.write(make) == [-1]


async def test_binding_again_moves_the_topic_and_the_card(db: Database) -> None:
    await posted(db)

    def again(connection: Connection) -> tuple[int | None, int | None, int | None]:
        groups.bind(connection, -1, 9, 1, 1, NOON)
        (moved,) = cards.unfinished(connection)
        return moved.thread_id, moved.message_id, moved.retired_id

    assert await db.write(again) == (9, None, 55)


async def test_unbinding_takes_the_cards_along(db: Database) -> None:
    await posted(db)

    def forget(connection: Connection) -> tuple[object, int | None]:
        groups.unbind(connection, -1)
        return groups.of_chat(connection, -1), connection.scalar(select(func.count()).select_from(card))

    assert await db.write(forget) == (None, 0)


async def test_only_coming_back_posts_cards_anew(db: Database) -> None:
    await posted(db)

    def told(connection: Connection, present: bool) -> list[tuple[int | None, int | None]]:
        groups.set_present(connection, -1, present)
        return [(one.message_id, one.retired_id) for one in cards.unfinished(connection)]

    assert await db.write(lambda connection: told(connection, True)) == [(55, None)]
    assert await db.write(lambda connection: told(connection, False)) == []
    assert await db.write(lambda connection: told(connection, True)) == [(None, 55)]


async def test_a_closed_topic_sends_the_card_to_the_general_one(db: Database) -> None:
    await posted(db)

    def leave(connection: Connection) -> int | None:
        groups.leave_topic(connection, -1)
        return cards.unfinished(connection)[0].thread_id

    assert await db.write(leave) is None


async def test_a_group_that_moved_keeps_binding_cards_and_unsent_letters(db: Database) -> None:
    number = await posted(db)

    def move(connection: Connection) -> tuple[list[tuple[int, int | None]], list[int]]:
        outbox.plan(connection, outbox.RESULT, number, [-1], NOON)
        groups.bind(connection, -1001, None, 1, 1, NOON)
        for _ in range(2):
            groups.migrate(connection, -1, -1001)
        found = [(one.chat_id, one.message_id) for one in cards.unfinished(connection)]
        return found, [letter.chat_id for letter in outbox.due(connection, NOON, 9)]

    assert await db.write(move) == ([(-1001, None)], [-1001])
    assert await db.read(lambda connection: groups.of_chat(connection, -1)) is None
