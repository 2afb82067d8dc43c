"""Answering opinions: by those who serve the place, once, with everybody told who raised the same."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.actions.answer_opinion import answer_opinion
from bot.actions.list_opinions import Filter, list_opinions, opinion_papers, show_opinion
from bot.actions.run_opinion import assign_to_helper, assign_usual, due_in, link_opinion, part_opinion
from bot.actions.work_opinion import begin_work, confirm_work, drop_work, type_work
from bot.rules.opinion_work import Deed
from bot.rules.opinions import LedgerOpinion, OpinionState
from bot.rules.permissions import DISTRICT, Place, Role
from bot.rules.refusals import Reason, Refusal
from bot.storage import opinions
from bot.storage.database import Database
from tests.actions.meeting_world import (
    ADMINS,
    LI,
    OUTSIDER,
    SHANGHAI,
    STAFF,
    STRANGER,
    VOLUNTEER,
    WANG,
    ZHAO,
    make_village,
)
from tests.actions.opinion_world import found, history, letters, raised, running
from tests.actions.people_world import World, refusal_of

SECOND = 2004
"""One more volunteer of building 1."""


async def listed(world: World, who: int, which: Filter = Filter.OPEN, page: int = 0) -> list[int]:
    """The numbers of a helper's list."""
    found_page = await list_opinions(world.db, world.request(who), ADMINS, SHANGHAI, which, page)
    return [each.id for each in found_page.shown]


async def test_helpers_see_what_lies_where_they_serve_and_the_overdue_first(db: Database) -> None:
    world = await make_village(db)
    first, second, third = [await raised(world, who) for who in (ZHAO, WANG, OUTSIDER)]
    await world.do(lambda c: opinions.fulfil(c, [second.id], due_on="2026-11-20"))
    assert await listed(world, STAFF) == [second.id, first.id, third.id]
    assert await listed(world, VOLUNTEER) == [second.id]
    page = await list_opinions(db, world.request(STAFF), ADMINS, SHANGHAI, Filter.OPEN, 7)
    assert (page.page, page.pages, page.tally.waiting, page.tally.overdue) == (0, 1, 3, 1)
    assert (await refusal_of(listed(world, WANG))).reason is Reason.NOT_ALLOWED
    outside = show_opinion(db, world.request(VOLUNTEER), ADMINS, SHANGHAI, first.id)
    assert (await refusal_of(outside)).reason is Reason.OPINION_OUTSIDE_YOURS
    unknown = show_opinion(db, world.request(STAFF), ADMINS, SHANGHAI, 2**40)
    assert (await refusal_of(unknown)).reason is Reason.UNKNOWN_OPINION


async def test_the_answer_is_stored_and_the_giver_is_told(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    assert await answer_opinion(db, world.request(VOLUNTEER), ADMINS, made.id, "已报维修，周五来修。") == 1
    now = await found(world, made.id)
    assert (now.state, now.answer, now.answered_at) == (OpinionState.ANSWERED, "已报维修，周五来修。", world.now)
    assert await letters(world, opinions.ANSWER) == [(made.id, WANG)]
    assert await history(world, made.id) == ["raised", "answered"]
    assert await listed(world, VOLUNTEER) == []
    assert await listed(world, VOLUNTEER, Filter.CLOSED) == [made.id]


async def test_a_rejection_has_a_reason_and_is_told_too(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    empty = answer_opinion(db, world.request(STAFF), ADMINS, made.id, " \u200b", reject=True)
    assert (await refusal_of(empty)).reason is Reason.OPINION_EMPTY
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "不在改造范围内。", reject=True)
    assert (await found(world, made.id)).state is OpinionState.REJECTED
    assert await letters(world, opinions.ANSWER) == [(made.id, WANG)]


async def test_of_two_answers_at_once_one_counts_and_the_other_is_told_so(db: Database) -> None:
    world = await make_village(db)
    await world.serves(SECOND, Role.VOLUNTEER, Place(community_id=world.community_id, building="1"))
    made = await raised(world, WANG)
    both = [answer_opinion(db, world.request(who), ADMINS, made.id, f"{who} 办了") for who in (VOLUNTEER, SECOND)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [outcome for outcome in outcomes if outcome == 1] == [1]
    assert [refusal.reason for refusal in refused] == [Reason.OPINION_ANSWERED]
    assert refused[0].facts["answer"] == (await found(world, made.id)).answer
    assert len(await letters(world, opinions.ANSWER)) == 1


async def test_the_answer_waits_for_the_quiet_hours_to_end(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    world.later = timedelta(hours=4)  # midnight in Shanghai
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "修好了")
    due = await db.read(lambda c: c.exec_driver_sql("SELECT due_at FROM outbox").scalar_one())
    assert "2026-12-02 00:00" in str(due)


async def pair(world: World) -> tuple[LedgerOpinion, LedgerOpinion]:
    """Two opinions of one matter from the two buildings."""
    return await raised(world, WANG, "院里路灯不亮"), await raised(world, ZHAO, "路灯坏了")


async def test_one_answer_tells_everybody_who_raised_the_same(db: Database) -> None:
    world = await make_village(db)
    first, second = await pair(world)
    await world.do(lambda c: opinions.fulfil(c, [second.id], due_on="2026-12-03"))
    main = await link_opinion(db, running(world, STAFF), second.id, first.id)
    assert (main.id, main.alike, main.due_on) == (first.id, 1, date(2026, 12, 3))
    assert await listed(world, STAFF) == [first.id]
    assert await answer_opinion(db, world.request(STAFF), ADMINS, second.id, "换了新灯") == 2
    assert sorted(await letters(world, opinions.ANSWER)) == [(first.id, WANG), (second.id, ZHAO)]
    assert [(await found(world, one.id)).answer for one in (first, second)] == ["换了新灯", "换了新灯"]


async def test_a_later_opinion_linked_to_an_answered_one_gets_its_answer(db: Database) -> None:
    world = await make_village(db)
    first, second = await pair(world)
    await answer_opinion(db, world.request(STAFF), ADMINS, first.id, "换了新灯")
    await link_opinion(db, running(world, STAFF), second.id, first.id)
    assert (await found(world, second.id)).answer == "换了新灯"
    third = await raised(world, LI, "灯又不亮")
    await answer_opinion(db, world.request(STAFF), ADMINS, third.id, "又换了")
    both = link_opinion(db, running(world, STAFF), third.id, first.id)
    assert (await refusal_of(both)).reason is Reason.OPINION_LINK


async def test_linking_joins_whole_groups_and_the_oldest_is_the_main_one(db: Database) -> None:
    world = await make_village(db)
    numbers = [(await raised(world, who)).id for who in (WANG, LI, ZHAO, WANG)]
    await link_opinion(db, running(world, STAFF), numbers[2], numbers[3])
    await link_opinion(db, running(world, STAFF), numbers[3], numbers[0])
    mains = [(await found(world, number)).main_id for number in numbers]
    assert mains == [None, None, numbers[0], numbers[0]]
    same = link_opinion(db, running(world, STAFF), numbers[2], numbers[3])
    assert (await refusal_of(same)).reason is Reason.OPINION_LINK
    await part_opinion(db, running(world, STAFF), numbers[3])
    assert (await found(world, numbers[3])).main_id is None
    assert (await refusal_of(part_opinion(db, running(world, STAFF), numbers[3]))).reason is Reason.OPINION_GONE
    elsewhere = await raised(world, OUTSIDER)
    other = link_opinion(db, running(world, STAFF), numbers[0], elsewhere.id)
    assert (await refusal_of(other)).reason is Reason.OPINION_LINK


async def test_a_volunteer_answers_a_joined_opinion_only_when_all_of_it_lies_where_they_serve(db: Database) -> None:
    world = await make_village(db)
    first, second = await pair(world)
    await link_opinion(db, running(world, STAFF), first.id, second.id)
    refused = answer_opinion(db, world.request(VOLUNTEER), ADMINS, first.id, "好了")
    assert (await refusal_of(refused)).reason is Reason.OPINION_OUTSIDE_YOURS
    view = await show_opinion(db, world.request(VOLUNTEER), ADMINS, SHANGHAI, first.id)
    assert [one.id for one in view.group] == [first.id]
    await assign_to_helper(db, running(world, STAFF), first.id, VOLUNTEER)
    assert await answer_opinion(db, world.request(VOLUNTEER), ADMINS, first.id, "好了") == 2


async def test_an_assigned_helper_is_told_and_sees_it_wherever_it_lies(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, ZHAO)
    stranger = assign_to_helper(db, running(world, STAFF), made.id, STRANGER)
    assert (await refusal_of(stranger)).reason is Reason.OPINION_GONE
    await assign_to_helper(db, running(world, STAFF), made.id, STAFF)
    assert await letters(world, opinions.DUTY) == []  # nobody writes to themselves
    helper = 2005
    await world.serves(helper, Role.VOLUNTEER, Place(community_id=world.community_id))
    await assign_to_helper(db, running(world, STAFF), made.id, helper)
    assert await letters(world, opinions.DUTY) == [(made.id, helper)]
    assert await listed(world, helper, Filter.MINE) == [made.id]
    now = await found(world, made.id)
    assert (now.owner, now.owner_name) == (helper, "volunteer")
    assert await history(world, made.id) == ["raised", "assigned", "assigned"]


async def test_somebody_outside_of_the_chat_can_be_named(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    await assign_usual(db, running(world, VOLUNTEER), made.id, 2)
    assert ((await found(world, made.id)).owner, (await found(world, made.id)).owner_name) == (None, "物业")
    assert (await refusal_of(assign_usual(db, running(world, VOLUNTEER), made.id, 3))).reason is Reason.OPINION_GONE
    await begin_work(db, running(world, VOLUNTEER), Deed.ASSIGN, made.id)
    done = await type_work(db, running(world, VOLUNTEER), "物业 老李")
    assert done is not None
    assert (done.done, done.view.opinion.owner_name) == (True, "物业 老李")
    assert await type_work(db, running(world, VOLUNTEER), "再说一句") is None


async def test_a_date_is_pressed_or_typed(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    await due_in(db, running(world, VOLUNTEER), made.id, 3)
    assert (await found(world, made.id)).due_on == date(2026, 12, 4)
    assert (await refusal_of(due_in(db, running(world, VOLUNTEER), made.id, 4))).reason is Reason.OPINION_GONE
    await begin_work(db, running(world, VOLUNTEER), Deed.DUE, made.id)
    past = type_work(db, running(world, VOLUNTEER), "2020年1月1日")
    assert (await refusal_of(past)).reason is Reason.MEETING_PAST
    await type_work(db, running(world, VOLUNTEER), "12月20日")
    assert (await found(world, made.id)).due_on == date(2026, 12, 20)


async def test_a_typed_answer_is_shown_before_it_goes_out_and_goes_out_once(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    begun = await begin_work(db, running(world, VOLUNTEER), Deed.ANSWER, made.id)
    early = confirm_work(db, running(world, VOLUNTEER), begun.work.serial)
    assert (await refusal_of(early)).reason is Reason.OPINION_GONE
    await type_work(db, running(world, VOLUNTEER), "周五修")
    typed = await type_work(db, running(world, VOLUNTEER), "周六修")
    assert typed is not None
    assert (typed.done, typed.work.text) == (False, "周六修")
    assert (await found(world, made.id)).state is OpinionState.OPEN
    sent = await confirm_work(db, running(world, VOLUNTEER), begun.work.serial)
    assert (sent.done, sent.count, sent.view.opinion.answer) == (True, 1, "周六修")
    twice = confirm_work(db, running(world, VOLUNTEER), begun.work.serial)
    assert (await refusal_of(twice)).reason is Reason.OPINION_GONE


async def test_an_answer_typed_while_somebody_else_answered_is_refused_kindly(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG)
    begun = await begin_work(db, running(world, VOLUNTEER), Deed.ANSWER, made.id)
    await type_work(db, running(world, VOLUNTEER), "我来答复")
    await answer_opinion(db, world.request(STAFF), ADMINS, made.id, "已经修了")
    late = await refusal_of(confirm_work(db, running(world, VOLUNTEER), begun.work.serial))
    assert (late.reason, late.facts["answer"]) == (Reason.OPINION_ANSWERED, "已经修了")
    assert (await refusal_of(begin_work(db, running(world, STAFF), Deed.REJECT, made.id))).reason is late.reason
    await drop_work(db, running(world, VOLUNTEER))
    assert await type_work(db, running(world, VOLUNTEER), "还在吗") is None


async def test_a_typed_number_links(db: Database) -> None:
    world = await make_village(db)
    first, second = await pair(world)
    await begin_work(db, running(world, STAFF), Deed.LINK, second.id)
    wrong = type_work(db, running(world, STAFF), "99")
    assert (await refusal_of(wrong)).reason is Reason.UNKNOWN_OPINION
    done = await type_work(db, running(world, STAFF), f"第{first.id}号")
    assert done is not None
    assert (await found(world, second.id)).main_id == first.id


async def test_voice_messages_are_written_down(db: Database) -> None:
    world = await make_village(db)
    made = await raised(world, WANG, "听语音")
    begun = await begin_work(db, running(world, VOLUNTEER), Deed.TRANSCRIBE, made.id)
    await type_work(db, running(world, VOLUNTEER), "三楼的水管也漏")
    await confirm_work(db, running(world, VOLUNTEER), begun.work.serial)
    assert (await found(world, made.id)).words == "听语音\n三楼的水管也漏"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.STAFF])
async def test_papers_are_shown_to_helpers_of_the_place_only(db: Database, role: Role) -> None:
    world = await make_village(db)
    made = await raised(world, OUTSIDER)
    assert await opinion_papers(db, world.request(STAFF), ADMINS, made.id) == ()
    await world.serves(3001, role, Place(community_id=world.community_id))
    refused = opinion_papers(db, world.request(3001), ADMINS, made.id)
    assert (await refusal_of(refused)).reason is Reason.OPINION_OUTSIDE_YOURS
    await world.serves(3001, role, DISTRICT)
    assert await opinion_papers(db, world.request(3001), ADMINS, made.id) == ()
