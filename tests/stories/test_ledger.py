"""A ledger file sent to the bot: taken over when it is right, explained row by row when it is not."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.storage.models import ledger_record
from tests.stories.conftest import Story

HEADER = "记录,日期,小区编码,类别,名称,人次\n"


def kept(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(ledger_record)).scalar_one()


async def test_staff_send_a_ledger_file_and_each_record_counts_once(story: Story) -> None:
    right = HEADER + "会议,2020-05-01,JX01,见面会,<b>见面会</b>,50\n"
    await story.sent(story.staff, "台账.csv", right, "台账新增：会议 1 条")
    await story.sent(story.staff, "台账.csv", right, "没有新的记录", "以前已经导入过")
    wrong = HEADER + "会议,2020-13-01,JX1,见面会,<b>,五十\n"
    told = await story.sent(story.staff, "台账.csv", wrong, "这次什么都没有改")
    assert "第 2 行，小区编码：“JX1” —— 没有这个编码的小区，是不是 JX01" in told.words
    assert "第 2 行，日期：“2020-13-01”" in told.words
    assert "第 2 行，人次：“五十”" in told.words
    assert await story.db.read(kept) == 1


async def test_a_table_that_is_no_ledger_and_one_from_a_resident_change_nothing(story: Story) -> None:
    await story.sent(story.staff, "x.csv", "甲,乙\n1,2\n", "表头认不出来")
    await story.sent(story.staff, "x.csv", "小区编码,楼栋,房号,建筑面积\nJX01,1,1,60\n", "名册请管理员用命令行导入")
    neighbour = await story.at_home("张阿姨", 0)
    await story.sent(neighbour, "台账.csv", HEADER + "会议,2020-05-01,JX01,见面会,,50\n", "这个我看不懂")
    assert await story.db.read(kept) == 0
