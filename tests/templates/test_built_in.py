"""The templates that come along: the same in both languages, right, and readable for an old neighbour."""

from __future__ import annotations

import re
from itertools import chain, combinations
from typing import Any

import pytest

from bot.rules.consultation import Condition, OptionKind, Question, QuestionType, Secrecy
from bot.rules.definition import Definition
from bot.rules.definition_options import OPTION_LIMIT
from bot.rules.template_filling import check_from
from bot.rules.template_reading import questions_of
from bot.rules.templates import PLACEHOLDER, Filling, Template, sample
from bot.templates import available
from bot.texts import LANGUAGES
from tests.rules.test_definition import CLOSES, NOW, ZONE

CHINESE, ENGLISH = (available(language).templates for language in LANGUAGES)
NAMES = (
    "renovation_willingness",
    "renovation_menu",
    "design_review",
    "property_fee_ladder",
    "self_fund_meter",
    "post_renovation_satisfaction",
)
ALL = [*CHINESE.values(), *ENGLISH.values()]
# DOMAIN's rule for Chinese; English needs more letters for the same.
LONGEST = {"zh-CN": 120, "en": 200}


def each(template: Template) -> str:
    return f"{template.language}-{template.name}"


def filled(template: Template, values: dict[str, Filling]) -> Definition:
    """A consultation made of the template."""
    written: dict[str, Any] = {"template": template.name, "values": values, "community": "JX01", "closes": CLOSES}
    made = check_from(written, {template.name: template}, NOW, ZONE)
    assert isinstance(made, Definition), made
    return made


def questions(name: str, language: int = 0) -> tuple[Question, ...]:
    return questions_of((CHINESE, ENGLISH)[language][name])


def test_the_six_templates_are_there_in_both_languages() -> None:
    assert tuple(CHINESE) == tuple(ENGLISH) == NAMES
    assert available("fr").templates == CHINESE


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_ask_the_same_in_other_words(name: str) -> None:
    def bones(asked: Question) -> tuple[Any, ...]:
        facts = tuple((found.code, found.kind, found.marks, found.cost, found.price) for found in asked.facts)
        rest = (asked.required, asked.sensitive, asked.role, asked.condition, asked.most_wanted, asked.max_choices)
        return (asked.number, asked.type, len(asked.options), facts, *rest)

    assert [bones(asked) for asked in questions(name)] == [bones(asked) for asked in questions(name, 1)]
    chinese, english = CHINESE[name], ENGLISH[name]
    assert [(value.name, value.kind, value.required, value.most) for value in chinese.values] == [
        (value.name, value.kind, value.required, value.most) for value in english.values
    ]
    assert [chinese.data.get(key) for key in ("secrecy", "results")] == [
        english.data.get(key) for key in ("secrecy", "results")
    ]


@pytest.mark.parametrize("template", ALL, ids=each)
def test_a_template_works_with_any_of_its_optional_values_left_out(template: Template) -> None:
    needed = {value.name: sample(value) for value in template.values if value.required}
    optional = [value for value in template.values if not value.required]
    some = chain.from_iterable(combinations(optional, count) for count in (0, 1, len(optional)))
    for given in some:
        made = filled(template, needed | {value.name: sample(value) for value in given})
        said = " ".join(chain([made.title], *([asked.text, *asked.options] for asked in made.questions)))
        assert not PLACEHOLDER.search(said)
        assert all(asked.condition is None or asked.condition.options for asked in made.questions)


@pytest.mark.parametrize("template", ALL, ids=each)
def test_the_longest_values_still_fit(template: Template) -> None:
    values: dict[str, Filling] = {
        value.name: "字" * value.most if value.kind == "text" else sample(value) for value in template.values
    }
    made = filled(template, values)
    assert max(len(label) for asked in made.questions for label in asked.options) <= OPTION_LIMIT


@pytest.mark.parametrize("template", ALL, ids=each)
def test_questions_are_short_and_plain(template: Template) -> None:
    for raw in template.data["questions"]:
        own = PLACEHOLDER.sub("", raw["text"])
        assert len(own) <= LONGEST[template.language]
        if template.language == "zh-CN":
            labels = [
                raw_option["label"] if isinstance(raw_option, dict) else raw_option for raw_option in _options(raw)
            ]
            words = "".join([own, *map(str, labels)])
            assert re.findall("[A-Za-z]{2,}", PLACEHOLDER.sub("", words)) == []


def _options(raw: dict[str, Any]) -> list[Any]:
    found: list[Any] = raw.get("options", [])
    return found


@pytest.mark.parametrize("template", ALL, ids=each)
def test_whoever_cannot_say_has_a_way_out(template: Template) -> None:
    way_out = {OptionKind.UNSURE, OptionKind.ABSTAIN, OptionKind.NONE, OptionKind.TRY_FIRST, OptionKind.EXEMPT}
    for asked in questions_of(template):
        if asked.type is QuestionType.TEXT:
            assert not asked.required
        elif asked.type is QuestionType.SINGLE and asked.facts:
            narrow = asked.role == "scheme_consent"  # asked of those who have just chosen a plan
            assert narrow or way_out & {found.kind for found in asked.facts}


def test_willingness_has_six_questions_with_what_reports_read() -> None:
    asked = questions("renovation_willingness")
    assert [each.role for each in asked] == ["willingness", None, "demolition", "fee", "fund", None]
    kinds = [found.kind for found in asked[0].facts]
    assert kinds == [OptionKind.CONSENT, OptionKind.PARTLY, OptionKind.AGAINST, OptionKind.UNSURE]
    assert asked[2].sensitive
    assert asked[5].type is QuestionType.TEXT


def test_the_menu_has_32_items_in_the_three_national_categories() -> None:
    (asked,) = questions("renovation_menu")
    assert (len(asked.options), asked.max_choices, asked.most_wanted) == (32, 8, True)
    categories = [found.category for found in asked.facts]
    assert {name: categories.count(name) for name in ("基础", "完善", "提升")} == {"基础": 15, "完善": 13, "提升": 4}
    marked = {found.code: found.marks for found in asked.facts if found.marks}
    assert marked == {
        "water_meter": ("self_funded",),
        "power_meter": ("self_funded",),
        "elevator": ("self_funded", "consent"),
    }
    assert len({found.code for found in asked.facts}) == 32


def test_the_design_review_offers_two_or_three_plans_any_none_and_abstaining() -> None:
    template = CHINESE["design_review"]
    three = questions_of(template)
    two = filled(template, {"title_a": "绿地", "title_b": "车位"}).questions
    kinds = [OptionKind.ANY, OptionKind.NONE, OptionKind.ABSTAIN]
    assert [found.kind for found in three[0].facts] == [None, None, None, *kinds]
    assert [found.kind for found in two[0].facts] == [None, None, *kinds]
    for asked, plans in ((three, 3), (two, 2)):
        assert [each.role for each in asked] == ["scheme", None, "scheme_consent", None]
        assert [each.condition for each in asked] == [
            None,
            Condition(1, frozenset({plans + 2})),
            Condition(1, frozenset(range(1, plans + 1))),
            Condition(3, frozenset({2})),
        ]


def test_satisfaction_rates_five_dimensions_and_the_whole_anonymously() -> None:
    asked = questions("post_renovation_satisfaction")
    assert [each.type for each in asked] == [*[QuestionType.RATING] * 6, QuestionType.TEXT]
    assert {each.role for each in asked[:6]} == {"satisfaction"}
    made = filled(CHINESE["post_renovation_satisfaction"], {})
    assert (made.secrecy, made.results.value) == (Secrecy.ANONYMOUS, "after_close")


def test_the_fee_ladder_rises_around_the_reference_price() -> None:
    (asked,) = questions("property_fee_ladder")
    assert [found.price for found in asked.facts if found.price] == [30, 50, 60, 80, 100, 120]
    others = [found.kind for found in asked.facts if found.kind]
    assert others == [OptionKind.NOTHING, OptionKind.TRY_FIRST, OptionKind.UNSURE]
    assert (asked.role, asked.monthly_cost) == ("fee", 3_000_000)
    (cheaper,) = filled(CHINESE["property_fee_ladder"], {"reference_price": "0.65", "unit": "每户每月"}).questions
    assert "0.65 元" in cheaper.text
    assert "每户每月" in cheaper.text
    assert cheaper.monthly_cost is None


def test_meters_ask_about_water_and_power_apart_and_for_an_amount_after_the_limit() -> None:
    made = filled(CHINESE["self_fund_meter"], {"water_cost": "800", "power_cost": 600})
    water, water_most, power, power_most = made.questions
    assert [each.role for each in made.questions] == ["self_funding"] * 4
    assert (water.facts[0].cost, power.facts[0].cost) == (80_000, 60_000)
    for question, amount in ((water, water_most), (power, power_most)):
        assert amount.type is QuestionType.AMOUNT
        assert [found.cost for found in amount.facts] == [10_000, 30_000, 50_000, 100_000, 200_000]
        assert amount.condition == Condition(question.number, frozenset({2}))
        assert [found.kind for found in question.facts][4:] == [
            OptionKind.AGAINST,
            OptionKind.EXEMPT,
            OptionKind.UNSURE,
        ]
    assert "800 元" in water.text
    assert "600 元" in power.text
