"""The card of a meeting and the group's summary: worded as agreed, within Telegram's limits whatever is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.actions.show_meeting import ShownMeeting
from bot.rules.meeting_overview import Opinion
from bot.rules.meetings import Coming, MeetingState
from bot.texts import LANGUAGES, texts
from bot.views.meeting_card import meeting_card
from bot.views.meeting_run import run_screen
from bot.views.meetings import page_screen
from bot.views.minutes import minutes_letter
from bot.views.payloads import COMING, decode
from bot.views.screen import Screen
from tests.views.limits import check
from tests.views.meeting_samples import MEETING, ORGANIZER, STARTS, facts
from tests.views.samples import HOSTILE, ZONE

ZH = texts("zh-CN")
BEFORE, DURING, AFTER = STARTS - timedelta(days=1), STARTS + timedelta(minutes=5), STARTS + timedelta(hours=2)
LONG = replace(
    MEETING,
    title=HOSTILE * 2,
    place="很" * 100,
    topics=tuple(f"{number}" + "<&>" * 66 for number in range(10)),
    community_name=HOSTILE * 3,
    reason=HOSTILE * 6,
    sequence=9,
    summary="&" * 3000,
)


def drawn(now: datetime, language: str = "zh-CN", **changes: Any) -> Screen:
    meeting = replace(MEETING, **changes)
    return meeting_card(facts(meeting, people=3), now, texts(language), ZONE, ORGANIZER, "louyuan_bot")


def test_the_notice_is_worded_as_residents_know_it() -> None:
    assert check(drawn(BEFORE)).splitlines() == [
        "📅【会议通知】楼院改造意见征集会",
        "小区：金祥花园 3号楼 2单元",
        "时间：12月3日（周四）19:00—20:30",
        "地点：党群服务中心二楼",
        "内容：停车位；加装电梯",
        "主办：示例街道办事处（0371-12345678）",
        "每户来一位就行，带上身份证。不会用手机的，请家人或楼栋长帮忙回话。",
        "来不了的，请家里人带话，或按 3 请人上门听您的意见。",
        "",
        "已有 5 户说来，2 户来不了，1 户请人上门（共请 24 户）",
        "到了 3 户 3 人",
        "回复：1 来  2 来不了  3 请人上门",
    ]


def test_the_nth_button_begins_with_n_and_carries_it() -> None:
    for number, row in enumerate(drawn(BEFORE).buttons[:3], start=1):
        payload = decode(row[0].data or "")
        assert row[0].text.startswith(f"{number} ")
        assert payload is not None
        assert (payload.verb, payload.numbers) == (COMING, (MEETING.id, number))


def test_the_kind_is_named_when_the_title_does_not() -> None:
    assert "\n意见征集会\n" in check(drawn(BEFORE, title="大家说说停车"))


@pytest.mark.parametrize(
    ("now", "changes", "head", "asks"),
    [
        (BEFORE, {}, "【会议通知】", True),
        (DURING, {}, "【正在开会】", True),
        (AFTER, {}, "【已散会】", False),
        (BEFORE, {"state": MeetingState.CANCELLED, "sequence": 1, "reason": "停电"}, "【会议取消】", False),
    ],
)
def test_buttons_stand_as_long_as_answers_count(now: datetime, changes: dict[str, Any], head: str, asks: bool) -> None:
    screen = drawn(now, **changes)
    assert head in screen.text
    assert bool(screen.buttons) == asks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("now", [BEFORE, DURING, AFTER])
def test_every_page_fits_whatever_is_written(language: str, now: datetime) -> None:
    words, shown = texts(language), facts(LONG, people=3, moved_from=BEFORE)
    check(meeting_card(shown, now, words, ZONE, ORGANIZER, "louyuan_bot"))
    check(run_screen(shown, now, words, ZONE, ORGANIZER))
    check(page_screen(ShownMeeting(shown, Coming.YES, True, True), now, words, ZONE, ORGANIZER))
    opinions = [Opinion(n, 1, HOSTILE * 9, HOSTILE, None, date(2026, 12, 10), None, STARTS) for n in range(50)]
    assert len(check(minutes_letter(shown, opinions, 20, words, ZONE, "louyuan_bot"))) > 100


def test_the_summary_says_who_came_what_was_raised_and_until_when_it_is_answered() -> None:
    raised = [
        Opinion(number, 1, text, "物业", None, date(2026, 12, day), None, STARTS)
        for number, (text, day) in enumerate([("路灯不亮", 9), ("车位不够", 12), ("下水道堵", 10), ("门禁坏了", 8)])
    ]
    shown = facts(replace(MEETING, summary="先修路灯。"), people=31)
    assert check(minutes_letter(shown, raised, 0, ZH, ZONE, "louyuan_bot")).splitlines() == [
        "📝【会议纪要】楼院改造意见征集会",
        "12月3日（周四）19:00，意见征集会",
        "来了 24 户 31 人。",
        "大家提了 4 条意见：路灯不亮；车位不够；下水道堵。",
        "答复日期：12月12日（周六）前。",
        "",
        "先修路灯。",
        "",
        "您没被记下来的意见，回复我补上。",
    ]
