"""The screens of reports: captions that fit, ways that lead down, and choices that travel in buttons."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.report import Period, ReportKind
from bot.rules.report_facts import Place
from bot.rules.report_period import month_of, week_of, year_of
from bot.texts import texts
from bot.views.payloads import decode
from bot.views.report_mail import read_press, report_letter, with_mail
from bot.views.report_menu import caption, first_lines, named, parts_screen, period_of, periods_screen
from bot.views.screen import TEXT_LIMIT, seen
from bot.views.weigh import Choice, answer_screen, choose_screen

WORDS = texts("zh-CN")
DAY = date(2020, 11, 24)
YEAR = year_of(DAY)
PLACES = tuple(Place(at, f"JX{at:03}", f"<小区>{at}" * 9, f"{at % 15}街" if at % 50 else None) for at in range(1, 298))


@given(st.lists(st.text(max_size=400), max_size=12))
def test_a_caption_holds_whole_lines_within_what_telegram_takes(lines: list[str]) -> None:
    said = caption(lines)
    assert len(said) <= 1024
    wanted = [line for line in lines if line.strip()]
    shown = first_lines(lines, 1000)
    assert shown == wanted or (shown[-1].endswith("…") and shown[:-1] == wanted[: len(shown) - 1])


@pytest.mark.parametrize("period", [week_of(DAY), month_of(DAY), year_of(DAY)])
def test_a_period_travels_in_a_button(period: Period) -> None:
    assert period_of(*named(period)) == period


@pytest.mark.parametrize("numbers", [(0, 737753), (4, 737753), (1, 0), (1, 2**31 - 1)])
def test_a_forged_period_is_none(numbers: tuple[int, int]) -> None:
    assert period_of(*numbers) is None


def test_the_district_offers_its_subdistricts_and_communities_without_one() -> None:
    labels = [row[0].text for row in parts_screen(PLACES, YEAR, 0, 0, WORDS).buttons]
    assert labels[:2] == ["0街", "10街"]
    last = [row[0].text for row in parts_screen(PLACES, YEAR, 99, 0, WORDS).buttons]
    assert any(label.startswith("<小区>50") for label in last)
    assert last[-1] == "看全部"


def test_a_subdistrict_offers_its_communities_a_page_at_a_time() -> None:
    first = parts_screen(PLACES, YEAR, 0, 2 * 1 + 1, WORDS)
    second = parts_screen(PLACES, YEAR, 1, 2 * 1 + 1, WORDS)
    offered = [decode(row[0].data or "") for screen in (first, second) for row in screen.buttons[:-2]]
    assert [button.numbers[2] for button in offered if button] == [2 * at for at in range(1, 298, 15)]


def test_what_comes_regularly_is_set_by_its_button_and_never_toggled() -> None:
    fresh = with_mail(periods_screen(DAY, WORDS), frozenset(), WORDS)
    wanted = with_mail(periods_screen(DAY, WORDS), {ReportKind.WEEK}, WORDS)
    assert [row[0].text for row in fresh.buttons[-2:]] == ["每周一发给我", "每月一号发给我"]
    assert [row[0].text for row in wanted.buttons[-2:]] == ["每周一的，不再发", "每月一号发给我"]
    press = decode(wanted.buttons[-2][0].data or "")
    assert press is not None
    assert read_press(press.numbers) == (ReportKind.WEEK, False, True)
    assert read_press((2, 1, 1)) is None


@given(st.lists(st.text(min_size=1, max_size=600), min_size=1, max_size=20))
def test_a_letter_fits_whatever_stands_in_the_report(lines: list[str]) -> None:
    screen = report_letter(week_of(DAY), ["题目", *lines], WORDS)
    assert seen(screen.text) <= TEXT_LIMIT


@given(st.integers(0, 10**9), st.integers(0, 2**62 - 1), st.integers(0, 10**9))
def test_a_choice_of_sixty_two_communities_travels_in_a_button(part: int, bits: int, cost: int) -> None:
    choice = Choice(part, bits, cost)
    assert Choice.read(choice.numbers) == choice
    assert len(choice.chosen(PLACES[:62])) == bits.bit_count()


def test_a_press_puts_one_community_in_and_leaves_the_others() -> None:
    screen = choose_screen(PLACES[:62], Choice(0, 0b101), WORDS)
    assert [row[0].text[:1] for row in screen.buttons[:4]] == ["✅", "<", "✅", "<"]
    press = decode(screen.buttons[61][0].data or "")
    assert press is not None
    assert Choice.read(press.numbers).bits == 0b101 | 1 << 61
    assert screen.buttons[-1][0].text == "算一算"


def test_a_cost_never_falls_below_nothing() -> None:
    labels = [button.text for row in answer_screen(["一", "<b>"], Choice(0, 1, 500), WORDS).buttons for button in row]
    assert labels == ["-100", "+100", "+1,000", "+10,000", "换几个小区"]
    assert "&lt;b&gt;" in answer_screen(["一", "<b>"], Choice(0, 1), WORDS).text
