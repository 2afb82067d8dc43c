"""``/tally`` on a whole questionnaire: the message, the pictures as one album, the workbook with its buildings."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from functools import partial

from python_calamine import CalamineWorkbook

from bot.rules.answers import Answer, chosen, ranked
from bot.rules.consultation import Question, QuestionType
from emulator import Message, User
from tests.questionnaires import LAST, LEVEL, MENU, ORDER, WILLING, questionnaire
from tests.reports.survey_world import answer
from tests.stories.conftest import Story

FORM = tuple(replace(each, number=number) for number, each in enumerate((WILLING, MENU, ORDER, LEVEL, LAST), 1))
LONG = tuple(f"{number} {'很长的选项' * 12}" for number in range(12))
MANY = tuple(Question(0, n, f"第 {n} 件事：" + "问" * 150, QuestionType.MULTIPLE, LONG, 3) for n in range(1, 7))


async def ended(story: Story, *questions: Question) -> None:
    """A questionnaire that all twelve homes have answered, six in each building, and that is over."""
    start = story.now() - timedelta(minutes=1)
    form = questionnaire(*questions, opens_at=start, closes_at=start + timedelta(days=7))
    await story.bound()
    asked = await story.consultation(form)
    await story.card("改造大家谈")
    for place, home in enumerate(story.homes):
        said = {1: chosen(1 + place % 2), 2: chosen(1, 2 + place % 2)}
        if questions == FORM:
            said |= {3: ranked(2, 1), 4: chosen(2), 5: Answer(words=f"=修路{place}")}
        await story.db.write(partial(answer, asked=asked, home=home, answers=said))
    story.later(days=8)
    await story.shown("结果：改造大家谈")


async def tallied(story: Story, zhao: User) -> tuple[list[Message], CalamineWorkbook]:
    """What ``/tally 1`` sends up to the workbook, and that."""
    told = await story.said(zhao, "/tally 1", "改造大家谈")
    last = await story.wait_for(lambda: found if (found := story.emulator.last(zhao.id)).document else None)
    assert last.document is not None
    assert last.document.file_name == "louyuan-1.xlsx"
    between = [each for each in story.emulator.history(zhao.id) if told.message_id <= each.message_id < last.message_id]
    return between, CalamineWorkbook.from_filelike(io.BytesIO(last.document.data))


async def test_a_whole_questionnaire_comes_as_a_message_a_picture_and_a_workbook(story: Story) -> None:
    zhao = await story.serving("小赵")
    await ended(story, *FORM)
    (told, picture), book = await tallied(story, zhao)
    for question in FORM:
        assert f"{question.number}. {question.text}" in told.words
    assert "已有 12 户回答，共 12 户（100.0%）" in told.words
    assert picture.photo is not None
    assert picture.media_group_id is None
    assert "12 / 12 户已回答（100.0%）" in picture.words
    assert {"结果", "排序", "文字意见", "楼栋", "说明"} <= set(book.sheet_names)
    assert len(book.get_sheet_by_name("文字意见").to_python()) == 13
    buildings = book.get_sheet_by_name("楼栋").to_python()[1:]
    assert {(row[0], row[2], row[3]) for row in buildings} == {(n, b, 6) for n in (1, 2, 4) for b in ("1", "2")}
    assert {row[6] for row in buildings} == {""}  # of six homes nothing may be told


async def test_several_pictures_come_as_one_album_with_one_caption(story: Story) -> None:
    zhao = await story.serving("小赵")
    await ended(story, *MANY)
    (told, *pictures), _book = await tallied(story, zhao)
    assert told.photo is None
    assert 2 <= len(pictures) <= 10
    assert all(each.photo is not None for each in pictures)
    assert len({each.media_group_id for each in pictures}) == 1
    assert pictures[0].media_group_id is not None
    assert [bool(each.caption) for each in pictures] == [True, *[False] * (len(pictures) - 1)]
