"""One ballot a household and question; a press sets; the last press counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.actions.cast_ballot import Press, Receipt, cast_ballot
from bot.actions.tally_consultation import tally_consultation
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, QuestionType, Regime, Scope
from bot.rules.refusals import Reason, Refusal
from bot.storage import inbox, milestones
from bot.storage.database import Database
from bot.storage.models import ballot, ballot_history, mark
from tests import builders
from tests.builders import NOON, Village, add_village

Make = Callable[[Connection], tuple[Village, Consultation]]


async def village(db: Database, homes: int = 3, **wanted: object) -> tuple[Village, Consultation]:
    """A village with one open consultation."""

    def make(connection: Connection) -> tuple[Village, Consultation]:
        made = add_village(connection, homes)
        return made, builders.add_consultation(connection, made.community_id, builders.definition(**wanted))  # type: ignore[arg-type]

    return await db.write(make)


_updates = iter(range(1, 10**9))


async def press(
    db: Database, who: int, asked: Consultation, option: int | None, *, later: timedelta = timedelta(0)
) -> Receipt:
    """Somebody presses a button of the card."""
    request = Request(next(_updates), who, NOON + later)
    return await cast_ballot(db, Press(request, asked.questions[0].id, option))


async def counts(db: Database, asked: Consultation) -> list[int]:
    """Households per option."""
    counted = await tally_consultation(db, asked.id, NOON)
    return [option.weight.households for option in counted.questions[0].options]


async def test_a_press_is_one_ballot_of_the_household(db: Database) -> None:
    _, asked = await village(db)
    receipt = await press(db, 1000, asked, 2)
    assert await counts(db, asked) == [0, 1, 0]
    assert [sorted(choices) for choices in receipt.recorded.choices.values()] == [[2]]


async def test_pressing_the_same_button_again_changes_nothing(db: Database) -> None:
    _, asked = await village(db)
    await press(db, 1000, asked, 2)
    again = await press(db, 1000, asked, 2)
    assert again.recorded.changed == frozenset()
    assert await counts(db, asked) == [0, 1, 0]
    history = await db.read(lambda c: c.execute(select(func.count()).select_from(ballot_history)).scalar_one())
    assert history == 1


async def test_the_last_press_of_any_of_its_people_counts_for_the_household(db: Database) -> None:
    made, asked = await village(db)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), made.homes[0], "family"))
    await press(db, 1000, asked, 1)
    await press(db, 2000, asked, 3)
    assert await counts(db, asked) == [0, 0, 1]
    rows = await db.read(
        lambda c: c.execute(
            select(ballot_history.c.person_id, ballot_history.c.choices).order_by(ballot_history.c.id)
        ).all()
    )
    assert [row.choices for row in rows] == ["1", "3"]
    assert rows[0].person_id != rows[1].person_id


async def test_somebody_with_three_flats_votes_for_all_of_them(db: Database) -> None:
    made, asked = await village(db)

    def more(connection: Connection) -> None:
        for room in ("301", "302"):
            flat = builders.add_household(connection, made.community_id, room, area=8000, owner_group="G1")
            builders.add_member(connection, made.people[0], flat)
        from bot.storage import electorate

        electorate.write_down(connection, asked, NOON)

    await db.write(more)
    receipt = await press(db, 1000, asked, 1)
    assert len(receipt.recorded.memberships) == 3
    counted = await tally_consultation(db, asked.id, NOON)
    first = counted.questions[0].options[0].weight
    assert (first.households, first.owners, first.floor_area) == (3, 2, 5000 + 16000)


async def test_withdrawing_takes_the_ballot_back_and_leaves_it_in_the_history(db: Database) -> None:
    _, asked = await village(db)
    await press(db, 1000, asked, 2)
    receipt = await press(db, 1000, asked, None)
    assert receipt.withdrawn
    assert await counts(db, asked) == [0, 0, 0]
    marks = await db.read(lambda c: c.execute(select(func.count()).select_from(mark)).scalar_one())
    choices = await db.read(lambda c: list(c.scalars(select(ballot_history.c.choices).order_by(ballot_history.c.id))))
    assert (marks, choices) == (0, ["2", ""])


async def test_withdrawing_nothing_is_refused(db: Database) -> None:
    _, asked = await village(db)
    with pytest.raises(Refusal) as refused:
        await press(db, 1000, asked, None)
    assert refused.value.reason is Reason.NOTHING_TO_WITHDRAW


async def test_choices_of_a_multiple_question_add_up_to_the_cap(db: Database) -> None:
    _, asked = await village(db, kind=QuestionType.MULTIPLE, max_choices=2)
    for option in (3, 1, 3):
        await press(db, 1000, asked, option)
    with pytest.raises(Refusal) as refused:
        await press(db, 1000, asked, 2)
    assert refused.value.reason is Reason.TOO_MANY_CHOICES
    assert await counts(db, asked) == [1, 0, 1]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("nobody", Reason.NOT_VERIFIED),
        ("elsewhere", Reason.OTHER_COMMUNITY),
        ("uncounted", Reason.NOT_COUNTED),
        ("option", Reason.UNKNOWN_OPTION),
        ("question", Reason.UNKNOWN_CONSULTATION),
        ("late", Reason.CLOSED),
        ("early", Reason.NOT_YET_OPEN),
    ],
)
async def test_a_press_that_does_not_count_says_why_and_changes_nothing(
    db: Database, case: str, reason: Reason
) -> None:
    made, asked = await village(db)

    def strangers(connection: Connection) -> None:
        other = add_village(connection, 0, code="XY02")
        flat = builders.add_household(connection, other.community_id, "1")
        builders.add_member(connection, builders.add_person(connection, 3000), flat)
        shed = builders.add_household(connection, made.community_id, "shed", counted=False)
        builders.add_member(connection, builders.add_person(connection, 3001), shed)

    await db.write(strangers)
    who = {"nobody": 77, "elsewhere": 3000, "uncounted": 3001}.get(case, 1000)
    question = 999 if case == "question" else asked.questions[0].id
    when = {"late": timedelta(days=7), "early": -timedelta(hours=2)}.get(case, timedelta(0))
    with pytest.raises(Refusal) as refused:
        await cast_ballot(db, Press(Request(next(_updates), who, NOON + when), question, 9 if case == "option" else 1))
    assert refused.value.reason is reason
    ballots = await db.read(lambda c: c.execute(select(func.count()).select_from(ballot)).scalar_one())
    assert ballots == 0


async def test_only_homes_inside_the_scope_are_asked(db: Database) -> None:
    _, asked = await village(db, scope=Scope(building="2"))
    with pytest.raises(Refusal) as refused:
        await press(db, 1000, asked, 1)
    assert refused.value.reason is Reason.OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("relation", "confirmed", "reason"),
    [
        ("tenant", False, Reason.OWNERS_ONLY),
        ("family", False, Reason.OWNERS_ONLY),
        ("owner", False, Reason.OWNERSHIP_UNCONFIRMED),
        ("owner", True, None),
    ],
)
async def test_only_confirmed_owners_decide(
    db: Database, relation: str, confirmed: bool, reason: Reason | None
) -> None:
    made, asked = await village(db, regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权"))
    await db.write(
        lambda c: builders.add_member(c, builders.add_person(c, 2000), made.homes[1], relation, confirmed=confirmed)
    )
    if reason is None:
        await press(db, 2000, asked, 1)
        assert await counts(db, asked) == [1, 0, 0]
        return
    with pytest.raises(Refusal) as refused:
        await press(db, 2000, asked, 1)
    assert refused.value.reason is reason


async def test_the_end_is_exclusive_to_the_instant(db: Database) -> None:
    _, asked = await village(db)
    await press(db, 1000, asked, 1, later=timedelta(days=7) - timedelta(microseconds=1))
    with pytest.raises(Refusal):
        await press(db, 1001, asked, 1, later=timedelta(days=7))
    assert await counts(db, asked) == [1, 0, 0]


async def test_a_thousand_people_pressing_ten_times_at_once_leave_a_thousand_ballots(db: Database) -> None:
    _, asked = await village(db, homes=1000)
    presses = [press(db, 1000 + person, asked, 1 + (person + turn) % 3) for person in range(1000) for turn in range(10)]
    await asyncio.gather(*presses)
    assert sum(await counts(db, asked)) == 1000
    marks = await db.read(lambda c: c.execute(select(func.count()).select_from(mark)).scalar_one())
    assert marks == 1000


async def test_one_refused_press_does_not_disturb_those_it_travels_with(db: Database) -> None:
    _, asked = await village(db)
    outcomes = await asyncio.gather(
        *(press(db, who, asked, option) for who, option in ((1000, 1), (77, 1), (1001, 9), (1002, 3))),
        return_exceptions=True,
    )
    assert [isinstance(outcome, Refusal) for outcome in outcomes] == [False, True, True, False]
    assert await counts(db, asked) == [1, 0, 1]


async def test_a_press_taken_up_before_the_end_but_written_after_it_was_announced_does_not_count(db: Database) -> None:
    _, asked = await village(db)
    await press(db, 1000, asked, 1)
    await db.write(lambda c: milestones.settle(c, asked.id, NOON + timedelta(days=7)))
    with pytest.raises(Refusal) as refused:
        await press(db, 1001, asked, 1)
    assert refused.value.reason is Reason.CLOSED
    assert await counts(db, asked) == [1, 0, 0]


async def test_an_update_that_had_its_effect_already_does_not_overrule_a_later_press(db: Database) -> None:
    _, asked = await village(db)
    first = Press(Request(next(_updates), 1000, NOON), asked.questions[0].id, 1)
    arrival = inbox.Arrival(first.request.update_id, 1000, b"{}", NOON)
    await db.write(lambda c: inbox.store(c, [[arrival]]))
    await cast_ballot(db, first)
    await press(db, 1000, asked, 2)
    await cast_ballot(db, first)
    assert await counts(db, asked) == [0, 1, 0]
    history = await db.read(lambda c: list(c.scalars(select(ballot_history.c.choices).order_by(ballot_history.c.id))))
    assert history == ["1", "2"]
