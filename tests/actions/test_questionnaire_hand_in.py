"""Handing in: the answers become the ballots of all homes at once, and a home has one set of them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.actions.questionnaire import show_summary
from bot.actions.questionnaire_hand_in import keep_standing, withdraw
from bot.rules.answers import SKIPPED, chosen
from bot.rules.questionnaire_form import OWN, seal_of
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Reason, Refusal
from bot.storage.database import Database
from bot.storage.models import ballot, ballot_history
from tests import builders
from tests.actions.questionnaire_world import whole, world
from tests.questionnaires import LAST, SHORT


async def test_handing_in_counts_for_every_home_of_the_person_at_once(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, here.village.people[0], here.village.homes[1]))
    await whole(here)
    done = await here.hand_in()
    assert (done.asks, done.open_question, done.form.is_recorded) == (False, False, True)
    assert await here.said(0) == await here.said(1) == {1: chosen(1), 2: chosen(2)}
    assert await here.said(2) == {}
    times = await db.read(lambda c: set(c.scalars(select(ballot.c.cast_at))))
    assert times == {here.now}


async def test_what_is_not_whole_is_not_handed_in(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    done = await here.hand_in()
    assert done.open_question
    assert done.form.draft.place == 2
    assert await here.said() == {}


async def test_skipping_everything_says_nothing_and_cannot_be_handed_in(db: Database) -> None:
    here = await world(db, LAST, LAST)
    for number in (1, 2):
        await here.press(number, deed=Deed.SKIP)
    assert (await here.hand_in()).open_question
    assert (await show_summary(db, here.desk(), here.asked.id, OWN)).answers == {1: SKIPPED, 2: SKIPPED}


async def test_a_change_counts_only_when_it_is_handed_in_again(db: Database) -> None:
    here = await world(db, *SHORT)
    await whole(here)
    await here.hand_in()
    changed = await here.press(2, 5)
    assert not changed.is_recorded
    assert (await here.said())[2] == chosen(2)
    done = await here.hand_in()
    assert not done.asks
    assert (await here.said())[2] == chosen(5)


async def test_the_second_phone_of_a_home_is_asked_before_it_replaces_the_first(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000, level=1)
    await here.hand_in(1000)
    second = await here.hand_in(2000)
    assert second.asks
    assert dict(second.form.stands) == {1: chosen(1), 2: chosen(1)}
    assert (await here.said())[2] == chosen(1)
    agreed = await here.hand_in(2000, seal_of(second.form.standing))
    assert not agreed.asks
    assert (await here.said())[2] == chosen(5)
    first = await here.open(1000)
    assert dict(first.answers) == {1: chosen(1), 2: chosen(5), 3: SKIPPED}


async def test_agreeing_to_replace_one_answer_is_no_agreement_to_replace_another(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000)
    await here.hand_in(1000)
    seen = seal_of((await here.hand_in(2000)).form.standing)
    await here.hand_in(1000)
    assert (await here.hand_in(2000, seen)).asks


async def test_the_second_phone_may_leave_it_as_it_is(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000, level=1)
    await here.hand_in(1000)
    kept = await keep_standing(db, here.desk(2000), here.asked.id, OWN)
    assert kept.is_recorded
    assert dict(kept.answers) == {1: chosen(1), 2: chosen(1), 3: SKIPPED}


async def test_somebody_who_comes_second_without_an_own_answer_sees_what_stands_and_may_change_it(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 1000)
    await here.hand_in(1000)
    form = await here.open(2000)
    assert (form.draft.place, form.is_recorded) == (0, True)
    await here.press(2, 4, who=2000)
    assert not (await here.hand_in(2000)).asks
    assert (await here.said())[2] == chosen(4)


async def test_everything_is_taken_back_at_once_and_the_answers_stay_at_hand(db: Database) -> None:
    here = await world(db, *SHORT)
    with pytest.raises(Refusal) as refused:
        await withdraw(db, here.desk(), here.asked.id, OWN)
    assert refused.value.reason is Reason.NOTHING_TO_WITHDRAW
    await whole(here)
    await here.hand_in()
    form = await withdraw(db, here.desk(), here.asked.id, OWN)
    assert (await here.said(), form.standing) == ({}, None)
    assert form.answers == {1: chosen(1), 2: chosen(2), 3: SKIPPED}
    history = await db.read(lambda c: list(c.scalars(select(ballot_history.c.choices).order_by(ballot_history.c.id))))
    assert history == ["1", "2", "", ""]
    assert not (await here.hand_in()).asks


async def test_a_home_that_came_later_is_handed_in_for_with_the_next_press(db: Database) -> None:
    here = await world(db, *SHORT)
    await whole(here)
    await here.hand_in()
    await db.write(lambda c: builders.add_member(c, here.village.people[0], here.village.homes[1]))
    form = await here.open()
    assert not form.everywhere
    assert not form.is_recorded
    assert (await here.hand_in()).form.is_recorded
    assert await here.said(0) == await here.said(1) == {1: chosen(1), 2: chosen(2)}


async def test_of_two_phones_at_the_same_moment_one_counts_and_one_is_asked(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 1000, level=1)
    await whole(here, 2000, level=5)
    outcomes = await asyncio.gather(here.hand_in(1000), here.hand_in(2000))
    assert sorted(outcome.asks for outcome in outcomes) == [False, True]
    counts = next(level for outcome, level in zip(outcomes, (1, 5), strict=True) if not outcome.asks)
    assert (await here.said())[2] == chosen(counts)
