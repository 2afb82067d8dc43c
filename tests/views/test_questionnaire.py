"""Screens of questionnaires: big numbered buttons, what was said, and Telegram's limits whatever is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.answers import Answer, chosen, ranked
from bot.rules.consultation import OptionFacts, Question, QuestionType, Status
from bot.rules.paper import Standing
from bot.rules.questionnaire_form import Draft, Form, Sheet
from bot.rules.refusals import Reason
from bot.texts import LANGUAGES, Texts, texts
from bot.views.payloads import decode
from bot.views.questionnaire import answered_line, not_understood, page_of_option, question_screen
from bot.views.questionnaire_card import questionnaire_card, questionnaire_result
from bot.views.questionnaire_list import forms_screen
from bot.views.questionnaire_payloads import SET, sheet_number, sheet_of
from bot.views.questionnaire_summary import form_screen, replace_screen, summary_screen
from bot.views.screen import BUTTON_LIMIT, Screen
from tests.questionnaires import EVERYTHING, FEE, LAST, MENU, ORDER, POINTS, PROJECTS, WILLING
from tests.views.limits import check
from tests.views.questionnaire_samples import LARGE, LARGE_ANSWERS, LATEST, flat, form
from tests.views.samples import LATER, ZONE, counted

ZH = texts("zh-CN")
ALL = [texts(language) for language in LANGUAGES]


def labels(screen: Screen) -> list[str]:
    """The texts of all buttons."""
    return [button.text for row in screen.buttons for button in row]


def fits(screen: Screen) -> str:
    """Whether Telegram takes it (Bot API: at most 100 buttons); returns the words."""
    assert sum(len(row) for row in screen.buttons) <= BUTTON_LIMIT
    return check(screen)


def alone(question: Question, answer: Answer | None = None, **more: object) -> Form:
    """A form with this question and one more, standing at the first."""
    first = replace(question, number=1, condition=None)
    answers = {} if answer is None else {1: answer}
    return form((first, replace(LAST, number=2)), 1, answers, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ALL, ids=LANGUAGES)
@pytest.mark.parametrize("sheet", [Sheet(), Sheet(2**30 - 1, check=True)])
def test_the_largest_questionnaire_fits_at_every_step(words: Texts, sheet: Sheet) -> None:
    homes = [flat(2**30 - 1, "1" * 60) for _ in range(40)]
    for answers in ({}, LARGE_ANSWERS):
        for place in (*range(31), *((-2,) if answers else ())):
            here = replace(form(LARGE, place, answers, homes), sheet=sheet)
            fits(form_screen(here, words, ZONE, page=2))
            if place:
                fits(not_understood(here, Reason.ANSWER_UNREADABLE, words.html("question.not_words"), words))
                line = answered_line(here, here.answers, words)
                assert line is not None
                fits(line)
    stands = replace(
        form(LARGE, 0, LARGE_ANSWERS), stands=LARGE_ANSWERS, standing=Standing("chat", LATEST), sheet=sheet
    )
    fits(replace_screen(stands, words, ZONE))
    fits(forms_screen([form(LARGE, 0, LARGE_ANSWERS)] * 60, words))


@given(st.sampled_from(EVERYTHING), st.sampled_from(ALL))
def test_the_nth_option_s_button_begins_with_n_and_carries_it(question: Question, words: Texts) -> None:
    here = alone(question)
    buttons = [button for row in question_screen(here, words).buttons for button in row]
    for number in range(1, len(question.options) + 1):
        button = buttons[number - 1]
        payload = decode(button.data or "")
        assert button.text.startswith(f"{number} ")
        assert payload is not None
        assert payload.numbers[:3] == (here.consultation.questions[0].id, 0, number)


def test_a_long_menu_is_turned_page_by_page_and_keeps_its_numbers() -> None:
    long = replace(MENU, options=tuple(f"第{n}样" for n in range(1, 33)), facts=(), max_choices=8)
    first, second = (question_screen(alone(long, chosen(3, 30)), ZH, page) for page in (0, 1))
    assert labels(first)[0] == "1 第1样"
    assert labels(first)[2] == "3 ✅ 第3样"
    assert "下一页（2/2）➡️" in labels(first)
    assert labels(second)[0] == "17 第17样"
    assert "⬅️ 上一页（1/2）" in labels(second)
    assert "现在是：3 第3样、30 第30样" in check(second)
    assert [page_of_option(option) for option in (0, 1, 16, 17, 32)] == [0, 0, 0, 1, 1]


def test_categories_are_headings_and_marks_are_explained() -> None:
    words = check(question_screen(alone(MENU), ZH))
    assert "— 基础 —\n1 屋顶防水\n2 外墙维修\n3 下水道疏通\n4 一户一表 ★\n— 完善 —\n5 加装电梯 ★ ☆" in words
    assert "★ 自己要出一部分钱\n☆ 要一个单元多数人同意" in words
    assert "★" not in check(question_screen(alone(WILLING), ZH))


def test_a_price_says_what_it_is_a_month_for_the_home() -> None:
    words = check(question_screen(alone(FEE), ZH))
    assert "您家 60 ㎡" in words
    assert "3 · 0.8 元（每月约 48 元）" in words
    assert "愿意不等于承诺" in words
    several = check(question_screen(alone(FEE, homes=[flat(1, "501", 4550), flat(2, "502", 9000)]), ZH))
    assert "您家 3号楼2单元501 是 45.5 ㎡" in several
    assert "（每月约 36.4 元）" in several


def test_only_what_is_chosen_can_be_finished_or_begun_again() -> None:
    assert "✔️ 选好了" not in labels(question_screen(alone(MENU), ZH))
    assert labels(question_screen(alone(MENU, chosen(2)), ZH))[-2:] == ["✔️ 选好了", "↩️ 重选"]
    assert "↩️ 重排" in labels(question_screen(alone(ORDER, ranked(2)), ZH))
    assert labels(question_screen(alone(ORDER, ranked(2, 1)), ZH))[:3] == ["1 〔第2〕 绿地", "2 〔第1〕 车位", "3 路灯"]


def test_projects_show_their_costs_and_points_what_is_left() -> None:
    words = check(question_screen(alone(PROJECTS, chosen(1, 2)), ZH))
    assert "1 凉亭（要 3000 元）" in words
    assert "选了 2 项，一共要 3500 元" in words
    pointing = question_screen(alone(POINTS, Answer({2: 3})), ZH)
    assert "还剩 2 分" in check(pointing)
    assert labels(pointing)[:4] == ["1 凉亭 ➕1 分", "2 长椅：3 分 ➕1", "➖1 分", "3 健身器材 ➕1 分"]
    data = [button.data for row in pointing.buttons for button in row]
    question_id = alone(POINTS).consultation.questions[0].id
    assert data[:3] == [f"qp:{question_id}:0:1:1", f"qp:{question_id}:0:2:4", f"qp:{question_id}:0:2:2"]


def test_a_question_answered_before_can_be_left_as_it_is() -> None:
    assert "▶️ 不改，接着答" in labels(question_screen(alone(WILLING, chosen(2)), ZH))
    assert "▶️ 不改，接着答" not in labels(question_screen(alone(WILLING), ZH))


def test_the_one_most_wanted_is_chosen_among_the_chosen() -> None:
    screen = question_screen(replace(alone(MENU, chosen(1, 4)), draft=Draft(-1, answers={1: chosen(1, 4)})), ZH)
    assert labels(screen) == ["1 屋顶防水", "4 一户一表", "说不好，不挑了", "⬅️ 回去改选的"]


def test_the_summary_says_what_counts() -> None:
    answers = {1: chosen(1), 2: Answer(words="<b>好</b>")}
    ready = form((WILLING, replace(LAST, number=2)), 0, answers)
    assert "还没交" in check(summary_screen(ready, ZH, ZONE))
    assert "1. 您家同意小区改造吗？\n    → 1 同意" in check(summary_screen(ready, ZH, ZONE))
    assert "<b>好</b>" in check(summary_screen(ready, ZH, ZONE))
    assert labels(summary_screen(ready, ZH, ZONE)) == ["改 1", "改 2", "✅ 交上去"]
    draft = replace(ready.draft, handed_in_at=LATEST)
    recorded = replace(ready, draft=draft, standing=Standing("chat", LATEST), stands=answers)
    assert "已经交了（12月1日（周二）12:00），算 3号楼2单元501 的一票" in check(summary_screen(recorded, ZH, ZONE))
    assert labels(summary_screen(recorded, ZH, ZONE)) == ["改 1", "改 2", "↩️ 撤回"]
    changed = replace(recorded, draft=replace(draft, answers=answers | {1: chosen(3)}))
    assert "您改过，还没交" in check(summary_screen(changed, ZH, ZONE))


def test_a_helper_with_a_sheet_is_not_told_what_the_home_has_answered() -> None:
    here = form((WILLING, replace(LAST, number=2)), 0, {1: chosen(1)})
    here = replace(here, sheet=Sheet(5), standing=Standing("chat", LATEST), stands={1: chosen(3)})
    words = check(replace_screen(here, ZH, ZONE))
    assert "用手机交过" in words
    assert "不同意" not in words


def test_examples_are_three_and_fit_the_question() -> None:
    words = check(not_understood(alone(WILLING), Reason.ANSWER_UNREADABLE, "没听懂。", ZH))
    assert "• 2\n• 第二个\n• 同意" in words
    assert "第 1/2 题" in words


def test_the_card_of_a_questionnaire_says_how_long_it_is_and_never_what_was_answered() -> None:
    asked = replace(form().consultation, id=12)
    screen = questionnaire_card(counted(asked), ZH, ZONE, "louyuan_bot")
    words = check(screen)
    assert "最多 10 个小问题，大约 5 分钟" in words
    assert "已有 0 户回答，共 120 户" in words
    assert "您家同意小区改造吗" not in words
    assert [(b.text, b.url) for row in screen.buttons for b in row] == [
        ("📋 去填（大约 5 分钟）", "https://t.me/louyuan_bot?start=q12")
    ]
    closed = counted(asked, now=LATER)
    assert closed.status is Status.CLOSED
    assert "1. 您家同意小区改造吗" in check(questionnaire_card(closed, ZH, ZONE, "louyuan_bot"))
    assert questionnaire_card(closed, ZH, ZONE, "louyuan_bot").buttons == ()


@pytest.mark.parametrize("words", ALL, ids=LANGUAGES)
def test_the_results_of_the_largest_questionnaire_fit_into_one_message(words: Texts) -> None:
    plain = tuple(
        replace(question, type=QuestionType.SINGLE, facts=(), most_wanted=False, budget=None, ballot_kind=None)
        if question.options
        else question
        for question in LARGE
    )
    asked = replace(form(plain).consultation, id=12)
    assert check(questionnaire_result(counted(asked, now=LATER), words, ZONE))


def test_a_sheet_is_a_number_and_back() -> None:
    for sheet in (Sheet(), Sheet(7), Sheet(7, check=True)):
        assert sheet_of(sheet_number(sheet)) == sheet


def test_an_amount_that_was_suggested_is_marked() -> None:
    fund = Question(
        0,
        1,
        "出多少？",
        QuestionType.AMOUNT,
        ("100 元", "500 元"),
        facts=(OptionFacts(cost=10000), OptionFacts(cost=50000)),
        unit="元",
    )
    screen = question_screen(alone(fund, Answer(amount=50000)), ZH)
    assert labels(screen)[:2] == ["1 · 100 元", "2 ✅ 500 元"]
    assert (screen.buttons[0][0].data or "").startswith(SET)
