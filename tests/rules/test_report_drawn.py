"""What a report draws: weeks without gaps, floors that rooms tell plainly, and nothing that gives a home away."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people import Address
from bot.rules.report import Period
from bot.rules.report_drawn import House, Stairs, Turnout
from bot.rules.report_facts import HeldMeeting
from bot.rules.report_period import month_of, week_of, year_of
from bot.rules.report_weeks import weeks_of
from bot.rules.turnout_map import HomeTurnout, floor_of, houses_of

TODAY = date(2020, 11, 24)


def held(day: date, headcount: int | None = 10) -> HeldMeeting:
    return HeldMeeting(1, "exchange", day, headcount, None)


@pytest.mark.parametrize(
    ("room", "floor"),
    [("301", 3), ("1204", 12), ("6012", 60), ("6001", 60), ("6101", None), ("100", None), ("12", None), ("3O1", None),
     ("B101", None), ("0301", None), ("３０１", None), ("", None), ("99901", None)],
)  # fmt: skip
def test_a_floor_is_read_from_plain_room_numbers_only(room: str, floor: int | None) -> None:
    assert floor_of(room) == floor


def home(building: str, entrance: str | None, room: str, asked: int = 1, answered: int = 0) -> HomeTurnout:
    return HomeTurnout(Address(building, entrance, room), asked, answered)


def test_buildings_stand_in_walking_order_with_their_floors_from_the_top() -> None:
    homes = [home("10", "1", "101"), home("2", "1", "101", 2, 1), home("2", "1", "302", 2, 2), home("2", "2", "101")]
    assert houses_of(homes, anonymous=False) == (
        House(
            "2",
            Turnout(5, 3),
            (
                Stairs("1", Turnout(4, 3), ((3, Turnout(2, 2)), (1, Turnout(2, 1)))),
                Stairs("2", Turnout(1, 0), ((1, Turnout(1, 0)),)),
            ),
        ),
        House("10", Turnout(1, 0), (Stairs("1", Turnout(1, 0), ((1, Turnout(1, 0)),)),)),
    )


def test_one_room_that_tells_no_floor_leaves_its_entrance_without_floors() -> None:
    (house,) = houses_of([home("1", None, "101"), home("1", None, "门面")], anonymous=False)
    assert house.stairs == (Stairs(None, Turnout(2, 0)),)


def test_anonymous_answers_show_whole_buildings_of_five_homes_and_nothing_smaller() -> None:
    homes = [home("1", "1", str(101 + at), 1, 1) for at in range(5)]
    homes += [home("2", "1", str(101 + at), 3, 3) for at in range(4)] + [home("2", "1", "201", 0, 0)]
    assert houses_of(homes, anonymous=True) == (House("1", Turnout(5, 5)), House("2", None))


@given(st.lists(st.tuples(st.sampled_from("123"), st.sampled_from([None, "1", "2"]), st.integers(101, 2010))))
def test_floors_entrances_and_buildings_add_up(rows: list[tuple[str, str | None, int]]) -> None:
    homes = [home(building, entrance, str(room), 2, room % 3) for building, entrance, room in rows]
    houses = houses_of(homes, anonymous=False)
    assert sum(house.turnout.asked for house in houses if house.turnout) == 2 * len(homes)
    for house in houses:
        assert house.turnout is not None
        assert sum(each.turnout.answered for each in house.stairs) == house.turnout.answered
        for each in house.stairs:
            if each.floors:
                assert sum(floor.asked for _, floor in each.floors) == each.turnout.asked


def test_nobody_asked_has_no_share() -> None:
    assert (Turnout(0, 0).share, Turnout(4, 3).share) == (None, Fraction(3, 4))


def test_a_year_has_every_week_until_today_and_none_of_the_future() -> None:
    weeks = weeks_of(year_of(TODAY), TODAY, [held(date(2020, 3, 4)), held(date(2020, 3, 8), None)])
    assert (weeks[0].monday, weeks[-1].monday) == (date(2019, 12, 30), date(2020, 11, 23))
    assert all(late.monday - early.monday == timedelta(days=7) for early, late in pairwise(weeks))
    assert [(week.monday, week.meetings, week.headcount) for week in weeks if week.meetings] == [
        (date(2020, 3, 2), 2, 10)
    ]


@pytest.mark.parametrize("period", [week_of(TODAY), month_of(TODAY)])
def test_a_week_or_month_is_seen_among_the_weeks_before_it(period: Period) -> None:
    weeks = weeks_of(period, TODAY, [held(date(2020, 11, 24)), held(date(2020, 1, 1))])
    assert len(weeks) == 12
    assert weeks[-1].monday == date(2020, 11, 23)
    assert sum(week.meetings for week in weeks) == 1


def test_without_meetings_there_are_no_weeks_and_a_long_time_keeps_its_last_year() -> None:
    assert weeks_of(year_of(TODAY), TODAY, []) == ()
    assert weeks_of(year_of(TODAY), TODAY, [held(date(2018, 1, 1))]) == ()
    assert len(weeks_of(Period(date(2010, 1, 1), TODAY), TODAY, [held(TODAY)])) == 54
    assert len(weeks_of(year_of(date(2030, 1, 1)), TODAY, [held(date(2030, 1, 1))])) == 1
