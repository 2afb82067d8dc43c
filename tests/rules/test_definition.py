"""A definition is checked completely: every fault with its place, and nothing accepted that breaks a promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.consultation import Answerers, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.definition import (
    DECISION_OPTIONS,
    LONGEST,
    MATTERS,
    MOST_OPTIONS,
    OPTION_LIMIT,
    QUESTION_LIMIT,
    RULESETS,
    TITLE_LIMIT,
    Definition,
    Fault,
    check_definition,
)
from bot.rules.definition_questions import MOST_QUESTIONS
from bot.rules.visible import visible

NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CLOSES = datetime(2026, 12, 8, 18, 0, tzinfo=ZONE)
Q = ("questions", 0)


def question(**changed: Any) -> dict[str, Any]:
    """A question that is right; None takes a key away."""
    made = {"text": "您家选哪个方案？", "type": "single", "options": ["方案A", "方案B", "都不同意"]} | changed
    return {key: value for key, value in made.items() if value is not None}


def data(asked: Any = None, **changed: Any) -> dict[str, Any]:
    """A definition that is right; None takes a key away."""
    made = {"title": "停车", "community": "JX01", "closes": CLOSES, "questions": asked or [question()]} | changed
    return {key: value for key, value in made.items() if value is not None}


def decision(asked: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """An owner decision that is right."""
    return data([asked or {"text": "选聘物业？"}], regime="owner_decision", **({"matter": "pm_select"} | changed))


def faults(given_data: dict[str, Any]) -> list[Fault]:
    """What is wrong with it."""
    found = check_definition(given_data, NOW, ZONE)
    assert isinstance(found, list), "accepted"
    return found


def accepted(given_data: dict[str, Any]) -> Definition:
    """The definition, which must be right."""
    found = check_definition(given_data, NOW, ZONE)
    assert isinstance(found, Definition), found
    return found


def test_what_is_left_out_gets_its_usual_value() -> None:
    made = accepted(data())
    assert (made.regime, made.answerers, made.results) == (Regime.CONSULTATION, Answerers.RESIDENTS, ResultsPolicy.LIVE)
    assert (made.scope, made.opens_at, made.closes_at) == (Scope(), NOW, CLOSES)
    assert made.questions[0].options == ("方案A", "方案B", "都不同意")
    assert (made.matter, made.ruleset) == (None, None)


def test_everything_that_is_written_is_taken() -> None:
    made = accepted(
        data(
            [question(type="multiple", max_choices=2)],
            regime="resident_meeting",
            scope={"building": "3", "entrance": "2"},
            opens=datetime(2026, 12, 2, 9, 0),  # noqa: DTZ001 - TOML times without an offset arrive like this
            secrecy="named",
            results="after_close",
            answerers="owners",
        )
    )
    assert made.opens_at == datetime(2026, 12, 2, 1, 0, tzinfo=UTC)
    assert (made.scope, made.answerers) == (Scope("3", "2"), Answerers.OWNERS)
    assert (made.questions[0].type, made.questions[0].max_choices) == (QuestionType.MULTIPLE, 2)


def test_a_decision_has_fixed_options_and_only_owners() -> None:
    made = accepted(decision())
    assert made.questions[0].options == DECISION_OPTIONS
    assert (made.answerers, made.matter, made.ruleset) == (Answerers.OWNERS, "pm_select", "civil_code_2021")
    spelt_out = accepted(decision({"text": "？", "type": "single", "options": list(DECISION_OPTIONS)}))
    assert spelt_out.questions == accepted(decision({"text": "？"})).questions


FAULTS: list[tuple[dict[str, Any], tuple[str | int, ...], str]] = [
    (data(title=None), ("title",), "missing"),
    (data(title=5), ("title",), "not_text"),
    (data(title=" \n "), ("title",), "not_text"),
    (data(title="\u202e\u200b"), ("title",), "not_text"),
    (data(title="长" * (TITLE_LIMIT + 1)), ("title",), "too_long"),
    (data(community=None), ("community",), "missing"),
    (data(community="J" * 33), ("community",), "too_long"),
    (data(regime="decree"), ("regime",), "not_one_of"),
    (data(regime=["consultation"]), ("regime",), "not_one_of"),
    (data(secrecy="secret"), ("secrecy",), "not_one_of"),
    (data(secrecy="anonymous", results="live"), ("results",), "anonymous_after_close"),
    (decision(secrecy="anonymous"), ("secrecy",), "decisions_are_named"),
    (data(results="never"), ("results",), "not_one_of"),
    (data(answerers="cats"), ("answerers",), "not_one_of"),
    (data(closes=None), ("closes",), "missing"),
    (data(closes="2026-12-08"), ("closes",), "not_an_instant"),
    (data(closes=date(2026, 12, 8)), ("closes",), "not_an_instant"),
    (data(opens=7), ("opens",), "not_an_instant"),
    (data(opens=CLOSES), ("closes",), "closes_before_opening"),
    (data(closes=NOW - timedelta(days=1)), ("closes",), "closes_before_opening"),
    (data(opens=NOW - timedelta(days=2), closes=NOW), ("closes",), "closes_in_the_past"),
    (data(closes=NOW + LONGEST + timedelta(seconds=1)), ("closes",), "too_far"),
    (
        data(opens=datetime(9999, 12, 1, tzinfo=ZONE), closes=datetime.max.replace(tzinfo=ZONE)),
        ("opens",),
        "opens_too_far",
    ),
    (data(scope="3"), ("scope",), "not_a_table"),
    (data(scope={"buildin": "3"}), ("scope", "buildin"), "unknown_key_near"),
    (data(scope={"building": 3}), ("scope", "building"), "not_text"),
    (data(scope={"entrance": "2"}), ("scope", "entrance"), "entrance_needs_building"),
    (data(tittle="?"), ("tittle",), "unknown_key_near"),
    (data(zzz="?"), ("zzz",), "unknown_key"),
    (data(matter="pm_select"), ("matter",), "only_for_decisions"),
    (data(ruleset="civil_code_2021"), ("ruleset",), "only_for_decisions"),
    (decision(matter=None), ("matter",), "missing"),
    (decision(matter="whim"), ("matter",), "not_one_of"),
    (decision(ruleset="roman_law"), ("ruleset",), "not_one_of"),
    (decision(answerers="residents"), ("answerers",), "decisions_are_for_owners"),
    (decision({"text": "？", "type": "multiple"}), (*Q, "type"), "decision_options"),
    (decision({"text": "？", "options": ["是", "否"]}), (*Q, "options"), "decision_options"),
    (decision({"text": "？", "options": 5}), (*Q, "options"), "decision_options"),
    (decision({"text": "？", "max_choices": 1}), (*Q, "max_choices"), "only_for_multiple"),
    (data(questions=None), ("questions",), "missing"),
    (data(questions=[]), ("questions",), "missing"),
    (data(questions=question()), ("questions",), "not_a_list_of_questions"),
    (data(questions=["您家选哪个？"]), ("questions",), "not_a_list_of_questions"),
    (data([question()] * (MOST_QUESTIONS + 1)), ("questions", MOST_QUESTIONS), "too_many_questions"),
    (
        data([{"text": "？"}, {"text": "？"}], regime="owner_decision", matter="other_major"),
        ("questions", 1),
        "one_question_only",
    ),
    (data([question(text=None)]), (*Q, "text"), "missing"),
    (data([question(text="问" * (QUESTION_LIMIT + 1))]), (*Q, "text"), "too_long"),
    (data([question(type=None)]), (*Q, "type"), "missing"),
    (data([question(type="rankings")]), (*Q, "type"), "not_one_of"),
    (data([question(type=1)]), (*Q, "type"), "not_one_of"),
    (data([question(option=["一"])]), (*Q, "option"), "unknown_key_near"),
    (data([question(options=None)]), (*Q, "options"), "option_count"),
    (data([question(options="同意")]), (*Q, "options"), "option_count"),
    (data([question(options=["同意"])]), (*Q, "options"), "option_count"),
    (data([question(options=[str(n) for n in range(MOST_OPTIONS + 1)])]), (*Q, "options"), "option_count"),
    (data([question(options=["同意", 2])]), (*Q, "options", 1), "option_not_text"),
    (data([question(options=["同意", "\u200b "])]), (*Q, "options", 1), "option_not_text"),
    (data([question(options=["同意", "长" * (OPTION_LIMIT + 1)])]), (*Q, "options", 1), "option_too_long"),
    (data([question(options=["同意", " 同意\u200b"])]), (*Q, "options", 1), "option_twice"),
    (data([question(options=["方案A 绿地", "方案B 车位"])]), (*Q, "options"), "no_none_of_these"),
    (data([question(options=["甲方案", "乙方案", "弃权"])]), (*Q, "options"), "no_none_of_these"),
    (data([question(options=["Plan A", "plan B"])]), (*Q, "options"), "no_none_of_these"),
    (data([question(max_choices=2)]), (*Q, "max_choices"), "only_for_multiple"),
    (data([question(type="multiple", max_choices=0)]), (*Q, "max_choices"), "max_choices_range"),
    (data([question(type="multiple", max_choices=4)]), (*Q, "max_choices"), "max_choices_range"),
    (data([question(type="multiple", max_choices=True)]), (*Q, "max_choices"), "max_choices_range"),
    (data([question(type="multiple", max_choices=2.0)]), (*Q, "max_choices"), "max_choices_range"),
]


@pytest.mark.parametrize(
    ("wrong", "path", "reason"), FAULTS, ids=[f"{'.'.join(map(str, path))}-{reason}" for _, path, reason in FAULTS]
)
def test_each_fault_is_named_once_with_its_place(
    wrong: dict[str, Any], path: tuple[str | int, ...], reason: str
) -> None:
    assert [(fault.path, fault.reason) for fault in faults(wrong)] == [(path, reason)]


def test_all_faults_are_found_at_once() -> None:
    wrong = data([{"type": "singel", "options": ["一"], "max_choices": 9}], title=None, closes=None, zzz=1, matter="x")
    found = {fault.path for fault in faults(wrong)}
    assert found == {("zzz",), ("title",), ("closes",), ("matter",), (*Q, "text"), (*Q, "type"), (*Q, "options")}


@pytest.mark.parametrize(
    "options",
    [
        ["方案A", "方案B", "都不同意"],
        ["方案A", "方案B", "以上均不选"],
        ["同意方案", "不同意方案"],
        ["Plan A", "Plan B", "None of these"],
        ["方案A", "其他"],
        ["装", "不装"],
    ],
)
def test_a_way_out_is_asked_for_where_plans_compete_and_only_there(options: list[str]) -> None:
    assert accepted(data([question(options=options)])).questions[0].options == tuple(options)


def test_several_plans_may_be_ticked_without_a_way_out() -> None:
    made = accepted(data([question(type="multiple", options=["方案A", "方案B"])]))
    assert made.questions[0].max_choices is None


def test_spaces_and_hidden_marks_are_taken_off() -> None:
    made = accepted(data([question(options=[" 同\u200b意 ", "不\n同意"])], title="\ufeff 停车 "))
    assert (made.title, made.questions[0].options) == ("停车", ("同意", "不 同意"))


_words = st.text(max_size=12) | st.sampled_from(["方案A", "方案B", "都不同意", "同意", "\u202e", " "])
_times = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_question = st.fixed_dictionaries(
    {"text": _words, "type": st.sampled_from(["single", "multiple", "rank"]), "options": st.lists(_words, max_size=6)},
    optional={"max_choices": st.integers(-1, 8)},
)
_definition = st.fixed_dictionaries(
    {"title": _words, "community": _words, "closes": _times, "questions": st.lists(_question, max_size=2)},
    optional={
        "regime": st.sampled_from(["consultation", "resident_meeting", "owner_decision", "x"]),
        "opens": _times,
        "results": st.sampled_from(["live", "after_close", ""]),
        "answerers": st.sampled_from(["owners", "residents"]),
        "matter": st.sampled_from(MATTERS),
        "ruleset": st.sampled_from(RULESETS),
        "scope": st.dictionaries(st.sampled_from(["building", "entrance"]), _words),
    },
)


@given(_definition)
def test_whatever_is_accepted_keeps_every_promise(written: dict[str, Any]) -> None:
    made = check_definition(written, NOW, ZONE)
    if isinstance(made, list):
        assert made, "refused without a fault"
        return
    asked = made.questions[0]
    for text, most in (
        (made.title, TITLE_LIMIT),
        (asked.text, QUESTION_LIMIT),
        *((o, OPTION_LIMIT) for o in asked.options),
    ):
        assert 1 <= len(text) <= most
        assert visible(text).strip() == text
    assert made.opens_at < made.closes_at
    assert NOW < made.closes_at <= made.opens_at + LONGEST
    assert 2 <= len(asked.options) == len(set(asked.options)) <= MOST_OPTIONS
    assert asked.max_choices is None or (
        asked.type is QuestionType.MULTIPLE and 1 <= asked.max_choices <= len(asked.options)
    )
    assert (made.regime is Regime.OWNER_DECISION) == (made.matter is not None) == (made.ruleset is not None)
    assert made.regime is not Regime.OWNER_DECISION or made.answerers is Answerers.OWNERS
    assert made.scope.building is not None or made.scope.entrance is None


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(CLOSES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_keys = [
    "title",
    "community",
    "regime",
    "scope",
    "opens",
    "closes",
    "secrecy",
    "results",
    "answerers",
    "questions",
    "matter",
]


@given(st.dictionaries(st.sampled_from(_keys), _anything), st.sampled_from(["consultation", "owner_decision"]))
def test_nonsense_is_refused_and_never_an_error(written: dict[str, Any], regime: str) -> None:
    assert check_definition({"regime": regime} | written, NOW, ZONE)
