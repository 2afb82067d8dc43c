"""Templates are checked when they are read, and filled in without a trace of what was left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.checker import Fault
from bot.rules.definition import Definition
from bot.rules.template_filling import check_from, fill
from bot.rules.template_reading import questions_of, read_template
from bot.rules.templates import Template, Value, read_value
from tests.rules.test_definition import CLOSES, NOW, ZONE

PLANS = {
    "text": "哪个？\nA：{a}\n  好处：{pro}\nB：{b}\nC：{c}",
    "type": "single",
    "options": ["方案A {a}", "方案B {b}", "方案C {c}", {"label": "都不同意", "kind": "none"}],
}
WHY = {"text": "为什么？", "type": "text", "condition": {"question": 1, "options": [4]}}
AGREED = {
    "text": "同意吗？",
    "type": "single",
    "options": ["同意", "不"],
    "condition": {"question": 1, "options": [1, 2, 3]},
}
ON_C = {"text": "C 好在哪？", "type": "single", "options": ["绿", "宽"], "condition": {"question": 1, "options": [3]}}
ON_THAT = {"text": "绿在哪？", "type": "text", "condition": {"question": 4, "options": [1]}}
VALUES: dict[str, Any] = {
    "a": {"text": "A 叫什么？", "example": "绿地"},
    "b": {"text": "B 叫什么？"},
    "c": {"text": "C 叫什么？", "required": False, "most": 5},
    "pro": {"text": "好处？", "default": "凉快"},
}


def written(**changed: Any) -> dict[str, Any]:
    """A template that is right; None takes a key away."""
    made = {
        "about": "选方案",
        "title": "方案 {a}",
        "results": "after_close",
        "values": VALUES,
        "questions": [PLANS, WHY, AGREED, ON_C, ON_THAT],
    } | changed
    return {key: value for key, value in made.items() if value is not None}


def template(**changed: Any) -> Template:
    found = read_template("plans", "zh-CN", written(**changed))
    assert isinstance(found, Template), found
    return found


def checked(given_values: dict[str, Any], made: Template | None = None, **keys: Any) -> Definition | list[Fault]:
    whole = {"template": "plans", "values": given_values, "community": "JX01", "closes": CLOSES} | keys
    return check_from(whole, {"plans": made or template()}, NOW, ZONE)


def filled(given_values: dict[str, Any], made: Template | None = None, **keys: Any) -> Definition:
    found = checked(given_values, made, **keys)
    assert isinstance(found, Definition), found
    return found


def refused(given_values: dict[str, Any], made: Template | None = None, **keys: Any) -> list[tuple[Any, str]]:
    found = checked(given_values, made, **keys)
    assert isinstance(found, list), "taken"
    return [(fault.path, fault.reason) for fault in found]


def test_a_template_says_what_is_to_be_filled_in() -> None:
    assert template().values == (
        Value("a", "A 叫什么？", example="绿地"),
        Value("b", "B 叫什么？"),
        Value("c", "C 叫什么？", required=False, most=5),
        Value("pro", "好处？", default="凉快", required=False),
    )
    assert [asked.number for asked in questions_of(template())] == [1, 2, 3, 4, 5]


def test_values_and_defaults_stand_where_their_names_stood() -> None:
    made = filled({"a": "绿地", "b": "车位", "c": "都要"})
    assert (made.title, made.template, made.results.value) == ("方案 绿地", "plans", "after_close")
    assert made.questions[0].text == "哪个？\nA：绿地\n  好处：凉快\nB：车位\nC：都要"
    assert made.questions[0].options == ("方案A 绿地", "方案B 车位", "方案C 都要", "都不同意")


def test_without_an_optional_value_its_line_option_and_questions_stay_away_and_conditions_count_anew() -> None:
    made = filled({"a": "绿地", "b": "车位"})
    assert made.questions[0].text == "哪个？\nA：绿地\n  好处：凉快\nB：车位"
    assert made.questions[0].options == ("方案A 绿地", "方案B 车位", "都不同意")
    conditions = [(each.text, each.condition) for each in made.questions[1:]]
    assert [(text, found and (found.number, sorted(found.options))) for text, found in conditions] == [
        ("为什么？", (1, [3])),
        ("同意吗？", (1, [1, 2])),
    ]


def test_numbers_stay_numbers_where_they_stand_alone() -> None:
    ladder = {"text": "{p} 元？", "type": "price_ladder", "prices": [1, 2], "cost_per_month": "{cost}"}
    values = {
        "p": {"text": "价？", "kind": "number", "default": Decimal("0.80")},
        "cost": {"text": "成本？", "kind": "number", "required": False},
    }
    made = template(title="费", values=values, questions=[ladder])
    assert filled({"cost": "1,500.5"}, made).questions[0].monthly_cost == 150_050
    (asked,) = filled({}, made).questions
    assert (asked.text, asked.monthly_cost) == ("0.80 元？", None)


def test_what_the_file_says_itself_wins_and_needs_no_values() -> None:
    own = [{"text": "去哪？", "type": "single", "options": ["东", "西"]}]
    made = filled({}, title="自己的", questions=own, results="live")
    assert (made.title, made.results.value, made.questions[0].options) == ("自己的", "live", ("东", "西"))


def test_a_value_cannot_bring_in_placeholders_of_its_own() -> None:
    assert filled({"a": "{b}", "b": "车位"}).questions[0].options[0] == "方案A {b}"


A, C = ("values", "a"), ("values", "c")


@pytest.mark.parametrize(
    ("given_values", "keys", "faults"),
    [
        ({"a": "绿"}, {}, [(("values", "b"), "value_missing")]),
        ({}, {}, [(A, "value_missing"), (("values", "b"), "value_missing")]),
        ({"a": "绿", "b": "车", "zz": 1}, {}, [(("values", "zz"), "unknown_value")]),
        ({"a": "绿", "b": "车", "pros": "1"}, {}, [(("values", "pros"), "unknown_value_near")]),
        ({"a": " \u200b", "b": "车"}, {}, [(A, "not_text")]),
        ({"a": ["绿"], "b": "车"}, {}, [(A, "not_text")]),
        ({"a": True, "b": "车"}, {}, [(A, "not_text")]),
        ({"a": "绿", "b": "车", "c": "太长太长太长"}, {}, [(C, "too_long")]),
        ({"a": "绿", "b": "车"}, {"values": "a"}, [(("values",), "values_table")]),
        ({"a": "绿", "b": "车"}, {"template": "plan"}, [(("template",), "unknown_template_near")]),
        ({"a": "绿", "b": "车"}, {"template": "zzz"}, [(("template",), "unknown_template")]),
        ({"a": "绿", "b": "车"}, {"template": ["plans"]}, [(("template",), "unknown_template_near")]),
        ({"a": "绿", "b": "车"}, {"template": None}, [(("values",), "values_without_template")]),
        ({"a": "绿", "b": "车"}, {"community": 5}, [(("community",), "not_text")]),
        ({"a": "长" * 99, "b": "车"}, {}, [(("template", "questions", 0, "options", 0), "option_too_long")]),
        (
            {"a": "绿", "b": "车"},
            {"secrecy": "anonymous"},
            [(("template", "questions", n, "condition"), "not_anonymous_condition") for n in (1, 2)],
        ),
    ],
)
def test_what_is_wrong_with_the_filling_has_its_place(
    given_values: dict[str, Any], keys: dict[str, Any], faults: list[tuple[Any, str]]
) -> None:
    assert refused(given_values, **keys) == faults


Q = ("questions", 0)
FAULTS: list[tuple[dict[str, Any], tuple[str | int, ...] | None, str]] = [
    ({"about": None}, ("about",), "missing"),
    ({"title": None, "values": VALUES | {"a": VALUES["a"]}}, ("title",), "missing"),
    ({"community": "JX01"}, ("community",), "unknown_key"),
    ({"tittle": "x"}, ("tittle",), "unknown_key_near"),
    ({"questions": None, "title": "{a}{b}{c}{pro}"}, ("questions",), "missing"),
    ({"questions": "{b}{c}{pro}"}, ("questions",), "not_a_list_of_questions"),
    ({"questions": [PLANS, "？"]}, ("questions",), "not_a_list_of_questions"),
    ({"questions": [PLANS | {"type": "singel"}]}, (*Q, "type"), "not_one_of"),
    ({"questions": [PLANS | {"text": "{a}{b}{c}{pro}{d}"}]}, (*Q, "text"), "unknown_placeholder"),
    ({"questions": [PLANS, WHY | {"condition": {"question": 1, "options": "{a}"}}]}, None, "placeholder_in_condition"),
    ({"questions": [PLANS, WHY | {"condition": 4}]}, ("questions", 1, "condition"), "condition_shape"),
    ({"values": "a"}, ("values",), "not_values"),
    ({"values": VALUES | {"d": {"text": "？"}}}, ("values", "d"), "value_unused"),
    ({"values": VALUES | {"b": "车位"}}, ("values", "b"), "not_values"),
    ({"values": VALUES | {"b": {}}}, ("values", "b", "text"), "missing"),
    ({"values": VALUES | {"b": {"text": "？", "txt": 1}}}, ("values", "b", "txt"), "unknown_key_near"),
    ({"values": VALUES | {"b": {"text": "？", "kind": "date"}}}, ("values", "b", "kind"), "not_one_of"),
    ({"values": VALUES | {"b": {"text": "？", "required": 1}}}, ("values", "b", "required"), "not_a_flag"),
    ({"values": VALUES | {"b": {"text": "？", "most": 0}}}, ("values", "b", "most"), "max_choices_range"),
    ({"values": VALUES | {"b": {"text": "？", "default": []}}}, ("values", "b", "default"), "not_text"),
    ({"values": VALUES | {"b": {"text": "？", "example": 5}}}, ("values", "b", "example"), "not_text"),
    ({"values": VALUES | {"b": {"text": "？", "kind": "number", "default": "x"}}}, None, "not_a_number"),
    ({"values": VALUES | {"b": {"text": "？", "kind": "number", "example": "x"}}}, None, "not_a_number"),
]


@pytest.mark.parametrize(("changed", "path", "reason"), FAULTS)
def test_what_is_wrong_with_a_template_has_its_place(
    changed: dict[str, Any], path: tuple[str | int, ...] | None, reason: str
) -> None:
    found = read_template("plans", "zh-CN", written(**changed))
    assert isinstance(found, list), "taken"
    reasons = [fault.reason for fault in found]
    assert reason in reasons
    assert path is None or path in [fault.path for fault in found if fault.reason == reason]


def test_a_name_that_no_text_could_use_is_refused() -> None:
    found = read_template("plans", "zh-CN", written(values=VALUES | {"Größe": {"text": "？"}}))
    assert isinstance(found, list)
    assert "value_name" in [fault.reason for fault in found]


@pytest.mark.parametrize(
    ("typed", "number"),
    [(5, 5), ("8", 8), ("０.８", Decimal("0.8")), (" 1,500 ", 1500), (Decimal("0.80"), Decimal("0.80"))],
)
def test_numbers_are_read_from_files_and_as_typed(typed: object, number: object) -> None:
    read = read_value(Value("n", "？", "number"), typed)
    assert read == number
    assert type(read) is type(number)


@pytest.mark.parametrize("typed", ["", "八", "-1", "1e5", "1.2.3", -1, True, Decimal("NaN"), None, "٣"])
def test_what_is_no_number_is_refused(typed: object) -> None:
    found = read_value(Value("n", "？", "number"), typed)
    assert isinstance(found, Fault)
    assert (found.path, found.reason) == (("values", "n"), "not_a_number")


def test_words_are_taken_on_one_line_and_numbers_as_words() -> None:
    value = Value("a", "？")
    assert read_value(value, " 绿\u202e地\n 好 ") == "绿地 好"
    assert read_value(value, Decimal("0.80")) == "0.80"


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("{a}b\n ", max_size=6) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "text", "type"]), inner),
    max_leaves=6,
)
_keys = st.sampled_from(["about", "title", "values", "questions", "secrecy", "regime", "matter"])


@given(st.dictionaries(_keys, _anything))
def test_nonsense_is_refused_and_never_an_error(nonsense: dict[str, Any]) -> None:
    found = read_template("plans", "zh-CN", written(**nonsense))
    assert isinstance(found, Template) or found


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "pro", "x"]), _anything))
def test_whatever_is_given_is_filled_in_or_refused(values: dict[str, Any]) -> None:
    found = fill(template(), values, {})
    if isinstance(found, list):
        assert all(fault.path[0] == "values" for fault in found)
        return
    assert {"a", "b"} <= values.keys() <= {"a", "b", "c", "pro"}
    assert len(found["questions"]) in (3, 5)
