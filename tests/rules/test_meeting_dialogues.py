"""Plans, changes and minutes while they are written down: what is asked next, what buttons may say, nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.meeting_change import ChangePlan, Verb, Wants, change_from, change_pressed, change_typed
from bot.rules.meeting_overview import MinuteFile
from bot.rules.meeting_plan import Ask, Choice, MeetingPlan, plan_from, pressed, typed
from bot.rules.meetings import MeetingKind
from bot.rules.minutes_plan import MinutesPlan, Stage, due_in, minutes_from, owned, with_file, with_text
from bot.rules.refusals import Reason, Refusal
from bot.rules.typed_arrival import check_in_code, says_here
from tests.views.meeting_samples import MEETING

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 1, 4, tzinfo=UTC)
TOMORROW = date(2026, 12, 2)
WHOLE = MeetingPlan(7, community_id=1, community="JX01", community_name="金祥花园", whole=True, kind=MeetingKind.OTHER)


def refused(plan: MeetingPlan, ask: Ask, value: int) -> Reason:
    with pytest.raises(Refusal) as caught:
        pressed(plan, ask, value, (), NOW, ZONE)
    return caught.value.reason


def test_questions_come_in_order_and_end_in_a_preview() -> None:
    plan, seen = WHOLE, []
    for text in ("明天", "晚上七点", "二楼", "停车"):
        seen.append(plan.ask)
        answered = typed(plan, text, NOW, ZONE)
        assert answered is not None
        plan = answered
    assert seen == [Ask.DAY, Ask.CLOCK, Ask.PLACE, Ask.TOPICS]
    assert plan.ask is Ask.PREVIEW
    draft = plan.draft("见面会")
    assert (draft.title, draft.starts_at) == ("见面会", datetime(2026, 12, 2, 19, tzinfo=ZONE))


def test_a_plan_comes_back_from_its_row_as_it_was() -> None:
    plan = pressed(replace(WHOLE, day=TOMORROW, editing=Ask.CLOCK), Ask.CLOCK, 19 * 60, (), NOW, ZONE)
    for kept in (WHOLE, plan, replace(plan, topics=("一", "二"), editing=Ask.WEEKS, weeks=4, leads=3)):
        assert plan_from(json.loads(json.dumps(kept.facts()))) == kept


@pytest.mark.parametrize(
    ("ask", "value"),
    [
        (Ask.DAY, 1),
        (Ask.DAY, date(2026, 11, 30).toordinal()),
        (Ask.DAY, 2**31 - 1),
        (Ask.CLOCK, 24 * 60),
        (Ask.KIND, 0),
        (Ask.KIND, 9),
        (Ask.PLACE, 1),
        (Ask.TOPICS, 1),
        (Ask.WEEKS, 3),
        (Ask.REMINDERS, 0),
        (Ask.CONSULTATION, 5),
        (Ask.PREVIEW, 1),
        (Ask.TITLE, 0),
    ],
)
def test_a_button_that_was_never_shown_does_nothing(ask: Ask, value: int) -> None:
    assert refused(replace(WHOLE, day=TOMORROW), ask, value) is Reason.MEETING_PLAN_GONE


def test_another_day_asks_for_the_hour_again_and_a_button_sets_what_it_says() -> None:
    timed = pressed(replace(WHOLE, day=TOMORROW), Ask.CLOCK, 19 * 60, (), NOW, ZONE)
    moved = pressed(timed, Ask.DAY, TOMORROW.toordinal() + 1, (), NOW, ZONE)
    assert (moved.ask, moved.starts_at) == (Ask.CLOCK, None)
    linked = pressed(timed, Ask.CONSULTATION, 5, (Choice(5, "停车"),), NOW, ZONE)
    assert pressed(linked, Ask.CONSULTATION, 0, (), NOW, ZONE).consultation_id is None


def test_a_preview_that_lacks_something_is_no_meeting() -> None:
    with pytest.raises(Refusal) as caught:
        WHOLE.draft("见面会")
    assert caught.value.reason is Reason.MEETING_PLAN_GONE


def test_a_moved_meeting_keeps_its_length_unless_an_end_is_typed() -> None:
    long = replace(MEETING, ends_at=MEETING.starts_at + timedelta(hours=3))
    plan = ChangePlan(7, Verb.MOVE, long.id)
    moved = change_typed(plan, "12月5日 19:00", long, NOW, ZONE)
    assert (moved.ends_at or NOW) - (moved.starts_at or NOW) == timedelta(hours=3)
    ended = change_typed(plan, "12月5日 19:00-21:00", long, NOW, ZONE)
    assert (ended.ends_at or NOW) - (ended.starts_at or NOW) == timedelta(hours=2)
    assert change_from(json.loads(json.dumps(moved.facts()))) == moved


def test_a_change_asks_for_time_place_and_reason_and_then_for_a_yes() -> None:
    plan = ChangePlan(7, Verb.MOVE, MEETING.id)
    steps: list[tuple[Wants, int]] = [
        (Wants.DAY, TOMORROW.toordinal()),
        (Wants.CLOCK, 19 * 60),
        (Wants.PLACE, 0),
        (Wants.REASON, 1),
    ]
    for wants, value in steps:
        assert plan.wants is wants
        plan = change_pressed(plan, wants, value, MEETING, ["下雪"], NOW, ZONE)
    assert (plan.wants, plan.reason) == (Wants.CONFIRM, "下雪")
    for wants, value in ((Wants.REASON, 2), (Wants.DAY, 1), (Wants.PEOPLE, 3)):
        with pytest.raises(Refusal):
            change_pressed(plan, wants, value, MEETING, ["下雪"], NOW, ZONE)


def test_opinions_without_owner_or_day_are_asked_about_together() -> None:
    plan = MinutesPlan(7, 1, collected=True)
    plan = with_text(plan, "路灯不亮 | 物业 | 12月10日\n\n车位不够\n下水道堵 ｜ 街道", NOW, ZONE)
    assert plan.stage is Stage.OWNER
    plan = owned(plan, "社区")
    assert plan.stage is Stage.DUE
    plan = due_in(plan, 0, NOW, ZONE)
    assert plan.stage is Stage.OPINIONS
    found = [(draft.text, draft.owner_name, draft.due_on) for draft in plan.minutes.opinions]
    assert found == [("路灯不亮", "物业", date(2026, 12, 10)), ("车位不够", "社区", None), ("下水道堵", "街道", None)]
    assert minutes_from(json.loads(json.dumps(plan.facts()))) == plan


def test_days_to_answer_are_counted_from_today_and_only_those_offered() -> None:
    plan = owned(with_text(MinutesPlan(7, 1, collected=True), "路灯", NOW, ZONE), None)
    assert due_in(plan, 7, NOW, ZONE).minutes.opinions[0].due_on == date(2026, 12, 8)
    with pytest.raises(Refusal):
        due_in(plan, 8, NOW, ZONE)


def test_texts_and_papers_add_up_until_they_are_too_many() -> None:
    plan = with_text(with_text(MinutesPlan(7, 1), "一", NOW, ZONE), "二", NOW, ZONE)
    plan = with_file(plan, MinuteFile("photo", "a"), "三", "album")
    assert (plan.minutes.summary, plan.album) == ("一\n二\n三", "album")
    with pytest.raises(Refusal) as caught:
        with_text(plan, "很" * 3000, NOW, ZONE)
    assert caught.value.reason is Reason.MEETING_TEXT_LONG
    for number in range(19):
        plan = with_file(plan, MinuteFile("photo", str(number)), None, None)
    with pytest.raises(Refusal) as caught:
        with_file(plan, MinuteFile("photo", "one more"), None, None)
    assert caught.value.reason is Reason.MEETING_TOO_MANY


@pytest.mark.parametrize("text", ["到", "「到」！", " 到。", "到 了", "HERE"])
def test_here_is_here(text: str) -> None:
    assert says_here(text, ["到", "到 了", "here"])


@pytest.mark.parametrize("text", ["不到", "到不了", "还没到", "到几点", "there"])
def test_other_words_are_not(text: str) -> None:
    assert not says_here(text, ["到", "到了", "here"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("k3qf7h2m9x", "k3qf7h2m9x"),
        (" K3QF7 H2M9X ", "k3qf7h2m9x"),
        ("ｋ３ｑｆ７-h2m9x", "k3qf7h2m9x"),
        ("thankyoumy", None),
        ("0007K3QF7H2M", None),
        ("k3qf7h2m9", None),
        ("k3qf7 h2m9x 谢谢", None),
    ],
)
def test_a_code_is_read_however_it_is_typed_and_nothing_else_is(text: str, code: str | None) -> None:
    assert check_in_code(text) == code
