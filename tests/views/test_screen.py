"""Screens, lists and faults: Telegram's limits are kept, or the defect shows at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions.create_consultation import Placed
from bot.actions.show_created import Shown
from bot.rules.refusals import Reason
from bot.texts import LANGUAGES, texts
from bot.views import payloads
from bot.views.consultations import chooser, close_question, created, created_all, fault_line, faults_screen
from bot.views.screen import TOAST_LIMIT, Button, Screen, seen, shorten
from bot.views.times import moment
from tests.views.limits import check
from tests.views.samples import HOSTILE, NOW, ZONE, consultation, counted

ZH = texts("zh-CN")


def test_a_button_has_data_or_a_link_and_data_fits() -> None:
    for wrong in ({}, {"data": "a", "url": "b"}, {"data": ""}, {"data": "字" * 22}):
        with pytest.raises(ValueError, match=r"button|callback"):
            Button("1", **wrong)
    assert Button("1", "x" * 64).data == "x" * 64


def test_a_screen_has_no_more_buttons_than_telegram_shows() -> None:
    row = (Button("1", "v"),)
    for rows in ((row,) * 101, (row * 9,)):
        with pytest.raises(ValueError, match="too many"):
            Screen("?", rows)


def test_what_is_seen_is_counted_without_markup() -> None:
    assert seen("<b>1 &lt; 2 &amp; 3</b>") == len("1 < 2 & 3")


def test_a_shortened_text_shows_that_it_was_cut() -> None:
    assert (shorten("12345", 5), shorten("123456", 5)) == ("12345", "1234…")


def test_a_fault_names_line_key_and_sentence() -> None:
    fault = Placed(3, "closes", "closes_before_opening", {})
    assert fault_line(fault, ZH) == "第 3 行：closes — 截止时间不能早于开始时间。"
    assert fault_line(Placed(None, "", "not_utf8", {}), ZH).startswith("文件不是 UTF-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_number_of_endless_faults_fits_into_one_message(language: str) -> None:
    words = texts(language)
    endless = {"value": HOSTILE * 9_000, "allowed": "a, " * 60, "known": "k, " * 70, "near": "n" * 999}
    for reason in ("not_one_of", "unknown_key_near"):
        faults = [Placed(10**6, "k" * 9_000, reason, endless)] * 40
        shown = check(faults_screen(faults, words)).splitlines()
        listed = sum(line.startswith("•") for line in shown)
        assert 0 < listed < 40
        assert str(40 - listed) in shown[-2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_questions_for_staff_fit_whatever_the_title(language: str) -> None:
    words, asked = texts(language), consultation(title=HOSTILE * 8, community="<&>" * 60)
    screen = chooser([asked] * 20, payloads.CLOSE, words, "staff.close_which", NOW)
    check(screen)
    assert all(len(button.text) <= 60 for row in screen.buttons for button in row)
    check(close_question(counted(asked), words))
    for groups in (0, 3):
        check(created(asked, words, ZONE, groups=groups))
        check(created_all([Shown(asked, groups)] * 300, words, ZONE))


def test_those_created_at_once_are_listed_with_their_communities() -> None:
    here, there = consultation(), replace(consultation(community="春风里"), id=8, community_code="CF02")
    said = check(created_all([Shown(here, 1), Shown(there, 0)], ZH, ZONE))
    assert "2 个小区" in said
    assert "第 8 号：春风里（CF02）⚠️ 还没有绑定群" in said
    one = created_all([Shown(here, 1)], ZH, ZONE)
    assert one == created(here, ZH, ZONE, groups=1)


# What is said to somebody who presses a button in a group, and so has to fit into an alert.
ON_PRESS = [
    *(Reason.NOT_VERIFIED, Reason.OTHER_COMMUNITY, Reason.OUT_OF_SCOPE, Reason.NOT_COUNTED, Reason.OWNERS_ONLY),
    *(Reason.OWNERSHIP_UNCONFIRMED, Reason.NOT_YET_OPEN, Reason.CLOSED, Reason.UNKNOWN_OPTION),
    *(Reason.UNKNOWN_CONSULTATION, Reason.TOO_MANY_CHOICES, Reason.NOTHING_TO_WITHDRAW, Reason.NOT_ALLOWED),
    *(Reason.BOUND_ELSEWHERE, Reason.ALREADY_CLOSED),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ON_PRESS)
def test_a_refusal_fits_into_an_alert_with_its_longest_facts(reason: Reason, language: str) -> None:
    words, name = texts(language), "字" * 40
    when = moment(NOW, words, ZONE)
    said = words.plain(f"refusal.{reason.value}", bot="b" * 32, community=name, title=name, opens=when, most=40)
    assert len(said) <= TOAST_LIMIT
