"""What people are sent about a vote in private, and what helpers see before they send a reminder."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.remind import Ordered, Overview, Preview
from bot.config import Organizer
from bot.rules.consultation import Consultation, Regime, Status
from bot.rules.people import Address
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminding import Limit, Part, SilentHome
from bot.rules.tally import TallyFacts, Weight, tally
from bot.texts import LANGUAGES, texts
from bot.views.remind import lasting, menu_screen, parts_screen, preview_screen, sent_screen
from bot.views.screen import Screen
from bot.views.vote_letters import nudge_letter, opening_letter, result_letter
from tests.views.limits import check
from tests.views.samples import HOSTILE, LATER, NOW, ZONE, consultation

ZH = texts("zh-CN")
NOBODY = Organizer()
LIMIT = Limit()
ANSWERS = ("同意", "反对", "弃权", "方案", "赞成", "支持", "agree", "against", "abstain", "support", "in favour")


def letters(asked: Consultation, language: str) -> list[Screen]:
    words = texts(language)
    return [opening_letter(asked, NOBODY, words, ZONE), nudge_letter(asked, NOBODY, words, ZONE)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("regime", list(Regime))
def test_a_letter_asks_to_vote_and_never_for_an_option(regime: Regime, language: str) -> None:
    for screen in letters(consultation(regime=regime), language):
        words = check(screen)
        assert "停车与绿地怎么改" in words
        assert [answer for answer in ANSWERS if answer in words] == []


def test_a_letter_says_until_when_how_on_paper_and_how_to_be_left_in_peace() -> None:
    for screen in letters(consultation(), "zh-CN"):
        words = check(screen)
        for part in ("12月8日（周二）18:00", "/votes", "不用手机也行", "退订", "不是业主大会表决"):
            assert part in words
        assert [button.text for row in screen.buttons for button in row] == ["👉 去投票"]


def test_the_way_without_a_telephone_names_the_place_where_there_is_one() -> None:
    there = Organizer(paper_place="一楼<大厅>")
    assert "请到一楼<大厅>填纸质表" in check(nudge_letter(consultation(), there, ZH, ZONE))


def test_a_vote_of_owners_says_so() -> None:
    words = check(opening_letter(consultation(regime=Regime.OWNER_DECISION), NOBODY, ZH, ZONE))
    assert "只有业主能投" in words
    assert "家里谁来投都行" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_titles_stay_text(language: str) -> None:
    for screen in letters(consultation(title=HOSTILE * 5, community=HOSTILE), language):
        assert "<b>&" in check(screen)


def counted(asked: Consultation) -> TallyFacts:
    homes = Weight(3, 3, 15000)
    first = asked.questions[0].id
    return TallyFacts(Weight(9, 9, 45000), homes, {"chat": 3, "paper": 0}, {first: 3}, {(first, 1): homes})


def test_the_result_has_the_counts_of_the_group_and_the_way_to_be_left_in_peace() -> None:
    asked = consultation()
    done = tally(asked, counted(asked), LATER)
    assert done.status is Status.CLOSED
    words = check(result_letter(done, ZH, ZONE))
    for part in ("结果：停车与绿地怎么改", "3 户 · 100", "已有 3 户回答，共 9 户", "不是业主大会决定", "退订"):
        assert part in words


def test_a_long_result_points_to_the_group() -> None:
    asked = consultation([f"第{number}项改造内容" + "，说明很长" * 40 for number in range(20)])
    words = check(result_letter(tally(asked, counted(asked), LATER), ZH, ZONE))
    assert "第1项" not in words
    for part in ("结果：", "已有 3 户回答", "小区群里", "退订"):
        assert part in words


def part(building: str | None = "1", ready: int = 3) -> Part:
    return Part(2**31 - 1, building, 40, 12, 9, ready, None)


def shown(**changes: object) -> Preview:
    made = Preview(consultation(), part(), 5, NOW, LIMIT, None, None, 2**31 - 1)
    return replace(made, **changes)  # type: ignore[arg-type]


def preview(wanted: Preview, obstacle: str = "", language: str = "zh-CN") -> Screen:
    return preview_screen(wanted, obstacle, NOBODY, texts(language), ZONE, NOW)


def test_a_helper_sees_exactly_what_is_sent_to_how_many_and_how_often_that_may_be() -> None:
    screen = preview(shown())
    words = check(screen)
    assert check(nudge_letter(consultation(), NOBODY, ZH, ZONE)) in words
    for said in ("1号楼：共 40 户，还有 12 户没投", "3 户没有人收得到", "6 户这几天刚提醒过", "3 户的 5 个人", "2 天"):
        assert said in words
    assert [button.text for row in screen.buttons for button in row] == ["✅ 发送", "✖️ 不发", "⬅️ 别的楼栋"]


def test_a_reminder_at_night_says_when_it_goes_out() -> None:
    assert "12月2日（周三）08:00 开始发" in check(preview(shown(starts_at=NOW + timedelta(hours=20))))


def test_what_stands_against_a_reminder_leaves_no_button_to_send_it() -> None:
    screen = preview(shown(obstacle=Refusal(Reason.REMIND_ALL_ANSWERED)), "都投过了")
    assert "都投过了" in check(screen)
    assert [button.text for row in screen.buttons for button in row] == ["⬅️ 别的楼栋"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hundreds_of_doors_fit_and_those_without_private_messages_are_marked(language: str) -> None:
    homes = tuple(SilentHome(Address("3", "2", f"{HOSTILE}{i}"), i % 2 == 0) for i in range(500))
    long = consultation(title="题" * 200)
    words = check(preview(shown(homes=homes, consultation=long), language=language))
    assert "440" in words
    assert words.count("🚪") > 20


def test_a_door_is_named_by_entrance_and_room() -> None:
    homes = (SilentHome(Address("3", "2", "301"), True), SilentHome(Address("3", None, "402"), False))
    assert "2单元301、402🚪" in check(preview(shown(homes=homes)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_buildings_and_many_votes_come_page_by_page(language: str) -> None:
    words = texts(language)
    parts = tuple(part(str(number)) for number in range(1, 100))
    first = parts_screen(Overview(consultation(title=HOSTILE), parts), 0, words)
    last = parts_screen(Overview(consultation(), parts), 99, words)
    menu = menu_screen([consultation(title="题" * 200)] * 30, 0, words)
    for screen in (first, last, menu):
        check(screen)
        assert len(screen.buttons) <= 10
    assert "3960" in check(first)
    assert "99" in check(last)


def test_where_everybody_has_answered_there_is_nothing_to_choose() -> None:
    done = Part(1, "1", 40, 0, 0, 0, None)
    screen = parts_screen(Overview(consultation(), (done, done)), 0, ZH)
    assert "还有 0 户没投" in check(screen)
    assert screen.buttons == ()
    assert check(menu_screen((), 0, ZH)).startswith("您负责的楼栋现在没有")


def test_what_was_sent_is_told_in_numbers() -> None:
    ordered = Ordered(consultation(), "1", 3, 5, NOW)
    assert "3 户的 5 个人" in check(sent_screen(ordered, ZH, ZONE, NOW))
    later = replace(ordered, starts_at=NOW + timedelta(hours=20))
    assert "12月2日（周三）08:00 发给" in check(sent_screen(later, ZH, ZONE, NOW))


@pytest.mark.parametrize(
    ("every", "said"),
    [
        (timedelta(days=2), "2 天"),
        (timedelta(hours=36), "36 小时"),
        (timedelta(minutes=90), "90 分钟"),
    ],
)
def test_the_time_between_two_reminders_is_said_in_the_largest_unit_that_fits(every: timedelta, said: str) -> None:
    assert lasting(Limit(every), ZH) == said
