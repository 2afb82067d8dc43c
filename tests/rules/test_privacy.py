"""What may be published of an anonymous question: the rule, case by case."""

from __future__ import annotations

from random import Random

import pytest

from bot.rules.privacy import K_PUBLIC, K_SENSITIVE, Publication, Rule, Shown, Table, publishable
from bot.rules.satisfaction import GROUPINGS
from tests.rules.privacy_attack import possible, published_in_turn, random_district, whole

APART = ((1,), (2,))
TWO = Rule()


def building(scope: str, *counts: int) -> Table:
    return Table(scope, sum(counts), counts)


def compound(*buildings: Table) -> Table:
    return whole("all", buildings)


def shown(table: Table, rule: Rule = TWO) -> Publication:
    return publishable(table, rule)


def groups(table: Table, rule: Rule = TWO) -> tuple[tuple[int, ...], ...] | None:
    published = shown(table, rule)
    return published[table.scope].grouping if published else None


def test_counts_of_at_least_five_are_published_and_ten_for_sensitive_questions() -> None:
    table = building("all", 9, 12)
    assert (K_PUBLIC, K_SENSITIVE) == (5, 10)
    assert shown(table) == {"all": Shown("all", 21, APART, (9, 12))}
    assert shown(table, Rule(K_SENSITIVE)) == {}


@pytest.mark.parametrize("counts", [(4, 90), (0, 90), (90, 0), (0, 0)])
def test_of_two_options_neither_is_shown_when_one_has_less_than_five_homes_or_none(counts: tuple[int, int]) -> None:
    assert shown(building("all", *counts)) == {}


@pytest.mark.parametrize(
    ("counts", "grouping"),
    [
        ((40, 30, 20), ((1,), (2,), (3,))),
        ((40, 30, 4), ((1,), (2, 3))),
        ((40, 4, 30), ((1,), (2, 3))),
        ((40, 0, 30, 2), ((1,), (2, 3, 4))),
        ((40, 3, 30, 2), ((1,), (2, 4), (3,))),
        ((4, 90, 4, 8), ((1, 3, 4), (2,))),
        ((94, 2, 2), None),
    ],
)
def test_small_options_are_joined_with_the_last_ones(
    counts: tuple[int, ...], grouping: tuple[tuple[int, ...], ...] | None
) -> None:
    assert groups(building("all", *counts)) == grouping


def test_satisfaction_is_joined_level_with_neighbouring_level() -> None:
    rule = Rule(groupings=GROUPINGS)
    assert groups(building("all", 30, 40, 10, 6, 5, 7), rule) == GROUPINGS[0]
    assert groups(building("all", 30, 40, 10, 6, 2, 7), rule) == GROUPINGS[1]
    assert groups(building("all", 30, 40, 10, 6, 2, 0), rule) == GROUPINGS[2]
    assert groups(building("all", 30, 40, 10, 2, 1, 0), rule) == GROUPINGS[3]
    assert groups(building("all", 30, 40, 1, 2, 1, 0), rule) is None


def test_what_is_shown_can_be_added_up_where_no_group_is_cut() -> None:
    whole_compound = shown(building("all", 30, 40, 10, 6, 2, 7), Rule(groupings=GROUPINGS))["all"]
    assert whole_compound.homes(1, 2) == 70
    assert whole_compound.homes(1, 2, 3) == 80
    assert whole_compound.homes(1) is None


def test_every_building_is_shown_when_none_is_small() -> None:
    published = shown(compound(building("1", 10, 10), building("2", 6, 14), building("3", 0, 0)))
    assert set(published) == {"all", "1", "2"}


def test_with_a_small_building_the_next_smallest_is_withheld_so_that_it_cannot_be_subtracted() -> None:
    published = shown(compound(building("1", 20, 20), building("2", 6, 14), building("3", 1, 5)))
    assert set(published) == {"all", "1"}


def test_small_buildings_that_are_large_enough_together_are_withheld_by_themselves() -> None:
    published = shown(compound(building("1", 20, 20), building("2", 9, 14), building("3", 3, 8), building("4", 2, 9)))
    assert set(published) == {"all", "1", "2"}


def test_a_whole_that_is_one_building_but_for_a_few_homes_needs_larger_counts() -> None:
    assert shown(compound(building("1", 4, 20), building("2", 2, 0))) == {}
    assert set(shown(compound(building("1", 6, 20), building("2", 1, 1)))) == {"all"}


def test_nothing_inside_a_withheld_building_is_published() -> None:
    entrances = (building("1-1", 10, 10), building("1-2", 1, 0))
    one, two = whole("1", entrances), building("2", 30, 30)
    published = shown(compound(one, two, building("3", 0, 12)))
    assert set(published) == {"all", "2"}


def test_an_option_of_a_multiple_choice_is_withheld_together_with_another_one() -> None:
    menu = Rule(max_choices=3)
    assert groups(Table("all", 50, (30, 20, 25, 40)), menu) == ((1,), (2,), (3,), (4,))
    assert groups(Table("all", 50, (30, 2, 25, 40)), menu) == ((1,), (3,))
    assert groups(Table("all", 50, (30, 20, 25, 48)), menu) == ((1,), (2,))


def test_when_nearly_all_choices_are_used_up_more_options_are_withheld() -> None:
    table, rule = Table("all", 6, (4, 4, 3, 1, 0)), Rule(k=2, max_choices=2)
    tight = {"all": Shown("all", 6, ((1,), (2,), (3,)), (4, 4, 3))}
    assert possible(table, tight, 2)["all"][3:] == [(0, 1), (0, 1)]
    assert publishable(table, rule)["all"].grouping == ((1,), (2,))


def test_publishing_again_changes_nothing() -> None:
    first = shown(building("all", 10, 10))
    assert publishable(building("all", 10, 10), TWO, first) == first
    assert publishable(building("all", 11, 10), TWO, first) == first


def test_a_district_is_published_around_its_communities_only_if_they_still_count_the_same() -> None:
    north, south = building("N", 10, 10), building("S", 8, 9)
    first = shown(north)
    together = publishable(whole("district", (north, south)), TWO, first)
    assert set(together) == {"N", "S", "district"}
    recounted = whole("district", (building("N", 11, 9), south))
    assert publishable(recounted, TWO, first) == first
    assert publishable(south, TWO, first) == first


def test_a_district_joins_the_options_that_one_of_its_communities_joined() -> None:
    north, south = building("N", 20, 20, 2), building("S", 20, 20, 20)
    first = {**shown(north), **shown(south)}
    together = publishable(whole("district", (north, south)), TWO, first)
    assert together["district"] == Shown("district", 102, ((1,), (2, 3)), (40, 62))
    assert together["S"] == Shown("S", 60, ((1,), (2,), (3,)), (20, 20, 20))


def test_a_small_community_keeps_the_district_from_being_published() -> None:
    north, south = building("N", 20, 20), building("S", 1, 9)
    first = shown(north)
    assert publishable(whole("district", (north, south)), TWO, first) == first


def test_what_was_published_once_is_never_taken_back_or_changed() -> None:
    random = Random(3)
    for _ in range(50):
        district = random_district(random, options=3, max_choices=1, most=30)
        published = published_in_turn(random, district, TWO)
        assert publishable(district, TWO, published) == published
        for community in district.parts:
            alone = publishable(community, TWO)
            assert alone.items() <= publishable(district, TWO, alone).items()


@pytest.mark.parametrize("counts", [(5, 4), (6, 5)])
def test_counts_that_do_not_add_up_are_refused(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        publishable(Table("all", 10, counts), TWO)


def test_parts_larger_than_their_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="more than the whole"):
        Table("all", 10, (5, 5), (Table("1", 11, (6, 5)),))
    with pytest.raises(ValueError, match="cannot be"):
        Table("all", 10, (11, -1))


def test_two_scopes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        publishable(compound(building("1", 5, 5), building("1", 5, 5)), TWO)


def test_rules_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="not a rule"):
        Rule(k=1)
    with pytest.raises(ValueError, match="not a rule"):
        Rule(max_choices=2, groupings=((((1,), (2,))),))
    with pytest.raises(ValueError, match="every option once"):
        publishable(building("all", 5, 5), Rule(groupings=(((1,),),)))
