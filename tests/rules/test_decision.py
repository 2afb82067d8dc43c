"""Boundaries of the owners' decision, worked out by hand (Civil Code art. 278, Property Law art. 76)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.decision import MAJORITY, THREE_QUARTERS, TWO_THIRDS, Matter, Outcome, Owners, Ruleset, Threshold, decide

NEW, OLD = Ruleset.CIVIL_CODE_2021, Ruleset.PROPERTY_LAW_2007
GENERAL, SPECIAL = Matter.PM_SELECT, Matter.REBUILD_ALTER
FLAT = 80_00

# flats | least to take part | general, special consent at least turnout | at full turnout | of all, old law
BY_HAND = [
    (6, 4, 3, 3, 4, 5, 4, 4),
    (10, 7, 4, 6, 6, 8, 6, 7),
    (12, 8, 5, 6, 7, 9, 7, 8),
    (14, 10, 6, 8, 8, 11, 8, 10),
    (24, 16, 9, 12, 13, 18, 13, 16),
    (48, 32, 17, 24, 25, 36, 25, 32),
    (60, 40, 21, 30, 31, 45, 31, 40),
    (300, 200, 101, 150, 151, 225, 151, 200),
    (301, 201, 101, 151, 151, 226, 151, 201),
]


def flats(heads: int) -> Owners:
    return Owners(heads, heads * FLAT)


def passed(matter: Matter, everyone: int, taking_part: int, consenting: int, ruleset: Ruleset = NEW) -> bool | None:
    return decide(matter, ruleset, flats(everyone), flats(taking_part), flats(consenting)).passed


def comparison(outcome: Outcome, name: str) -> bool:
    return next(each.holds for each in outcome.comparisons if each.name == name)


@pytest.mark.parametrize(("everyone", "least", "general", "special"), [row[:4] for row in BY_HAND])
def test_at_the_least_turnout_the_tabulated_consent_is_just_enough(
    everyone: int, least: int, general: int, special: int
) -> None:
    assert passed(GENERAL, everyone, least, general)
    assert not passed(GENERAL, everyone, least, general - 1)
    assert passed(SPECIAL, everyone, least, special)
    assert not passed(SPECIAL, everyone, least, special - 1)


@pytest.mark.parametrize(("everyone", "least"), [row[:2] for row in BY_HAND])
def test_one_owner_less_than_the_least_turnout_is_no_decision_even_when_all_consent(everyone: int, least: int) -> None:
    assert passed(GENERAL, everyone, least, least)
    assert not passed(GENERAL, everyone, least - 1, least - 1)


@pytest.mark.parametrize(("everyone", "general", "special"), [(row[0], *row[4:6]) for row in BY_HAND])
def test_at_full_turnout_the_tabulated_consent_is_just_enough(everyone: int, general: int, special: int) -> None:
    for matter, enough in ((GENERAL, general), (SPECIAL, special)):
        assert passed(matter, everyone, everyone, enough)
        assert not passed(matter, everyone, everyone, enough - 1)


@pytest.mark.parametrize(("everyone", "general", "special"), [(row[0], *row[6:8]) for row in BY_HAND])
def test_the_old_law_counts_consent_out_of_all_whoever_took_part(everyone: int, general: int, special: int) -> None:
    for matter, enough in ((GENERAL, general), (SPECIAL, special)):
        assert passed(matter, everyone, enough, enough, OLD)
        assert not passed(matter, everyone, everyone, enough - 1, OLD)


def test_exactly_two_thirds_take_part_and_that_is_enough() -> None:
    outcome = decide(GENERAL, NEW, flats(300), flats(200), flats(100))
    assert comparison(outcome, "participation_owners")
    assert comparison(outcome, "participation_area")
    assert not comparison(outcome, "consent_owners")


def test_exactly_three_quarters_are_enough_for_a_special_matter() -> None:
    assert passed(SPECIAL, 300, 200, 150)
    assert not passed(SPECIAL, 300, 200, 149)


@pytest.mark.parametrize(("consenting_area", "holds"), [(8000_00, False), (8000_01, True)])
def test_half_of_the_area_is_no_majority_but_a_hundredth_more_is(consenting_area: int, holds: bool) -> None:
    outcome = decide(GENERAL, NEW, flats(200), Owners(200, 16000_00), Owners(150, consenting_area))
    assert comparison(outcome, "consent_area") is holds
    assert outcome.passed is holds


def test_heads_alone_do_not_pass_what_the_area_refuses() -> None:
    outcome = decide(GENERAL, NEW, Owners(10, 1000_00), Owners(9, 666_66), Owners(9, 666_66))
    assert not outcome.passed
    assert [each.name for each in outcome.comparisons if not each.holds] == ["participation_area"]


def test_an_objector_who_stays_away_can_undo_the_turnout() -> None:
    assert passed(SPECIAL, 12, 8, 7)
    assert not passed(SPECIAL, 12, 7, 7)


@pytest.mark.parametrize("ruleset", Ruleset)
@pytest.mark.parametrize("matter", Matter)
def test_nobody_decides_nothing(matter: Matter, ruleset: Ruleset) -> None:
    assert not passed(matter, 0, 0, 0, ruleset)
    assert not passed(matter, 12, 0, 0, ruleset)


def test_all_abstaining_take_part_and_do_not_consent() -> None:
    outcome = decide(GENERAL, NEW, flats(12), flats(12), flats(0))
    assert [each.holds for each in outcome.comparisons] == [True, True, False, False]


def test_a_single_owner_can_decide_alone() -> None:
    assert passed(SPECIAL, 1, 1, 1)


def test_the_special_matters_of_the_civil_code_are_items_six_to_eight() -> None:
    special = {matter for matter in Matter if matter.is_special(NEW)}
    assert special == {Matter.FUND_RAISE, Matter.REBUILD_ALTER, Matter.COMMON_USE_CHANGE}
    assert sorted(matter.item(NEW) for matter in special) == [6, 7, 8]


def test_the_old_law_asked_more_for_using_the_fund_and_did_not_name_common_parts() -> None:
    assert {matter for matter in Matter if matter.is_special(OLD)} == {
        Matter.FUND_USE,
        Matter.FUND_RAISE,
        Matter.REBUILD_ALTER,
    }


@pytest.mark.parametrize(
    ("matter", "ruleset", "written"),
    [
        (GENERAL, NEW, ["≥ 2/3", "≥ 2/3", "> 1/2", "> 1/2"]),
        (SPECIAL, NEW, ["≥ 2/3", "≥ 2/3", "≥ 3/4", "≥ 3/4"]),
        (GENERAL, OLD, ["> 1/2", "> 1/2"]),
        (SPECIAL, OLD, ["≥ 2/3", "≥ 2/3"]),
    ],
)
def test_each_comparison_names_its_threshold(matter: Matter, ruleset: Ruleset, written: list[str]) -> None:
    outcome = decide(matter, ruleset, flats(12), flats(8), flats(7))
    assert [each.rule for each in outcome.comparisons] == written


@pytest.mark.parametrize("threshold", [TWO_THIRDS, THREE_QUARTERS, MAJORITY])
def test_what_is_missing_is_the_least_that_makes_a_threshold_hold(threshold: Threshold) -> None:
    for whole in range(1, 60):
        for part in range(whole + 1):
            missing = threshold.missing(part, whole)
            assert threshold.holds(part + missing, whole)
            assert missing == 0 or not threshold.holds(part + missing - 1, whole)


def test_the_law_is_that_of_the_day_in_china() -> None:
    midnight = datetime(2020, 12, 31, 16, tzinfo=UTC)
    assert Ruleset.at(midnight) is NEW
    assert Ruleset.at(midnight - timedelta(microseconds=1)) is OLD
