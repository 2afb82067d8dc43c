"""The outbox of meetings and announcements on both databases: planned, addressed, claimed, dropped with a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.actions import letters
from bot.actions.announcing import announce, announcement_progress, checked_text, stop_announcement
from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.create_meeting import create_meeting
from bot.actions.move_meeting import move_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Coming, MeetingKind
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours
from bot.storage import groups, outbox, people, reminders, rsvps
from bot.storage.database import Database
from bot.storage.models import outbox as table
from tests.builders import NOON, Village, add_village

GROUP = -1001
HOUR = timedelta(hours=1)
START = NOON + timedelta(days=2)
_DAY_BEFORE, _HOUR_BEFORE = START - timedelta(days=1), START - HOUR


@pytest.fixture
async def village(db: Database) -> Village:
    """Three homes and a group."""

    def settle(connection: Connection) -> Village:
        made = add_village(connection)
        groups.bind(connection, GROUP, None, made.community_id, 1, NOON)
        return made

    return await db.write(settle)


async def meet(db: Database, now: datetime = NOON, starts_at: datetime = START) -> int:
    """A meeting with the usual reminders."""
    draft = MeetingDraft("JX01", MeetingKind.EXCHANGE, "交流会", starts_at, starts_at + HOUR, "一楼")
    (number,) = await create_meeting(db, draft, now)
    return number


async def rows(db: Database, kind: str) -> list[tuple[int, datetime, str, str | None]]:
    """Chat, due, state and why of the letters of a kind."""
    query = select(table.c.chat_id, table.c.due_at, table.c.state, table.c.why).where(table.c.kind == kind)
    return await db.read(lambda c: [(r[0], r[1], r[2], r[3]) for r in c.execute(query.order_by(table.c.id))])


async def delivered(db: Database, now: datetime) -> list[int]:
    """Send what is due; the chats in order."""
    await letters.address_mailings(db, now)
    chats = []
    for letter in await letters.due(db, now, 100):
        ticket = await letters.take(db, letter, now)
        if ticket is not None:
            await letters.sent(db, letter, 1)
            chats.append(letter.chat_id)
    return chats


async def test_a_meeting_plans_one_mailing_a_reminder_and_each_goes_to_group_and_people(
    db: Database, village: Village
) -> None:
    await meet(db)
    assert await rows(db, reminders.REMINDER) == [
        (0, _DAY_BEFORE, "planned", None),
        (0, _HOUR_BEFORE, "planned", None),
    ]
    assert await delivered(db, _DAY_BEFORE - timedelta(seconds=1)) == []
    assert await delivered(db, _DAY_BEFORE) == [GROUP, 1000, 1001, 1002]
    assert await delivered(db, _DAY_BEFORE + HOUR) == []
    assert await delivered(db, _HOUR_BEFORE) == [GROUP, 1000, 1001, 1002]


async def test_what_people_want_when_it_is_sent_counts_not_what_they_wanted_when_it_was_planned(
    db: Database, village: Village
) -> None:
    number = await meet(db)
    await letters.address_mailings(db, _DAY_BEFORE)

    def change(connection: Connection) -> None:
        rsvps.store(connection, number, [village.homes[0]], Coming.NO, NOON)
        people.set_subscribed(connection, 1001, False)
        people.set_reachable(connection, 1002, False)
        groups.set_present(connection, GROUP, False)

    await db.write(change)
    assert await delivered(db, _DAY_BEFORE) == []
    assert [(chat, state, why) for chat, _, state, why in (await rows(db, reminders.REMINDER))[2:]] == [
        (GROUP, "dropped", "unreachable"),
        (1000, "dropped", "declined"),
        (1001, "dropped", "unsubscribed"),
        (1002, "dropped", "unreachable"),
    ]


async def test_a_reminder_that_was_due_while_nothing_ran_is_sent_if_useful_and_recorded_if_not(
    db: Database, village: Village
) -> None:
    await meet(db)
    assert await delivered(db, _HOUR_BEFORE + HOUR / 2) == [GROUP, 1000, 1001, 1002]
    assert (await rows(db, reminders.REMINDER))[0] == (0, _DAY_BEFORE, "dropped", "too_late")
    await meet(db, now=START, starts_at=START + timedelta(days=3))
    assert await delivered(db, START + timedelta(days=4)) == []
    assert [state for _, due, state, _ in await rows(db, reminders.REMINDER) if due > START] == ["dropped", "dropped"]


async def test_a_moved_meeting_plans_its_reminders_anew_and_moving_back_revives_them(
    db: Database, village: Village
) -> None:
    number = await meet(db)
    later = START + timedelta(days=1)
    await move_meeting(db, number, later, later + HOUR, None, "停电", NOON)
    planned = [due for chat, due, state, _ in await rows(db, reminders.REMINDER) if state == "planned" and chat == 0]
    assert planned == [_DAY_BEFORE + timedelta(days=1), _HOUR_BEFORE + timedelta(days=1)]
    await move_meeting(db, number, START, START + HOUR, None, "来电了", NOON)
    planned = [due for chat, due, state, _ in await rows(db, reminders.REMINDER) if state == "planned" and chat == 0]
    assert planned == [_DAY_BEFORE, _HOUR_BEFORE]
    assert [state for _, _, state, _ in await rows(db, reminders.MOVED)] == ["dropped", "planned"]
    assert await delivered(db, _DAY_BEFORE) == [GROUP, 1000, 1001, 1002, GROUP, 1000, 1001, 1002]


async def test_news_name_what_the_chat_knew_and_not_what_it_never_heard_of(db: Database, village: Village) -> None:
    number = await meet(db)
    first, second = START + timedelta(days=1), START + timedelta(days=2)
    await move_meeting(db, number, first, first + HOUR, None, "停电", NOON)
    await move_meeting(db, number, second, second + HOUR, None, "停水", NOON)
    await letters.address_mailings(db, NOON)
    (letter,) = [one for one in await letters.due(db, NOON, 100) if one.chat_id == 1000]
    news = await db.read(lambda c: reminders.news_for(c, letter.subject_id, 1000))
    assert news is not None
    assert (news.known_start, news.meeting.starts_at, news.reason) == (START, second, "停水")
    await delivered(db, NOON)
    await cancel_meeting(db, number, "下雨", NOON + HOUR / 2)
    await letters.address_mailings(db, NOON + HOUR / 2)
    letter = next(one for one in await letters.due(db, NOON + HOUR / 2, 100) if one.kind == reminders.CANCELLED)
    news = await db.read(lambda c: reminders.news_for(c, letter.subject_id, letter.chat_id))
    assert news is not None
    assert (news.known_start, news.reason) == (second, "下雨")
    assert not news.is_old


async def test_a_letter_is_taken_once_and_again_when_its_lease_has_ended_or_the_clock_was_set_back(
    db: Database, village: Village
) -> None:
    await meet(db)
    await letters.address_mailings(db, _DAY_BEFORE)
    letter = (await letters.due(db, _DAY_BEFORE, 1))[0]
    now = _DAY_BEFORE
    assert await letters.take(db, letter, now) is not None
    assert await letters.take(db, letter, now + outbox.LEASE / 2) is None
    assert await letters.take(db, letter, now + outbox.LEASE) is not None
    ahead = now + HOUR / 2
    assert await letters.take(db, letter, ahead) is not None
    assert await letters.take(db, letter, now + HOUR / 20) is not None


async def test_a_clock_that_was_ahead_and_is_set_back_costs_nobody_a_reminder(db: Database, village: Village) -> None:
    await meet(db)
    assert await delivered(db, START + HOUR) == []
    await letters.clock_set_back(db, NOON)
    assert await delivered(db, _DAY_BEFORE) == [GROUP, 1000, 1001, 1002]
    assert await delivered(db, _HOUR_BEFORE) == [GROUP, 1000, 1001, 1002]


async def test_other_quiet_hours_plan_the_reminders_anew(db: Database, village: Village) -> None:
    night = NOON + timedelta(days=2, hours=12, minutes=30)  # 8:30 in Shanghai
    await meet(db, starts_at=night)
    assert (await rows(db, reminders.REMINDER))[1][1] == night - HOUR / 2
    hours = Hours(quiet_from=time(0), quiet_until=time(0))
    await letters.keep_quiet_hours(db, hours, NOON)
    await letters.keep_quiet_hours(db, hours, NOON)
    planned = [due for _, due, state, _ in await rows(db, reminders.REMINDER) if state == "planned"]
    assert planned == [night - timedelta(days=1), night - HOUR]
    assert await db.read(reminders.quiet_hours) == hours


async def test_letters_follow_a_migrated_group_and_are_not_doubled_there(db: Database, village: Village) -> None:
    await meet(db)
    await letters.address_mailings(db, _DAY_BEFORE)

    def migrate(connection: Connection) -> None:
        (letter,) = [one for one in outbox.due(connection, _DAY_BEFORE, 100) if one.chat_id == GROUP]
        outbox.plan(connection, letter.kind, letter.subject_id, [-1002], letter.due_at, letter.useful_until)
        outbox.plan(connection, outbox.RESULT, 1, [GROUP], letter.due_at)
        groups.migrate(connection, GROUP, -1002)

    await db.write(migrate)
    assert [row[0] for row in await rows(db, outbox.RESULT)] == [-1002]
    assert [(state, why) for chat, _, state, why in await rows(db, reminders.REMINDER) if chat == GROUP] == [
        ("dropped", "unreachable")
    ]


async def test_an_announcement_reaches_a_building_in_private_and_a_community_with_its_groups(
    db: Database, village: Village
) -> None:
    morning = NOON - timedelta(hours=8)
    whole = (await announce(db, "停水", "JX01", None, morning)).announcement
    part = (await announce(db, "停电", "JX01", "1", morning)).announcement
    assert await delivered(db, morning) == [GROUP, 1000, 1001, 1002, 1000, 1001, 1002]
    for number, sent in ((whole.id, 4), (part.id, 3)):
        progress = await announcement_progress(db, number)
        assert (progress.sent, progress.waiting, progress.dropped) == (sent, 0, 0)
        assert progress.is_over(morning)


async def test_a_stopped_announcement_goes_no_further(db: Database, village: Village) -> None:
    morning = NOON - timedelta(hours=8)
    number = (await announce(db, "停水", None, None, morning)).announcement.id
    await letters.address_mailings(db, morning)
    first = (await letters.due(db, morning, 100))[0]
    assert await letters.take(db, first, morning) is not None
    await letters.sent(db, first, 1)
    stopped = await stop_announcement(db, number, morning)
    assert (stopped.sent, stopped.waiting, stopped.dropped) == (1, 0, 3)
    assert stopped.announcement.stopped_at == morning
    assert await delivered(db, morning + HOUR) == []


async def test_an_announcement_at_night_waits_and_one_that_is_late_into_the_night_pauses(
    db: Database, village: Village
) -> None:
    night = NOON + timedelta(hours=2)  # 22:00 in Shanghai
    progress = await announce(db, "停水", "JX01", None, night)
    assert progress.starts_at == night + timedelta(hours=10)
    evening = replace(progress.announcement, id=(await announce(db, "停电", "JX01", None, NOON)).announcement.id)
    await letters.address_mailings(db, NOON)
    assert await delivered(db, night) == []
    assert (await announcement_progress(db, evening.id)).waiting == 4
    assert len(await delivered(db, night + timedelta(hours=10))) == 8


async def test_an_announcement_without_words_or_for_nowhere_is_refused(db: Database, village: Village) -> None:
    for text, reason in ((" \u202e ", Reason.ANNOUNCEMENT_EMPTY), ("停" * 3001, Reason.ANNOUNCEMENT_TOO_LONG)):
        with pytest.raises(Refusal) as refused:
            checked_text(text)
        assert refused.value.reason is reason
    for (code, building), why in (
        (("JX99", None), Reason.UNKNOWN_COMMUNITY_NEAR),
        (("JX01", "77"), Reason.UNKNOWN_BUILDING),
    ):
        with pytest.raises(Refusal) as refused:
            await announce(db, "停水", code, building, NOON)
        assert refused.value.reason is why
    with pytest.raises(Refusal) as refused:
        await announcement_progress(db, 77)
    assert refused.value.reason is Reason.ANNOUNCEMENT_GONE
