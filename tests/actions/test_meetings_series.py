"""A whole series moves or falls through at once; everybody is told once; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.answer_invitation import answer_invitation
from bot.actions.change_series import cancel_series, move_series
from bot.actions.create_meeting import create_meeting
from bot.actions.letter_facts import meeting_news
from bot.actions.letters import address_mailings, due, sent, take
from bot.actions.move_meeting import Move, move_meeting
from bot.rules.meeting_news import News
from bot.rules.meeting_times import weekly
from bot.rules.meetings import Coming, Meeting, MeetingState
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours
from bot.storage import meetings, reminders
from bot.storage.database import Connection, Database
from bot.storage.models import outbox
from bot.storage.outbox import Letter
from tests.actions.meeting_world import ADMINS, LI, SHANGHAI, STAFF, START, VOLUNTEER, WANG, ZHAO, at, draft, stored
from tests.actions.meeting_world import make_village as village
from tests.actions.people_world import World
from tests.builders import NOON

DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
LATER = Move(START + DAY + HOUR, START + DAY + 2 * HOUR, "花园", "停电")
NEVER_QUIET = Hours(quiet_until=Hours().quiet_from)


async def series(world: World, weeks: int = 3) -> list[Meeting]:
    """One meeting a week; nobody is disturbed by quiet hours."""
    await world.db.write(lambda connection: reminders.store_quiet_hours(connection, NEVER_QUIET))
    numbers = await create_meeting(world.db, weekly(draft(), weeks, SHANGHAI), NOON)
    return [await stored(world, number) for number in numbers]


async def delivered(world: World, now: datetime, who: int) -> list[tuple[str, list[int]]]:
    """The messages that somebody gets now: kind, and the meetings each tells about."""
    await address_mailings(world.db, now)
    told = []
    for letter in await due(world.db, now, 100):
        if letter.chat_id != who or await take(world.db, letter, now) is None:
            continue
        if news := await meeting_news(world.db, letter):
            told.append((letter.kind, [one.meeting.id for one in news]))
        await sent(world.db, letter, 1)
    return told


async def test_all_later_ones_move_alike_and_the_earlier_ones_stay(db: Database) -> None:
    world = await village(db)
    first, second, third = await series(world)
    moved = Move(second.starts_at + DAY + HOUR, second.starts_at + DAY + 2 * HOUR, "花园", "停电")
    done = await move_series(db, second.id, moved, NOON, SHANGHAI, at(world, STAFF, NOON), ADMINS)
    assert [one.id for one in done] == [second.id, third.id]
    assert await stored(world, first.id) == first
    now = await stored(world, third.id)
    assert (now.starts_at, now.ends_at - now.starts_at, now.place) == (third.starts_at + DAY + HOUR, HOUR, "花园")


async def test_everybody_gets_one_message_about_all_of_them(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    await answer_invitation(db, at(world, ZHAO, NOON), made[1].id, Coming.NO)
    await move_series(db, made[0].id, LATER, NOON, SHANGHAI)
    numbers = [one.id for one in made]
    assert await delivered(world, NOON, WANG) == [(reminders.MOVED, numbers)]
    assert await delivered(world, NOON, ZHAO) == [(reminders.MOVED, [numbers[0], numbers[2]])], "declined the second"
    assert await delivered(world, NOON, WANG) == []


async def test_what_is_told_together_counts_as_told_for_each_meeting(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    await move_series(db, made[0].id, LATER, NOON, SHANGHAI)
    await delivered(world, NOON, WANG)
    again = await stored(world, made[2].id)
    later = NOON + timedelta(minutes=5)
    await move_meeting(db, again.id, again.starts_at + HOUR, again.ends_at + HOUR, None, "又停电", later)
    assert await delivered(world, later, WANG) == [(reminders.MOVED, [again.id])]

    def known(connection: Connection) -> News | None:
        change = reminders.changes_of(connection, again.id)[-1]
        return reminders.news_for(connection, change.id, LI)

    of_li = await db.read(known)
    assert of_li is not None
    assert of_li.known_start == made[2].starts_at, "Li was told nothing yet"


async def test_a_message_that_died_on_its_way_is_sent_again_as_one(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    await move_series(db, made[0].id, LATER, NOON, SHANGHAI)
    await address_mailings(db, NOON)
    mine = [letter for letter in await due(db, NOON, 100) if letter.chat_id == WANG]
    assert await take(db, mine[0], NOON) is not None
    taken: list[Letter] = [letter for letter in await due(db, NOON, 100) if letter.chat_id == WANG]
    assert taken == [], "all three are held"
    after = NOON + timedelta(minutes=1)
    assert await delivered(world, after, WANG) == [(reminders.MOVED, [one.id for one in made])]


async def test_cancelling_all_tells_once_and_leaves_no_reminder(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    gone = await cancel_series(db, made[1].id, "暂停", NOON, at(world, STAFF, NOON), ADMINS)
    assert [one.state for one in gone] == [MeetingState.CANCELLED] * 2
    assert await delivered(world, NOON, WANG) == [(reminders.CANCELLED, [made[1].id, made[2].id])]
    query = select(outbox.c.subject_id).where(outbox.c.kind == reminders.REMINDER, outbox.c.state == "planned")
    assert set(await db.read(lambda connection: connection.scalars(query).all())) == {made[0].id}


async def test_all_or_none(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    far = Move(START + timedelta(days=360), START + timedelta(days=360, hours=1), None, "改")
    with pytest.raises(Refusal) as refused:
        await move_series(db, made[0].id, far, NOON, SHANGHAI)
    assert refused.value.reason is Reason.MEETING_TOO_FAR
    with pytest.raises(Refusal) as outside:
        await cancel_series(db, made[0].id, "停电", NOON, at(world, VOLUNTEER, NOON), ADMINS)
    assert outside.value.reason is Reason.MEETING_OUTSIDE_YOURS
    assert [await stored(world, one.id) for one in made] == made


async def test_one_that_is_cancelled_or_alone_is_left_out(db: Database) -> None:
    world = await village(db)
    made = await series(world)
    alone = await create_meeting(db, draft(START + WEEK, place="花园"), NOON)
    await cancel_series(db, made[2].id, "停电", NOON)
    done = await move_series(db, made[0].id, LATER, NOON, SHANGHAI)
    assert [one.id for one in done] == [made[0].id, made[1].id]
    lonely = await move_series(db, alone[0], Move(START + 2 * DAY, START + 2 * DAY + HOUR, None, "改"), NOON, SHANGHAI)
    assert [one.id for one in lonely] == alone
    assert await db.read(lambda c: meetings.later_in_series(c, lonely[0], NOON)) == []


async def test_another_end_alone_is_news_with_the_old_and_the_new_one(db: Database) -> None:
    world = await village(db)
    made = (await series(world, 1))[0]
    await move_meeting(db, made.id, made.starts_at, made.ends_at + HOUR, None, "事情多", NOON)
    await address_mailings(db, NOON)
    letter = next(one for one in await due(db, NOON, 100) if one.chat_id == WANG)
    (news,) = await meeting_news(db, letter)
    assert (news.ends_differ, news.known_end, news.known_start) == (True, made.ends_at, made.starts_at)
    await move_meeting(db, made.id, made.starts_at, made.ends_at, None, "还是原样", NOON + timedelta(minutes=1))
    assert await delivered(world, NOON + timedelta(minutes=1), WANG) == [], "moved and moved back before anybody knew"
