"""Cards: one a consultation and group, claimed before they are posted."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import cards, groups
from bot.storage.cards import Card
from bot.storage.database import Connection, Database
from tests import builders
from tests.builders import NOON

SOON = NOON + timedelta(seconds=45)


async def planned(db: Database, *chats: int) -> list[Card]:
    """One open consultation in these groups, and its cards."""

    def make(connection: Connection) -> list[Card]:
        here = builders.add_village(connection).community_id
        builders.add_consultation(connection, here)
        for chat in chats:
            groups.bind(connection, chat, 7 if chat == -2 else None, here, 1, NOON)
        cards.plan_missing(connection, NOON)
        return cards.unfinished(connection)

    return await db.write(make)


async def claim(db: Database, card: Card, now: datetime) -> bool:
    return await db.write(lambda connection: cards.claim(connection, card.id, now, now + (SOON - NOON)))


async def now_(db: Database) -> list[Card]:
    return await db.read(cards.unfinished)


async def test_every_group_has_one_card_with_its_topic(db: Database) -> None:
    found = await planned(db, -1, -2)
    assert [(card.chat_id, card.thread_id, card.message_id, card.shown) for card in found] == [
        (-1, None, None, None),
        (-2, 7, None, None),
    ]
    assert await db.write(lambda connection: cards.plan_missing(connection, NOON)) == 0


async def test_what_is_not_open_or_not_enrolled_gets_no_card(db: Database) -> None:
    def make(connection: Connection) -> int:
        here = builders.add_village(connection).community_id
        builders.add_consultation(connection, here, enrolled=False)
        builders.add_consultation(connection, here, builders.definition(closes_at=NOON))
        groups.bind(connection, -1, None, here, 1, NOON)
        return cards.plan_missing(connection, NOON)

    assert await db.write(make) == 0


async def test_a_card_is_claimed_by_one_until_the_lease_ends(db: Database) -> None:
    (card,) = await planned(db, -1)
    claims = [await claim(db, card, now) for now in (NOON, NOON, SOON)]
    assert claims == [True, False, True]
    await db.write(lambda connection: cards.release(connection, card.id))
    assert await claim(db, card, NOON)


async def test_a_posted_card_cannot_be_claimed_and_a_lost_one_can(db: Database) -> None:
    (card,) = await planned(db, -1)
    await db.write(lambda connection: cards.posted(connection, card.id, 55, "digest"))
    assert not await claim(db, card, NOON)
    (stands,) = await now_(db)
    assert (stands.message_id, stands.shown) == (55, "digest")
    assert await db.read(lambda c: cards.message_ids(c, [card.subject_id])) == {(card.subject_id, -1): 55}
    await db.write(lambda connection: cards.lost(connection, card.id))
    assert await claim(db, card, NOON)


async def test_a_final_card_is_left_alone(db: Database) -> None:
    first, second = await planned(db, -1, -2)
    await db.write(lambda connection: cards.redrawn(connection, first.id, "other", final=True))
    await db.write(lambda connection: cards.finish(connection, second.id))
    assert await now_(db) == []


async def test_an_older_post_is_marked_or_taken_back_but_not_both(db: Database) -> None:
    first, second = await planned(db, -1, -2)
    await db.write(lambda connection: cards.posted(connection, first.id, 55, "digest"))
    await db.write(lambda connection: cards.posted(connection, second.id, 55, "digest"))
    await db.write(lambda connection: cards.TABLE.repost(connection, cards.of_consultation(first.subject_id)))
    assert [(card.message_id, card.retired_id, card.shown) for card in await now_(db)] == [(None, 55, None)] * 2
    assert await db.write(lambda connection: cards.take_back(connection, first.id))
    assert not await db.write(lambda connection: cards.take_back(connection, first.id))
    await db.write(lambda connection: cards.posted(connection, second.id, 66, "digest"))
    assert not await db.write(lambda connection: cards.take_back(connection, second.id))
    await db.write(lambda connection: cards.retired(connection, second.id))
    assert [(card.message_id, card.retired_id) for card in await now_(db)] == [(55, None), (66, None)]
