"""Questions of every type: what staff may write, and the place of everything that is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.rules.consultation import Condition, OptionFacts, OptionKind, Question, QuestionType, Secrecy
from bot.rules.definition_options import LEVELS, MOST_OPTIONS, MOST_PRICES
from tests.rules.test_definition import Q, accepted, data, faults, question
from tests.written_questions import Written, written_questions

OPTIONS = ["甲", "乙", "丙"]
PROJECTS = [{"name": "路灯", "cost": 300}, {"name": "长椅", "cost": Decimal("20.5"), "category": "完善"}]


def single(**changed: Any) -> Written:
    return question(options=OPTIONS, **changed)


def rating(**changed: Any) -> Written:
    return question(type="rating", options=None) | changed


def ladder(**changed: Any) -> Written:
    return {"text": "最多多少？", "type": "price_ladder", "prices": [Decimal("0.3"), Decimal("0.80"), 1]} | changed


def budget(**changed: Any) -> Written:
    made = {"text": "钱怎么花？", "type": "budget", "budget": 500, "projects": PROJECTS} | changed
    return {key: value for key, value in made.items() if value is not None}


def amount(**changed: Any) -> Written:
    made = {"text": "最多出多少？", "type": "amount", "unit": "元"} | changed
    return {key: value for key, value in made.items() if value is not None}


def steps(*extra: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"label": "不交", "kind": "nothing"}, {"label": "一块", "price": 1}, *extra]


def made(*written: Written) -> tuple[Question, ...]:
    return accepted(data(list(written))).questions


def test_options_may_be_tables_that_carry_more() -> None:
    table = {"label": "加装电梯", "code": "elevator", "category": "完善", "kind": "consent", "cost": Decimal("0.5")}
    (asked,) = made(question(options=[table | {"marks": ["self_funded", "consent"]}, "不装"]))
    assert asked.options == ("加装电梯", "不装")
    assert asked.facts_of(1) == OptionFacts("elevator", "完善", OptionKind.CONSENT, ("self_funded", "consent"), cost=50)
    assert (asked.facts_of(2), asked.numbers_of(OptionKind.CONSENT)) == (OptionFacts(), (1,))


def test_plain_words_carry_nothing() -> None:
    assert made(single())[0].facts == ()


def test_a_rating_has_its_six_levels_even_in_other_words() -> None:
    (usual,) = made(rating())
    assert usual.options == tuple(label for label, _kind in LEVELS)
    (other,) = made(rating(options=["a", "b", "c", "d", "e", "f"]))
    assert other.options == ("a", "b", "c", "d", "e", "f")
    assert usual.facts == other.facts
    assert (usual.numbers_of(OptionKind.CONSENT), usual.numbers_of(OptionKind.UNSURE)) == ((1, 2), (6,))


def test_a_price_ladder_gets_the_answers_that_name_no_price() -> None:
    (asked,) = made(ladder(cost_per_month=30000))
    assert asked.options == ("不愿交", "0.3 元", "0.80 元", "1 元及以上", "先试用 3 个月再说", "不清楚")
    assert [facts.price for facts in asked.facts] == [None, 30, 80, 100, None, None]
    assert asked.monthly_cost == 3_000_000


def test_a_price_ladder_may_say_its_steps_in_its_own_words() -> None:
    (asked,) = made({"text": "？", "type": "price_ladder", "options": steps()})
    assert (asked.options, asked.facts[1].price) == (("不交", "一块"), 100)


def test_a_budget_has_projects_with_costs_in_fen() -> None:
    (asked,) = made(budget(ballot="cumulative", points=10, max_choices=2))
    assert (asked.options, asked.budget, asked.ballot_kind, asked.points) == (
        ("路灯", "长椅"),
        50_000,
        "cumulative",
        10,
    )
    assert [facts.cost for facts in asked.facts] == [30_000, 2_050]


def test_an_amount_has_suggestions_within_its_bounds() -> None:
    (asked,) = made(amount(options=[100, Decimal("0.5")], least=0, most=1000))
    assert (asked.options, asked.unit, asked.least, asked.most) == (("100 元", "0.5 元"), "元", 0, 100_000)
    assert [facts.cost for facts in asked.facts] == [10_000, 50]


def test_only_free_words_may_be_left_out_unless_said() -> None:
    asked = made(single(), {"text": "还有？", "type": "text"}, single(required=False))
    assert [each.required for each in asked] == [True, False, False]


def test_a_condition_names_an_earlier_question_and_its_options() -> None:
    asked = made(single(), single(condition={"question": 1, "options": [3, 1, 1]}))
    assert asked[1].condition == Condition(1, frozenset({1, 3}))


def test_anonymous_consultations_show_results_after_the_end() -> None:
    found = accepted(data([single()], secrecy="anonymous"))
    assert (found.secrecy, found.results.value) == (Secrecy.ANONYMOUS, "after_close")


MANY = [{"name": str(number), "cost": 1} for number in range(MOST_OPTIONS + 1)]
THEN = single(condition={"question": 1, "options": [1]})
C = (*Q[:1], 1, "condition")
FAULTS: list[tuple[list[Written], tuple[str | int, ...], str]] = [
    ([question(options=["甲", {"label": ""}])], (*Q, "options", 1), "option_not_text"),
    ([question(options=["甲", {"name": "乙"}])], (*Q, "options", 1), "option_not_text"),
    ([question(options=["甲", {"label": "乙", "pric": 1}])], (*Q, "options", 1, "pric"), "unknown_key_near"),
    ([question(options=["甲", {"label": "乙", "kind": "maybe"}])], (*Q, "options", 1, "kind"), "not_one_of"),
    ([question(options=["甲", {"label": "乙", "marks": ["gold"]}])], (*Q, "options", 1, "marks"), "not_one_of"),
    ([question(options=["甲", {"label": "乙", "marks": "consent"}])], (*Q, "options", 1, "marks"), "not_one_of"),
    ([question(options=["甲", {"label": "乙", "marks": [["consent"]]}])], (*Q, "options", 1, "marks"), "not_one_of"),
    ([question(options=["甲", {"label": "乙", "cost": -1}])], (*Q, "options", 1, "cost"), "number_range"),
    ([question(options=["甲", {"label": "乙", "price": 0}])], (*Q, "options", 1, "price"), "number_range"),
    ([question(options=["甲", {"label": "乙", "price": "1"}])], (*Q, "options", 1, "price"), "not_a_number"),
    (
        [question(options=[{"label": "甲", "code": "x"}, {"label": "乙", "code": "x"}])],
        (*Q, "options", 1, "code"),
        "code_twice",
    ),
    ([single(required="yes")], (*Q, "required"), "not_a_flag"),
    ([single(sensitive=1)], (*Q, "sensitive"), "not_a_flag"),
    ([single(role="king")], (*Q, "role"), "not_one_of"),
    ([single(most_wanted=True)], (*Q, "most_wanted"), "not_for_type"),
    ([single(budget=5)], (*Q, "budget"), "not_for_type"),
    ([single(type="ranking", most_wanted=True)], (*Q, "most_wanted"), "not_for_type"),
    ([single(type="ranking", max_choices=4)], (*Q, "max_choices"), "max_choices_range"),
    ([single(type="multiple", most_wanted=1)], (*Q, "most_wanted"), "not_a_flag"),
    ([{"text": "？", "type": "text", "options": OPTIONS}], (*Q, "options"), "not_for_type"),
    ([rating(options=OPTIONS)], (*Q, "options"), "rating_levels"),
    ([rating(options=["好"])], (*Q, "options"), "option_count"),
    ([ladder(prices=None)], (*Q, "prices"), "missing"),
    ([ladder(prices=[])], (*Q, "prices"), "price_count"),
    ([ladder(prices=list(range(1, MOST_PRICES + 2)))], (*Q, "prices"), "price_count"),
    ([ladder(prices=0.8)], (*Q, "prices"), "price_count"),
    ([ladder(prices=[1, Decimal("0.5")])], (*Q, "prices"), "prices_rise"),
    ([ladder(prices=[1, Decimal("1.00")])], (*Q, "prices"), "prices_rise"),
    ([ladder(prices=[0, 1])], (*Q, "prices"), "number_range"),
    ([ladder(prices=[1, Decimal("1.005")])], (*Q, "prices"), "two_decimals"),
    ([ladder(prices=["1", 2])], (*Q, "prices"), "not_a_number"),
    ([ladder(cost_per_month=True)], (*Q, "cost_per_month"), "not_a_number"),
    ([ladder(options=OPTIONS)], (*Q, "options"), "ladder_options"),
    ([ladder(options=steps({"label": "以后", "kind": "abstain"}))], (*Q, "options"), "ladder_options"),
    ([ladder(options=steps({"label": "半块", "price": Decimal("0.5")}))], (*Q, "options"), "prices_rise"),
    ([budget(budget=None)], (*Q, "budget"), "missing"),
    ([budget(budget=0)], (*Q, "budget"), "number_range"),
    ([budget(ballot="secret")], (*Q, "ballot"), "not_one_of"),
    ([budget(ballot="cumulative")], (*Q, "points"), "missing"),
    ([budget(ballot="cumulative", points=1001)], (*Q, "points"), "max_choices_range"),
    ([budget(projects=None)], (*Q, "projects"), "project_count"),
    ([budget(projects=[])], (*Q, "projects"), "project_count"),
    ([budget(projects=["路灯"])], (*Q, "projects"), "project_count"),
    (
        [budget(projects=[{"name": str(n), "cost": 1} for n in range(MOST_OPTIONS + 1)])],
        (*Q, "projects"),
        "project_count",
    ),
    ([budget(projects=[{"name": "路灯"}])], (*Q, "projects", 0, "cost"), "missing"),
    ([budget(projects=[{"cost": 1}])], (*Q, "projects", 0, "name"), "missing"),
    ([budget(projects=[PROJECTS[0], PROJECTS[0]])], (*Q, "projects", 1, "name"), "option_twice"),
    ([budget(projects=[{"name": "路灯", "costs": 1, "cost": 1}])], (*Q, "projects", 0, "costs"), "unknown_key_near"),
    ([budget(projects=[{"name": "路灯", "cost": 10**12}])], (*Q, "projects", 0, "cost"), "number_range"),
    ([amount(unit=None)], (*Q, "unit"), "missing"),
    ([amount(unit="元" * 17)], (*Q, "unit"), "not_text"),
    ([amount(least=5, most=5)], (*Q, "most"), "least_and_most"),
    ([amount(least=-1)], (*Q, "least"), "number_range"),
    ([amount(options="100")], (*Q, "options"), "amount_options"),
    ([amount(options=[100, 2000], most=1000)], (*Q, "options", 1), "number_range"),
    ([amount(options=[100, "一百"])], (*Q, "options", 1), "not_a_number"),
    ([amount(options=[1, Decimal("1.0")])], (*Q, "options", 1), "option_twice"),
    ([single(), single(condition=1)], C, "condition_shape"),
    ([single(), single(condition={"question": 1})], (*C, "options"), "condition_shape"),
    ([single(), single(condition={"question": 1, "options": []})], (*C, "options"), "condition_shape"),
    ([single(), single(condition={"question": 1, "options": [True]})], (*C, "options"), "condition_shape"),
    ([single(), single(condition={"question": 2, "options": [1]})], (*C, "question"), "condition_earlier"),
    ([single(), single(condition={"question": 0, "options": [1]})], (*C, "question"), "condition_earlier"),
    ([single(), single(condition={"options": [1]})], (*C, "question"), "condition_earlier"),
    ([single(), single(condition={"question": 1, "options": [4]})], (*C, "options"), "condition_options"),
    ([single(), single(condition={"question": 1, "options": [0]})], (*C, "options"), "condition_options"),
    (
        [amount(options=[1]), single(condition={"question": 1, "options": [1]})],
        (*C, "options"),
        "condition_without_choices",
    ),
    (
        [{"text": "？", "type": "text"}, single(condition={"question": 1, "options": [1]})],
        (*C, "options"),
        "condition_without_choices",
    ),
]


@pytest.mark.parametrize(
    ("wrong", "path", "reason"), FAULTS, ids=[f"{'.'.join(map(str, path))}-{reason}" for _, path, reason in FAULTS]
)
def test_each_fault_is_named_once_with_its_place(
    wrong: list[Written], path: tuple[str | int, ...], reason: str
) -> None:
    assert [(fault.path, fault.reason) for fault in faults(data(wrong))] == [(path, reason)]


@pytest.mark.parametrize(
    ("asked", "key", "reason"),
    [
        (single(type="ranking"), "type", "not_anonymous"),
        (budget(), "type", "not_anonymous"),
        (amount(), "type", "not_anonymous"),
        (single(type="multiple", most_wanted=True), "most_wanted", "not_anonymous"),
    ],
)
def test_what_gives_a_home_away_cannot_be_anonymous(asked: Written, key: str, reason: str) -> None:
    found = faults(data([asked], secrecy="anonymous"))
    assert ((*Q, key), reason) in [(fault.path, fault.reason) for fault in found]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Decimal("NaN"), "not_a_number"),
        (Decimal("-Infinity"), "not_a_number"),
        (Decimal("1e999999"), "number_range"),
        (Decimal("1e-999999"), "two_decimals"),
        (Decimal("0.1000000000000000000000000000000000001"), "two_decimals"),
        (10**4000, "number_range"),
        ([1], "not_a_number"),
    ],
    ids=["nan", "inf", "huge", "tiny", "long", "digits", "list"],
)
def test_strange_numbers_are_refused_and_never_rounded(value: object, reason: str) -> None:
    (fault,) = faults(data([ladder(cost_per_month=value)]))
    assert fault.reason == reason


@given(written_questions())
def test_whatever_is_right_is_taken_and_keeps_every_promise(written: list[Written]) -> None:
    found = made(*written)
    assert [each.number for each in found] == list(range(1, len(written) + 1))
    assert [each.type.value for each in found] == [each["type"] for each in written]
    for asked in found:
        assert len(asked.facts) in (0, len(asked.options))
        assert len(set(asked.options)) == len(asked.options) <= MOST_OPTIONS
        assert asked.max_choices is None or 1 <= asked.max_choices <= len(asked.options)
        assert (asked.type is QuestionType.BUDGET) == (asked.budget is not None) == (asked.ballot_kind is not None)
        assert asked.condition is None or 1 <= asked.condition.number < asked.number
