"""Consultations asked at once, counted as one: exact sums of named answers, sums of what is published of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Connection

from bot.actions.advance_consultations import advance
from bot.actions.tally_consultation import tally_consultation
from bot.actions.tally_together import Summed, tally_together
from bot.rules.answers import chosen
from bot.rules.consultation import Consultation, Question, QuestionType, Secrecy
from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally
from bot.rules.tally_group import coarsest
from bot.storage import consultations
from bot.storage.database import Database
from tests.reports.survey_world import answer, ask, conditioned, random_answers, random_question
from tests.reports.tally_world import AFTER, CLOSES, DURING, Flat, add_community

CHOICE = Question(0, 1, "您家选哪个？", QuestionType.SINGLE, ("甲", "乙", "都不同意"))
SEEDS = range(5)


def _name(count: int) -> str:
    return f"{count} 个小区"


async def together(db: Database, number: int, now: datetime = AFTER) -> Summed:
    return await tally_together(db, number, now, _name)


def asked_twice(connection: Connection, random: Random) -> list[Consultation]:
    """The same random questions in two communities with homes of different numbers, and whatever people answered."""
    drawn = conditioned(random, [random_question(random, number) for number in range(1, random.randint(2, 5))])
    made = []
    for code in ("JX01", "HY02"):
        flats = [Flat(str(room), random.randint(1, 200_00)) for room in range(random.randint(1, 15))]
        community_id, homes = add_community(connection, code, flats)
        asked = ask(connection, community_id, drawn)
        for home in homes.values():
            if random.random() < 0.7:
                answer(connection, asked, home, random_answers(random, asked), random.choice(("chat", "paper")))
        made.append(asked)
    consultations.group(connection, [each.id for each in made])
    return made


@pytest.mark.parametrize("seed", SEEDS)
async def test_named_answers_add_up_exactly(db: Database, seed: int) -> None:
    made = await db.write(lambda connection: asked_twice(connection, Random(seed)))
    apart = [await tally_consultation(db, each.id, AFTER) for each in made]
    summed = (await together(db, made[1].id)).tally
    assert summed.electorate.households == sum(each.electorate.households for each in apart)
    assert summed.turnout.weight.floor_area == sum(each.turnout.weight.floor_area for each in apart)
    assert summed.turnout.by_channel == {
        channel: sum(each.turnout.by_channel[channel] for each in apart) for channel in ("chat", "paper")
    }
    assert _options(summed) == [sum(pair) for pair in zip(*map(_options, apart), strict=True)]
    assert [each.answered for each in summed.questions] == [
        sum(pair) for pair in zip(*([each.answered for each in one.questions] for one in apart), strict=True)
    ]


def _options(tally: Tally) -> list[int]:
    return [option.weight.households for question in tally.questions for option in question.options]


def anonymous(connection: Connection, answers: dict[str, list[int]]) -> list[int]:
    """The same anonymous question in communities where homes chose these options."""
    numbers = []
    for code, said in answers.items():
        community_id, homes = add_community(connection, code, [Flat(str(room)) for room in range(len(said) + 2)])
        asked = ask(connection, community_id, [CHOICE], secrecy=Secrecy.ANONYMOUS.value, results="after_close")
        for home, option in zip(homes.values(), said, strict=False):
            answer(connection, asked, home, {1: chosen(option)})
        numbers.append(asked.id)
    consultations.group(connection, numbers)
    return numbers


LARGE = [1] * 12 + [2] * 9 + [3] * 7
UNEVEN = [1] * 10 + [2] * 8 + [3] * 1
SMALL = [1, 2]


async def test_of_anonymous_answers_the_published_numbers_are_added(db: Database) -> None:
    numbers = await db.write(lambda connection: anonymous(connection, {"JX01": LARGE, "JX02": LARGE, "JX03": SMALL}))
    await db.write(lambda connection: advance(connection, AFTER))
    summed = await together(db, numbers[0])
    assert (summed.left_out, len(summed.numbers)) == (1, 3)
    assert [line.homes for line in summed.tally.questions[0].lines] == [24, 18, 14]
    assert summed.tally.turnout.weight.households == 56
    assert summed.tally.questions[0].answered == 56


async def test_groups_of_options_are_joined_until_every_community_can_be_added(db: Database) -> None:
    numbers = await db.write(lambda connection: anonymous(connection, {"JX01": LARGE, "JX02": UNEVEN}))
    await db.write(lambda connection: advance(connection, AFTER))
    apart = [(await tally_consultation(db, each, AFTER)).questions[0] for each in numbers]
    summed = await together(db, numbers[0])
    lines = summed.tally.questions[0].lines
    assert [line.numbers for line in apart[1].lines] == [(1,), (2, 3)]
    assert [line.numbers for line in lines] == [(1,), (2, 3)]
    assert [line.homes for line in lines] == [22, 25]


async def test_no_sum_is_shown_where_every_community_is_too_small(db: Database) -> None:
    numbers = await db.write(lambda connection: anonymous(connection, {"JX01": SMALL, "JX02": [1, 1, 2]}))
    await db.write(lambda connection: advance(connection, AFTER))
    with pytest.raises(Refusal) as refused:
        await together(db, numbers[0])
    assert refused.value.reason is Reason.TOGETHER_WITHHELD


async def test_while_one_is_open_nothing_but_turnout_is_shown_of_anonymous_answers(db: Database) -> None:
    numbers = await db.write(lambda connection: anonymous(connection, {"JX01": LARGE, "JX02": LARGE}))
    await db.write(lambda connection: consultations.close_now(connection, numbers[0], DURING))
    await db.write(lambda connection: advance(connection, DURING + timedelta(minutes=1)))
    summed = (await together(db, numbers[0], DURING + timedelta(hours=1))).tally
    assert summed.questions[0].withheld
    assert summed.turnout.weight.households == 2 * len(LARGE)
    assert summed.consultation.closes_at == CLOSES


async def test_what_cannot_be_added_up_is_refused(db: Database) -> None:
    def alone(connection: Connection) -> int:
        community_id, _ = add_community(connection, "JX01", [Flat("101")])
        return ask(connection, community_id, [CHOICE]).id

    def different(connection: Connection) -> int:
        first = alone(connection)
        community_id, _ = add_community(connection, "JX02", [Flat("101")])
        second = ask(connection, community_id, [replace(CHOICE, options=("甲", "乙"))]).id
        consultations.group(connection, [first, second])
        return first

    number = await db.write(different)
    with pytest.raises(Refusal) as refused:
        await together(db, number)
    assert refused.value.reason is Reason.TOGETHER_DIFFERENT
    with pytest.raises(Refusal) as unknown:
        await together(db, 99)
    assert unknown.value.reason is Reason.UNKNOWN_CONSULTATION


async def test_sums_are_for_those_who_may_see_all_of_them(db: Database) -> None:
    numbers = await db.write(lambda connection: [each.id for each in asked_twice(connection, Random(1))])
    with pytest.raises(Refusal) as refused:
        await tally_together(db, numbers[0], AFTER, _name, (5, [1]))
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert (await tally_together(db, numbers[0], AFTER, _name, (1, [1]))).numbers == tuple(numbers)


def test_groupings_are_brought_to_the_finest_that_all_share() -> None:
    assert coarsest(4, [((1,), (2, 3), (4,)), ((1, 2), (3,), (4,))]) == ((1, 2, 3), (4,))
    assert coarsest(3, [((1,), (2,), (3,))]) == ((1,), (2,), (3,))
