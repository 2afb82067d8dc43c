"""What the database adds up, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.actions.tally_consultation import tally_consultation
from bot.rules.consultation import Consultation, Status
from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import HeadVote, TallyFacts, Weight
from bot.storage.database import Database
from bot.storage.models import household
from bot.storage.tallies import load_facts
from tests.reports.tally_world import (
    AFTER,
    DURING,
    OPENS,
    Asked,
    Flat,
    add_community,
    add_consultation,
    open_it,
    random_consultation,
    recount,
    vote,
)

Change = Callable[[Connection], Consultation]
DECISION: dict[str, Any] = {"regime": "owner_decision", "matter": "rebuild_alter"}


async def facts_after(db: Database, change: Change) -> TallyFacts:
    asked = await db.write(change)
    return await db.read(lambda connection: load_facts(connection, asked))


async def test_an_owner_of_three_flats_is_one_owner_with_all_the_area(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        flats = [Flat("101", 50_00, "li"), Flat("102", 60_00, "li"), Flat("103", 70_50, "li"), Flat("104", 80_00)]
        number, homes = add_community(connection, "JX01", flats)
        asked = open_it(connection, add_consultation(connection, number))
        for room, choice in (("101", 1), ("102", 1), ("104", 2)):
            vote(connection, asked, homes[room], [choice])
        return asked

    facts = await facts_after(db, change)
    assert facts.electorate == Weight(4, 2, 260_50)
    assert facts.turnout == Weight(3, 2, 190_00)
    assert [facts.options[key] for key in sorted(facts.options)] == [Weight(2, 1, 110_00), Weight(1, 1, 80_00)]


async def test_rooms_that_do_not_count_are_in_no_sum(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        number, homes = add_community(connection, "JX01", [Flat("101"), Flat("shed", 900_00, counted=False)])
        asked = open_it(connection, add_consultation(connection, number))
        vote(connection, asked, homes["shed"], [1], channel="paper")
        return asked

    facts = await facts_after(db, change)
    assert facts.electorate == Weight(1, 1, 80_00)
    assert facts.turnout == Weight(0, 0, 0)
    assert dict(facts.by_channel) == {"chat": 0, "paper": 0}
    assert not facts.options


async def test_a_household_with_two_questions_takes_part_once_and_paper_wins(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        number, homes = add_community(connection, "JX01", [Flat("101"), Flat("102")])
        asked = add_consultation(connection, number, (Asked(), Asked(("x", "y"), "multiple")))
        open_it(connection, asked)
        vote(connection, asked, homes["101"], [3])
        vote(connection, asked, homes["101"], [1, 2], number=2, channel="paper")
        vote(connection, asked, homes["102"], [3])
        return asked

    facts = await facts_after(db, change)
    assert facts.turnout == Weight(2, 2, 160_00)
    assert dict(facts.by_channel) == {"chat": 1, "paper": 1}
    assert sorted(facts.answered.values()) == [1, 2]
    assert sorted(weight.households for weight in facts.options.values()) == [1, 1, 2]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, Weight(5, 4, 400_00)),
        ({"scope_building": "1"}, Weight(3, 3, 240_00)),
        ({"scope_building": "1", "scope_entrance": "2"}, Weight(2, 2, 160_00)),
    ],
)
async def test_before_opening_the_electorate_is_what_the_roster_says(
    db: Database, scope: dict[str, Any], expected: Weight
) -> None:
    def change(connection: Connection) -> Consultation:
        flats = [
            Flat("1", group="li", entrance="1"),
            Flat("2", entrance="2"),
            Flat("3", entrance="2"),
            Flat("4", building="2", group="li"),
            Flat("5", building="2"),
            Flat("6", building="2", counted=False),
        ]
        number, _homes = add_community(connection, "JX01", flats)
        add_community(connection, "JX02", [Flat("1")])
        return add_consultation(connection, number, **scope)

    assert (await facts_after(db, change)).electorate == expected


async def test_the_roster_before_opening_and_the_electorate_after_it_agree(db: Database) -> None:
    def change(connection: Connection) -> tuple[TallyFacts, TallyFacts]:
        flats = [Flat("1", 10_01, "a"), Flat("2", 20_02, "a"), Flat("3", 30_03), Flat("4", counted=False)]
        number, _homes = add_community(connection, "JX01", flats)
        asked = add_consultation(connection, number)
        before = load_facts(connection, asked)
        return before, load_facts(connection, open_it(connection, asked))

    before, after = await db.write(change)
    assert before == after
    assert before.electorate == Weight(3, 2, 60_06)


async def test_after_opening_the_roster_cannot_move_the_count(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        number, _homes = add_community(connection, "JX01", [Flat("101"), Flat("102")])
        asked = open_it(connection, add_consultation(connection, number))
        connection.execute(update(household).values(floor_area=1, counted=False))
        return asked

    assert (await facts_after(db, change)).electorate == Weight(2, 2, 160_00)


async def test_flats_of_one_owner_that_disagree_are_marked_as_a_conflict(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        flats = [Flat("1", 10_00, "a"), Flat("2", 20_00, "a"), Flat("3", 30_00, "b"), Flat("4", 40_00, "b")]
        number, homes = add_community(connection, "JX01", flats)
        asked = open_it(connection, add_consultation(connection, number, **DECISION))
        for room, choice in (("1", 1), ("2", 2), ("3", 1), ("4", 1)):
            vote(connection, asked, homes[room], [choice])
        return asked

    heads = (await facts_after(db, change)).heads
    assert sorted((head.floor_area, head.choice or 0) for head in heads) == [(30_00, 0), (70_00, 1)]
    assert all(isinstance(head, HeadVote) for head in heads)


async def test_only_flats_that_voted_bring_their_area_to_a_decision(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        number, homes = add_community(connection, "JX01", [Flat("1", 10_00, "a"), Flat("2", 20_00, "a")])
        asked = open_it(connection, add_consultation(connection, number, **DECISION))
        vote(connection, asked, homes["1"], [1])
        return asked

    facts = await facts_after(db, change)
    assert [(head.floor_area, head.choice) for head in facts.heads] == [(10_00, 1)]


async def test_an_unknown_number_is_refused_by_number(db: Database) -> None:
    with pytest.raises(Refusal) as refused:
        await tally_consultation(db, 99, DURING)
    assert refused.value.reason is Reason.UNKNOWN_CONSULTATION
    assert refused.value.facts == {"number": 99}


async def test_the_action_counts_as_of_the_instant_it_is_given(db: Database) -> None:
    def change(connection: Connection) -> Consultation:
        number, _homes = add_community(connection, "JX01", [Flat("101")])
        return add_consultation(connection, number)

    asked = await db.write(change)
    statuses = [(await tally_consultation(db, asked.id, now)).status for now in (OPENS.replace(hour=0), DURING, AFTER)]
    assert statuses == [Status.SCHEDULED, Status.OPEN, Status.CLOSED]


async def test_random_votes_are_counted_as_a_recount_row_by_row_counts_them(db: Database) -> None:
    random = Random(20_26)

    def change(connection: Connection) -> list[Consultation]:
        return [random_consultation(connection, random, f"C{number}") for number in range(25)]

    for asked in await db.write(change):
        facts = await db.read(lambda connection, asked=asked: load_facts(connection, asked))  # type: ignore[misc]
        naive = await db.read(lambda connection, asked=asked: recount(connection, asked))  # type: ignore[misc]
        assert as_tuple(facts.electorate) == naive.electorate
        assert as_tuple(facts.turnout) == naive.turnout
        assert facts.by_channel["paper"] == naive.paper
        assert [facts.answered.get(item.id, 0) for item in asked.questions] == naive.answered
        assert options_of(asked, facts) == naive.options


def as_tuple(weight: Weight) -> tuple[int, int, int]:
    return weight.households, weight.owners, weight.floor_area


def options_of(asked: Consultation, facts: TallyFacts) -> list[list[tuple[int, int, int]]]:
    nobody = Weight(0, 0, 0)
    return [
        [as_tuple(facts.options.get((item.id, number), nobody)) for number in range(1, len(item.options) + 1)]
        for item in asked.questions
    ]
