"""Giving an opinion: every piece is durable, it is entered once, and it is unlinked from whoever is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import insert, select

from bot.actions.erase_person import erase_person
from bot.actions.give_opinion import (
    begin_opinion,
    drop_opinion,
    listening,
    press_opinion,
    say_opinion,
    show_opinion_file,
    submit_opinion,
)
from bot.actions.my_opinions import my_opinion, my_opinions
from bot.actions.plan_minutes import MinutesDesk, begin_minutes
from bot.rules.opinion_plan import Press, Stage
from bot.rules.opinions import MOST_A_DAY, Category, OpinionState
from bot.rules.refusals import Reason
from bot.storage import memberships, opinion_drafts, opinions
from bot.storage.database import Database
from bot.storage.models import answering, opinion, opinion_draft
from tests import builders
from tests.actions.meeting_world import (
    ADMINS,
    LI,
    OUTSIDER,
    SHANGHAI,
    STAFF,
    START,
    STRANGER,
    WANG,
    at,
    held,
    make_village,
)
from tests.actions.opinion_world import PHOTO, VOICE, found, giving, history, raised
from tests.actions.people_world import refusal_of
from tests.builders import NOON


async def test_an_opinion_gets_a_number_a_date_and_the_building_of_its_giver(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    assert (made.community_code, made.building, made.category, made.place) == ("JX01", "1", Category.LEAK, "本楼")
    assert (made.state, made.due_on, made.text) == (OpinionState.OPEN, date(2026, 12, 8), "楼顶漏水")
    assert await history(world, made.id) == ["raised"]
    again = await refusal_of(submit_opinion(db, giving(world, WANG)))
    assert again.reason is Reason.OPINION_GONE


async def test_pieces_survive_a_restart_and_a_pause_of_days(db: Database) -> None:
    world = await make_village(db)
    serial = (await begin_opinion(db, giving(world, WANG))).plan.serial
    await show_opinion_file(db, giving(world, WANG), PHOTO, "漏水了", None)
    await press_opinion(db, giving(world, WANG), serial, Press.CATEGORY, 1)
    world.later = timedelta(days=6)
    assert await listening(db, world.request(WANG)) is None  # words typed days later are meant for something else
    resumed = await begin_opinion(db, giving(world, WANG))
    assert (resumed.resumed, resumed.plan.serial, resumed.plan.stage) == (True, serial, Stage.PLACE)
    assert (resumed.plan.texts, resumed.plan.files) == (("漏水了",), (PHOTO,))
    world.later = timedelta(days=14)
    assert (await begin_opinion(db, giving(world, WANG))).plan.texts == ()


async def test_photos_and_voice_are_kept_with_the_opinion_and_only_its_giver_sees_it(db: Database) -> None:
    world = await make_village(db)
    view = await begin_opinion(db, giving(world, WANG))
    first = await show_opinion_file(db, giving(world, WANG), PHOTO, None, "album")
    second = await show_opinion_file(db, giving(world, WANG), PHOTO, None, "album")
    assert first is not None
    assert second is not None
    assert (first.again, second.again) == (False, True)
    await show_opinion_file(db, giving(world, WANG), VOICE, None, None)
    for press, value in ((Press.CATEGORY, 8), (Press.PLACE, 0), (Press.DONE, 0)):
        await press_opinion(db, giving(world, WANG), view.plan.serial, press, value)
    made = await submit_opinion(db, giving(world, WANG), view.plan.serial)
    assert (made.files, made.voices, made.place, made.words) == (3, 1, None, "")
    assert (await my_opinion(db, world.request(WANG), made.id))[1] == (PHOTO, PHOTO, VOICE)
    assert (await refusal_of(my_opinion(db, world.request(LI), made.id))).reason is Reason.UNKNOWN_OPINION
    assert (await my_opinions(db, world.request(WANG), 0, 6)).shown == (made,)
    assert (await my_opinions(db, world.request(LI), 0, 6)).total == 0


async def test_people_without_a_home_are_told_how_to_begin(db: Database) -> None:
    world = await make_village(db)
    assert (await refusal_of(begin_opinion(db, giving(world, STRANGER)))).reason is Reason.OPINION_NO_HOME
    await begin_opinion(db, giving(world, OUTSIDER))
    gone = await world.tenures(OUTSIDER)
    tie = gone[0].membership
    await world.do(lambda c: memberships.remove_membership(c, tie.person_id, tie.household.id))
    told = await refusal_of(say_opinion(db, giving(world, OUTSIDER), "漏水"))
    assert told.reason is Reason.OPINION_NO_HOME


async def test_people_with_homes_in_two_buildings_say_which_one_it_is_about(db: Database) -> None:
    world = await make_village(db)
    tie = (await world.tenures(WANG))[0].membership
    await world.do(lambda c: builders.add_member(c, tie.person_id, world.homes[4]))
    view = await begin_opinion(db, giving(world, WANG))
    assert (view.plan.stage, [each.home.household.address.building for each in view.homes]) == (Stage.HOME, ["1", "2"])
    wrong = press_opinion(db, giving(world, WANG), view.plan.serial, Press.HOME, world.homes[3])
    assert (await refusal_of(wrong)).reason is Reason.OPINION_GONE
    view = await press_opinion(db, giving(world, WANG), view.plan.serial, Press.HOME, world.homes[4])
    assert (view.plan.building, view.plan.stage) == ("2", Stage.CATEGORY)


async def test_the_summary_hints_at_private_words(db: Database) -> None:
    world = await make_village(db)
    serial = (await begin_opinion(db, giving(world, WANG))).plan.serial
    for press, value in ((Press.CATEGORY, 1), (Press.PLACE, 0)):
        await press_opinion(db, giving(world, WANG), serial, press, value)
    await say_opinion(db, giving(world, WANG), "我家吃低保，修不起，电话13800138000")
    view = await press_opinion(db, giving(world, WANG), serial, Press.DONE, 0)
    assert view.private == ("低保", "13800138000")
    assert (await submit_opinion(db, giving(world, WANG), serial)).text.startswith("我家吃低保")


async def test_a_dropped_opinion_and_a_button_of_another_dialogue_leave_nothing(db: Database) -> None:
    world = await make_village(db)
    serial = (await begin_opinion(db, giving(world, WANG))).plan.serial
    other = press_opinion(db, giving(world, WANG), serial + 1, Press.CATEGORY, 1)
    assert (await refusal_of(other)).reason is Reason.OPINION_GONE
    await drop_opinion(db, world.request(WANG))
    assert await say_opinion(db, giving(world, WANG), "还在吗") is None
    assert await db.read(lambda c: list(c.scalars(select(opinion.c.id)))) == []


async def test_nobody_raises_more_than_a_day_can_bear(db: Database) -> None:
    world = await make_village(db)
    for _ in range(MOST_A_DAY):
        await raised(world, WANG)
    assert (await refusal_of(begin_opinion(db, giving(world, WANG)))).reason is Reason.OPINION_MANY
    await raised(world, LI)
    world.later = timedelta(days=1, seconds=1)
    await raised(world, WANG)


async def test_forgetting_somebody_keeps_the_opinion_and_not_the_giver(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    await begin_opinion(db, giving(world, WANG))
    await erase_person(db, world.request(WANG))
    assert (await found(world, made.id)).text == "楼顶漏水"
    assert await db.read(lambda c: opinions.giver_of(c, made.id)) is None
    rows = await db.read(lambda c: [tuple(row) for row in c.execute(select(opinion.c.person_id))])
    assert rows == [(None,)]
    assert await db.read(lambda c: c.execute(select(opinion_draft)).all()) == []
    assert all(event.actor is None for event in await db.read(lambda c: opinions.events_of(c, made.id)))


async def test_words_belong_to_the_dialogue_that_was_touched_last(db: Database) -> None:
    world = await make_village(db)
    tie = (await world.tenures(LI))[0].membership
    staff = await world.do(lambda c: builders.add_person(c, STAFF))
    await world.do(lambda c: builders.add_member(c, staff, tie.household.id))
    meeting = await held(world)
    later = at(world, STAFF, START + timedelta(hours=2))
    await begin_opinion(db, giving(world, STAFF))
    assert await listening(db, later) is not None
    world.later += timedelta(minutes=1)
    await begin_minutes(db, MinutesDesk(world.request(STAFF), ADMINS, SHANGHAI, ()), meeting.id)
    assert await listening(db, world.request(STAFF)) is None
    world.later += timedelta(minutes=1)
    await begin_opinion(db, giving(world, STAFF))
    assert await listening(db, world.request(STAFF)) is not None
    asked = await world.do(lambda c: builders.add_consultation(c, world.community_id))
    row = {"telegram_id": STAFF, "consultation_id": asked.id, "household_id": 0, "question_number": 1}
    world.later += timedelta(minutes=1)
    await world.do(lambda c: c.execute(insert(answering), row | {"touched_at": world.now}))
    assert await listening(db, world.request(STAFF)) is None


async def test_long_forgotten_drafts_are_dropped(db: Database) -> None:
    world = await make_village(db)
    await begin_opinion(db, giving(world, WANG))
    await world.do(lambda c: opinion_drafts.purge(c, NOON + timedelta(days=6)))
    assert await listening(db, world.request(WANG)) is not None
    await world.do(lambda c: opinion_drafts.purge(c, NOON + timedelta(days=7)))
    assert await listening(db, world.request(WANG)) is None
