"""Who may do what, and where."""

from __future__ import annotations

import pytest

from bot.rules.permissions import DISTRICT, Actor, Grant, Place, Right, Role, covers, may, places_of

STREET = Place(subdistrict="建中街")
GARDEN = Place(subdistrict="建中街", community_id=1)
OTHER = Place(subdistrict="福华街", community_id=2)
BUILDING_3 = Place(subdistrict="建中街", community_id=1, building="3")


def actor(role: Role, place: Place = DISTRICT) -> Actor:
    """Somebody with one role."""
    return Actor(7, (Grant(role, place),))


def test_a_resident_may_do_nothing_for_others() -> None:
    assert not any(may(Actor(7), right, BUILDING_3) for right in Right)


@pytest.mark.parametrize("right", list(Right))
def test_an_admin_named_in_the_configuration_may_do_everything_everywhere(right: Right) -> None:
    assert may(Actor(7, is_config_admin=True), right, DISTRICT)
    assert Actor(7, is_config_admin=True).roles == {Role.ADMIN}


def test_staff_serve_residents_but_give_no_roles() -> None:
    staff = actor(Role.STAFF)
    assert {right for right in Right if may(staff, right, GARDEN)} == set(Right) - {Right.MANAGE_ROLES}


def test_a_volunteer_sees_households_enters_paper_runs_meetings_reminds_and_nothing_else() -> None:
    volunteer = actor(Role.VOLUNTEER, Place(community_id=1, building="3"))
    assert {right for right in Right if may(volunteer, right, BUILDING_3)} == {
        Right.SEE_HOUSEHOLDS,
        Right.ENTER_PAPER,
        Right.SCHEDULE_MEETINGS,
        Right.ANSWER_OPINIONS,
        Right.REMIND,
    }


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        (DISTRICT, GARDEN, True),
        (STREET, GARDEN, True),
        (STREET, OTHER, False),
        (Place(community_id=1), GARDEN, True),
        (Place(community_id=1), BUILDING_3, True),
        (Place(community_id=1), OTHER, False),
        (Place(community_id=1, building="3"), BUILDING_3, True),
        (Place(community_id=1, building="3"), GARDEN, False),
        (GARDEN, STREET, False),
        (STREET, DISTRICT, False),
    ],
)
def test_a_role_holds_inside_its_place_only(held: Place, asked: Place, expected: bool) -> None:
    assert may(actor(Role.STAFF, held), Right.SEE_TALLY, asked) is expected


def test_every_place_covers_itself_and_the_district_covers_all() -> None:
    places = [DISTRICT, STREET, GARDEN, OTHER, BUILDING_3]
    assert all(covers(place, place) and covers(DISTRICT, place) for place in places)


def test_rights_of_two_roles_do_not_mix() -> None:
    both = Actor(7, (Grant(Role.STAFF, Place(community_id=2)), Grant(Role.VOLUNTEER, Place(community_id=1))))
    assert may(both, Right.SEE_HOUSEHOLDS, GARDEN)
    assert not may(both, Right.CONFIRM_OWNERS, GARDEN)
    assert may(both, Right.CONFIRM_OWNERS, OTHER)


def test_a_place_inside_another_is_listed_once() -> None:
    grants = (Grant(Role.STAFF, GARDEN), Grant(Role.STAFF, STREET), Grant(Role.STAFF, STREET))
    assert places_of(Actor(7, grants), Right.CONFIRM_OWNERS) == (STREET,)


def test_places_are_listed_for_the_right_asked_for() -> None:
    both = Actor(7, (Grant(Role.STAFF, Place(community_id=2)), Grant(Role.VOLUNTEER, Place(community_id=1))))
    assert places_of(both, Right.CONFIRM_OWNERS) == (Place(community_id=2),)
    assert places_of(Actor(7), Right.SEE_HOUSEHOLDS) == ()
    assert places_of(Actor(7, is_config_admin=True), Right.SEE_HOUSEHOLDS) == (DISTRICT,)
