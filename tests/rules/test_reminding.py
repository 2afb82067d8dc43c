"""How often a home may be reminded to vote, when, why not, and who may see which doors are meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.permissions import DISTRICT, Actor, Grant, Place, Role
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours, Span, day_span, morning_after
from bot.rules.reminding import Limit, Part, helps_there, must_be_ready, reminder_span, together
from tests.views.samples import consultation

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)  # in Shanghai
TICK = timedelta(microseconds=1)
HOURS = Hours(ZoneInfo("Asia/Shanghai"))
EVERY = timedelta(days=2)
LIMIT = Limit(EVERY, 3)


def part(asked: int = 9, silent: int = 5, reachable: int = 3, ready: int = 0, since: datetime | None = None) -> Part:
    return Part(11, "1", asked, silent, reachable, ready, since)


@pytest.mark.parametrize(
    ("times", "last", "allowed"),
    [
        (0, None, True),
        (1, NOON - EVERY, True),
        (1, NOON - EVERY - TICK, True),
        (1, NOON - EVERY + TICK, False),
        (1, NOON, False),
        (1, NOON + timedelta(hours=9), False),  # planned, and not sent yet
        (2, NOON - EVERY, True),
        (3, NOON - 99 * EVERY, False),
        (4, NOON - 99 * EVERY, False),
    ],
)
def test_a_home_is_reminded_at_most_so_often_and_so_far_apart(times: int, last: datetime | None, allowed: bool) -> None:
    assert LIMIT.allows(times, last, NOON) is allowed


def test_the_next_reminder_is_possible_from_the_instant_that_is_told() -> None:
    following = LIMIT.next_at(NOON)
    assert LIMIT.allows(1, NOON, following)
    assert not LIMIT.allows(1, NOON, following - TICK)


@pytest.mark.parametrize(
    ("found", "reason", "facts"),
    [
        (part(silent=0, reachable=0), Reason.REMIND_ALL_ANSWERED, {}),
        (part(reachable=0), Reason.REMIND_NOBODY, {"homes": 5}),
        (part(since=NOON), Reason.REMIND_TOO_SOON, {"next": NOON + EVERY, "most": 3}),
        (part(), Reason.REMIND_OFTEN_ENOUGH, {"most": 3}),
    ],
)
def test_when_nobody_can_be_reminded_the_refusal_says_why(
    found: Part, reason: Reason, facts: dict[str, object]
) -> None:
    with pytest.raises(Refusal) as refused:
        must_be_ready(found, LIMIT)
    assert (refused.value.reason, refused.value.facts) == (reason, facts)


def test_one_home_that_is_ready_is_enough() -> None:
    assert together([part(since=NOON), part(ready=1)]).ready == 1
    must_be_ready(together([part(since=NOON), part(ready=1)]), LIMIT)


def test_buildings_add_up_and_the_one_that_waits_longest_comes_first() -> None:
    whole = together([part(since=NOON), part(silent=2, since=NOON - EVERY), part(asked=1, silent=0, reachable=0)])
    assert whole == Part(0, None, 19, 7, 6, 0, NOON - EVERY)
    assert together([]) == Part(0, None, 0, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("hour", "due"),
    [
        (time(20, 59, 59), None),
        (time(21), 1),
        (time(23, 59), 1),
        (time(0), 0),
        (time(7, 59, 59), 0),
        (time(8), None),
        (time(12), None),
    ],
)
def test_what_can_wait_never_goes_out_in_quiet_hours(hour: time, due: int | None) -> None:
    today = NOON.astimezone(HOURS.zone).date()
    now = datetime.combine(today, hour, HOURS.zone)
    morning = None if due is None else datetime.combine(today + timedelta(days=due), time(8), HOURS.zone)
    assert morning_after(now, HOURS) == morning
    until = now + timedelta(days=1)
    assert day_span(now, until, HOURS) == Span(morning or now, until)


def test_what_is_over_by_the_morning_is_not_sent_at_all() -> None:
    night = datetime(2026, 12, 1, 23, 0, tzinfo=HOURS.zone)
    morning = datetime(2026, 12, 2, 8, 0, tzinfo=HOURS.zone)
    assert day_span(night, morning, HOURS) is None
    assert day_span(night, morning + TICK, HOURS) == Span(morning, morning + TICK)
    assert day_span(NOON, NOON, HOURS) is None


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.VOLUNTEER, Place(community_id=1, building="1"), True),
        (Role.VOLUNTEER, Place(community_id=1), True),
        (Role.VOLUNTEER, Place(community_id=1, building="2"), False),
        (Role.STAFF, Place(community_id=1), False),
        (Role.STAFF, DISTRICT, False),
        (Role.ADMIN, DISTRICT, False),
    ],
)
def test_only_the_helper_of_a_building_sees_its_doors(role: Role, place: Place, sees: bool) -> None:
    assert helps_there(Actor(7, (Grant(role, place),)), Place("建中街", 1, "1")) is sees


def test_an_admin_of_the_configuration_sees_no_doors() -> None:
    assert not helps_there(Actor(7, is_config_admin=True), Place("建中街", 1, "1"))


@pytest.mark.parametrize(
    ("ends", "until"), [(EVERY + TICK, EVERY), (EVERY, EVERY), (timedelta(hours=3), timedelta(hours=3))]
)
def test_a_reminder_is_of_use_until_the_next_one_is_possible_or_the_vote_ends(
    ends: timedelta, until: timedelta
) -> None:
    asked = replace(consultation(), opens_at=NOON - EVERY, closes_at=NOON + ends)
    assert reminder_span(asked, NOON, HOURS, LIMIT) == Span(NOON, NOON + until)


def test_a_reminder_of_a_vote_that_ends_before_the_morning_is_refused() -> None:
    night = datetime(2026, 12, 1, 23, 0, tzinfo=HOURS.zone)
    asked = replace(consultation(), opens_at=NOON, closes_at=night + timedelta(hours=9))
    with pytest.raises(Refusal) as refused:
        reminder_span(asked, night, HOURS, LIMIT)
    assert refused.value.reason is Reason.REMIND_TOO_LATE
