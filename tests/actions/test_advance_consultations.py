"""What the clock brings about, once, however late and however often it is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions.advance_consultations import advance_consultations
from bot.actions.cards import desk, end_unposted
from bot.actions.my_votes import my_votes
from bot.rules.consultation import Answerers, Consultation, Scope
from bot.storage import cards, electorate, groups, outbox
from bot.storage.database import Connection, Database
from tests import builders
from tests.builders import NOON, add_village

DAY = timedelta(days=1)


async def scheduled(db: Database, *bound: int) -> Consultation:
    """A consultation that opens tomorrow and ends a week later, in a community with these groups."""

    def make(connection: Connection) -> Consultation:
        here = add_village(connection).community_id
        for chat in bound:
            groups.bind(connection, chat, None, here, 1, NOON)
        wanted = builders.definition(opens_at=NOON + DAY, closes_at=NOON + 8 * DAY)
        return builders.add_consultation(connection, here, wanted, enrolled=False)

    return await db.write(make)


async def due(db: Database) -> list[int]:
    """The groups that are to be told a result."""
    letters = await db.read(lambda connection: outbox.due(connection, NOON + 99 * DAY, 50))
    return sorted(letter.chat_id for letter in letters)


async def test_nothing_happens_before_the_time(db: Database) -> None:
    asked = await scheduled(db, -1)
    assert not await advance_consultations(db, NOON + DAY - timedelta(microseconds=1))
    assert not await db.read(lambda connection: electorate.is_written(connection, asked.id))


async def test_at_its_time_the_electorate_is_written_and_every_group_gets_a_card_once(db: Database) -> None:
    asked = await scheduled(db, -1, -2)
    assert await advance_consultations(db, NOON + DAY)
    assert not await advance_consultations(db, NOON + DAY)
    assert sorted(card.chat_id for card in await db.read(cards.unfinished)) == [-2, -1]
    assert len(await db.read(lambda c: electorate.among(c, [asked.id], range(1, 9)))) == 3


async def test_a_group_that_is_bound_later_gets_its_card_too(db: Database) -> None:
    await scheduled(db, -1)
    await advance_consultations(db, NOON + DAY)
    await db.write(lambda connection: groups.bind(connection, -2, None, 1, 1, NOON))
    assert await advance_consultations(db, NOON + 2 * DAY)
    assert len(await db.read(cards.unfinished)) == 2


async def test_the_end_is_announced_once_in_every_group_where_the_bot_is(db: Database) -> None:
    await scheduled(db, -1, -2, -3)
    await db.write(lambda connection: groups.set_present(connection, -3, False))
    await advance_consultations(db, NOON + DAY)
    assert await advance_consultations(db, NOON + 8 * DAY)
    assert not await advance_consultations(db, NOON + 8 * DAY)
    assert not await advance_consultations(db, NOON + 9 * DAY)
    assert await due(db) == [-2, -1]


async def test_a_bot_that_slept_through_it_all_still_announces(db: Database) -> None:
    asked = await scheduled(db, -1)
    assert await advance_consultations(db, NOON + 30 * DAY)
    assert await due(db) == [-1]
    assert await db.read(lambda connection: electorate.is_written(connection, asked.id))
    assert await db.read(cards.unfinished) == []


async def test_a_card_that_closed_while_the_bot_was_away_takes_its_old_place(db: Database) -> None:
    await scheduled(db, -1)
    await advance_consultations(db, NOON + DAY)
    (card,) = (await desk(db)).cards
    await db.write(lambda connection: cards.posted(connection, card.id, 55, "digest"))
    await db.write(lambda connection: groups.set_present(connection, -1, False))
    await advance_consultations(db, NOON + 8 * DAY)
    await db.write(lambda connection: groups.set_present(connection, -1, True))
    (moved,) = (await desk(db)).cards
    assert (moved.message_id, moved.retired_id) == (None, 55)
    await end_unposted(db, moved)
    (back,) = (await desk(db)).cards
    assert (back.message_id, back.retired_id) == (55, None)
    assert await due(db) == [-1]


async def test_a_card_that_never_stood_anywhere_is_laid_aside(db: Database) -> None:
    await scheduled(db, -1)
    await advance_consultations(db, NOON + DAY)
    (card,) = (await desk(db)).cards
    await end_unposted(db, card)
    assert (await desk(db)).cards == ()
    assert await due(db) == []


async def test_closing_while_a_card_is_posted_anew_announces_once(db: Database) -> None:
    asked = await scheduled(db, -1)
    await advance_consultations(db, NOON + DAY)
    (card,) = (await desk(db)).cards
    await db.write(lambda connection: cards.posted(connection, card.id, 55, "digest"))
    await db.write(lambda connection: cards.TABLE.repost(connection, cards.of_consultation(asked.id)))
    await advance_consultations(db, NOON + 8 * DAY)
    (moved,) = (await desk(db)).cards
    await end_unposted(db, moved)
    assert await due(db) == [-1]


async def test_votes_are_offered_from_the_first_instant_to_the_last(db: Database) -> None:
    asked = await scheduled(db, -1)
    moments = (NOON, NOON + DAY, NOON + 8 * DAY - timedelta(microseconds=1), NOON + 8 * DAY)
    offered = [[paper.consultation.id for paper in (await my_votes(db, 1000, now)).papers] for now in moments]
    assert offered == [[], [asked.id], [asked.id], []]


@pytest.mark.parametrize(
    ("wanted", "relation", "offered"),
    [
        ({}, "tenant", 1),
        ({"answerers": Answerers.OWNERS}, "tenant", 0),
        ({"answerers": Answerers.OWNERS}, "owner", 0),
        ({"scope": Scope("1")}, "owner", 1),
        ({"scope": Scope("2")}, "owner", 0),
    ],
)
async def test_only_what_somebody_may_answer_is_offered(
    db: Database, wanted: dict[str, object], relation: str, offered: int
) -> None:
    def make(connection: Connection) -> None:
        village = add_village(connection, 1)
        builders.add_member(connection, builders.add_person(connection, 77), village.homes[0], relation)
        builders.add_consultation(connection, village.community_id, builders.definition(**wanted))  # type: ignore[arg-type]

    await db.write(make)
    assert len((await my_votes(db, 77, NOON)).papers) == offered
    assert await my_votes(db, 78, NOON) == (await my_votes(db, 79, NOON))
    assert not (await my_votes(db, 78, NOON)).verified
