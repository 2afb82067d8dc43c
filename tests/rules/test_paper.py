"""Reading a sheet step by step, checking it, and finding the door; files of sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.rules import paper_walk
from bot.rules.consultation import (
    ONE_OPTION,
    Answerers,
    Consultation,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
)
from bot.rules.headers import recognise
from bot.rules.paper import (
    Deed,
    PaperDraft,
    PaperHome,
    PaperState,
    Purpose,
    Standing,
    Step,
    after,
    check_choices,
    most_choices,
    must_take_paper,
    right_for,
    verdict,
)
from bot.rules.paper_rows import PAPER, check_paper
from bot.rules.people import Address
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.tables import BadRows, Sheet
from tests.builders import NOON

SINGLE = Question(1, 1, "哪个？", QuestionType.SINGLE, ("甲", "乙", "都不同意"))
MULTIPLE = Question(1, 1, "哪几个？", QuestionType.MULTIPLE, ("甲", "乙", "丙"), 2)
EARLIER = Standing("chat", NOON - timedelta(hours=1))
DRAFT = PaperDraft(7, 1, 5, Purpose.ENTRY, NOON)


def asked(regime: Regime = Regime.CONSULTATION, question: Question = SINGLE) -> Consultation:
    """Open for an hour before and after noon."""
    return Consultation(
        id=1,
        community_id=1,
        community_code="JX01",
        community_name="金祥花园",
        title="停车",
        regime=regime,
        answerers=Answerers.RESIDENTS,
        results=ResultsPolicy.LIVE,
        scope=Scope(),
        opens_at=NOON - timedelta(hours=1),
        closes_at=NOON + timedelta(hours=1),
        closed_at=None,
        questions=(question,),
    )


def test_a_home_that_has_not_answered_is_asked_what_the_sheet_says_and_whether_that_is_right() -> None:
    read = after(DRAFT, Deed.CHOOSE, SINGLE, None, 2)
    assert [draft.step(asked(), None) for draft in (DRAFT, read)] == [Step.CHOOSE, Step.CONFIRM]
    assert read.choices == {2}


def test_an_earlier_answer_is_asked_about_first_and_a_newer_one_again() -> None:
    assert DRAFT.step(asked(), EARLIER) is Step.REPLACE
    agreed = after(DRAFT, Deed.REPLACE, SINGLE, EARLIER)
    assert agreed.step(asked(), EARLIER) is Step.CHOOSE
    meanwhile = Standing("chat", NOON)
    assert after(agreed, Deed.CHOOSE, SINGLE, EARLIER, 1).step(asked(), meanwhile) is Step.REPLACE


def test_an_owners_decision_needs_the_identity_checked_and_staff() -> None:
    decision = asked(Regime.OWNER_DECISION)
    assert DRAFT.step(decision, None) is Step.IDENTITY
    assert after(DRAFT, Deed.IDENTITY, SINGLE, None).step(decision, None) is Step.CHOOSE
    assert (right_for(decision), right_for(asked())) == (Right.CHECK_PAPER, Right.ENTER_PAPER)


def test_whoever_checks_is_asked_for_nothing_but_the_choice() -> None:
    check = PaperDraft(7, 1, 5, Purpose.CHECK, NOON)
    assert check.step(asked(Regime.OWNER_DECISION), EARLIER) is Step.CHOOSE


def test_several_options_add_up_until_done_and_can_be_chosen_again() -> None:
    first = after(DRAFT, Deed.CHOOSE, MULTIPLE, None, 1)
    both = after(after(first, Deed.CHOOSE, MULTIPLE, None, 3), Deed.CHOOSE, MULTIPLE, None, 3)
    assert (both.choices, both.finished) == (frozenset({1, 3}), False)
    done = after(both, Deed.FINISH, MULTIPLE, None)
    assert done.step(asked(question=MULTIPLE), None) is Step.CONFIRM
    again = after(done, Deed.AGAIN, MULTIPLE, None)
    assert (again.choices, again.finished) == (frozenset(), False)


@pytest.mark.parametrize(
    ("question", "choices", "reason"),
    [
        (SINGLE, (), Reason.PAPER_EMPTY),
        (SINGLE, (4,), Reason.UNKNOWN_OPTION),
        (SINGLE, (0,), Reason.UNKNOWN_OPTION),
        (SINGLE, (1, 2), Reason.PAPER_TOO_MANY),
        (MULTIPLE, (1, 2, 3), Reason.PAPER_TOO_MANY),
    ],
)
def test_a_sheet_that_is_no_ballot_is_not_entered(question: Question, choices: tuple[int, ...], reason: Reason) -> None:
    with pytest.raises(Refusal) as refusal:
        check_choices(question, frozenset(choices))
    assert refusal.value.reason is reason


@pytest.mark.parametrize("kind", sorted(ONE_OPTION))
def test_a_sheet_with_one_answer_is_full_after_the_first_mark(kind: QuestionType) -> None:
    question = replace(SINGLE, type=kind)
    assert most_choices(question) == 1
    with pytest.raises(Refusal):
        check_choices(question, frozenset({1, 2}))


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [(-61, Reason.NOT_YET_OPEN), (-60, None), (59, None), (60, Reason.PAPER_CLOSED), (61, Reason.PAPER_CLOSED)],
)
def test_sheets_are_taken_from_the_opening_until_the_end(minutes: int, reason: Reason | None) -> None:
    said = None
    try:
        must_take_paper(asked(), NOON + timedelta(minutes=minutes))
    except Refusal as refusal:
        said = refusal.reason
    assert said is reason


def test_a_draft_lives_for_a_day() -> None:
    assert not DRAFT.is_expired(NOON + timedelta(hours=23, minutes=59))
    assert DRAFT.is_expired(NOON + timedelta(hours=24))


def test_two_equal_readings_are_a_check_and_a_conflict_is_settled_by_the_next_one() -> None:
    one, two = frozenset({1}), frozenset({2})
    found = {
        (state, same): verdict(state, one, one if same else two) for state, same in product(PaperState, (True, False))
    }
    assert found[PaperState.ENTERED, True] is PaperState.CHECKED
    assert found[PaperState.ENTERED, False] is PaperState.CONFLICT
    assert found[PaperState.CONFLICT, True] is found[PaperState.CONFLICT, False] is PaperState.CHECKED


HOMES = [
    PaperHome(number, Address(building, entrance, room), answered=False)
    for number, (building, entrance, room) in enumerate(
        [("10", "1", "101"), ("2", "1", "1001"), ("2", "1", "201"), ("2", "2", "101"), ("附楼", None, "东")]
    )
]


def test_homes_are_found_in_the_order_of_a_walk() -> None:
    assert [home.address.building for home in paper_walk.buildings(HOMES)] == ["2", "10", "附楼"]
    assert [home.address.entrance for home in paper_walk.entrances(HOMES, 1)] == ["1", "2"]
    assert [home.address.room for home in paper_walk.rooms(HOMES, 1)] == ["201", "1001"]
    assert [home.address.room for home in paper_walk.rooms(HOMES, 4)] == ["东"]


def test_a_home_that_is_not_asked_has_no_door() -> None:
    with pytest.raises(Refusal) as refusal:
        paper_walk.rooms(HOMES, 99)
    assert refusal.value.reason is Reason.PAPER_NOT_ASKED


def table(
    *rows: tuple[str, ...], header: tuple[str, ...] = ("楼栋", "单元", "房号", "选项")
) -> dict[int, frozenset[int]]:
    """What a file with these rows says."""
    found = recognise([Sheet("票", [header, *rows])], (PAPER,))
    return check_paper(found, MULTIPLE, {home.address: home.household_id for home in HOMES})


@pytest.mark.parametrize("written", ["1,3", "1 3", "1、3", "１，３", "3/1", " 1; 3 "])
def test_options_are_written_as_people_write_them(written: str) -> None:
    assert table(("2", "1", "201", written)) == {2: {1, 3}}


def test_english_columns_in_any_order_and_homes_without_entrance() -> None:
    assert table(("2", "东", "附楼"), header=("options", "room", "building")) == {4: {2}}


def test_every_bad_row_is_listed_and_nothing_taken() -> None:
    with pytest.raises(BadRows) as bad:
        table(
            ("2", "1", "201", "1"),
            ("2", "1", "999", "1"),
            ("2", "1", "201", "2"),
            ("10", "1", "101", "乙"),
            ("10", "1", "101", "9"),
            ("10", "1", "101", "1 2 3"),
            ("10", "1", "101", ""),
        )
    assert [(fault.row, fault.expected) for fault in bad.value.faults] == [
        (3, "paper_home"),
        (4, "paper_once"),
        (5, "paper_numbers"),
        (6, "unknown_option"),
        (7, "paper_too_many"),
        (8, "required"),
    ]
