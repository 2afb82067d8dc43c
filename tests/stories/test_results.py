"""Counting: the tally for staff, and a joint decision of the owners from the first tap to its outcome."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from bot.reports.tally_chart import png_size
from bot.rules.consultation import Regime
from tests.stories.conftest import Story


async def test_tally_sends_the_picture_and_the_workbook_to_staff(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    zhao = await story.serving("小赵")
    await story.bound()
    await story.consultation()
    await story.toast(neighbour, await story.card("已有 0 户"), "2")
    listed = await story.said(zhao, "/tally", "要看哪一个的统计")
    await story.tap(zhao, zhao, listed, "1 停车与绿地怎么改")
    book = await story.wait_for(lambda: last if (last := story.emulator.last(zhao.id)).document else None)
    picture = story.emulator.history(zhao.id)[-2]
    assert picture.photo is not None
    assert "第 1 号 停车与绿地怎么改\n1 / 12 户已回答（8.3%）" in picture.words
    assert png_size(picture.photo.data)[0] > 500
    assert book.document is not None
    assert book.document.file_name == "louyuan-1.xlsx"
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.document.data)).sheet_names
    assert "结果" in sheets


async def test_a_decision_of_the_owners_from_the_first_tap_to_the_outcome(story: Story) -> None:
    owners = [await story.at_home(f"业主{home}", home, confirmed=True) for home in range(9)]
    tenant = await story.at_home("租户", 9, relation="tenant")
    waiting = await story.at_home("未核对", 10)
    await story.bound()
    await story.consultation(
        story.asked(regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权"), title="选聘物业")
    )
    card = await story.card("选聘物业", "业主共同决定，只有业主能投")
    assert [row[0].text for row in card.buttons[:3]] == ["1 同意", "2 反对", "3 弃权"]
    assert "只有业主能投，您登记的不是业主" in await story.toast(tenant, card, "1")
    assert "业主身份还没有核对" in await story.toast(waiting, card, "1")
    for number, owner in enumerate(owners):
        assert "已记下" in await story.toast(owner, card, "1" if number < 6 else "2")
    await story.card("已有 9 户回答，共 12 户（75.0%）", "1 同意\n")
    story.later(days=8)
    told = await story.shown("结果：选聘物业", "结论：通过")
    assert "不是业主大会决定" not in told.words
    closed = await story.wait_for(lambda: card if "已截止" in card.words else None)
    assert "结论：通过" in closed.words


async def test_a_decision_with_too_few_owners_does_not_pass(story: Story) -> None:
    owner = await story.at_home("业主", 0, confirmed=True)
    await story.bound()
    await story.consultation(story.asked(regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权")))
    card = await story.card("业主共同决定")
    await story.toast(owner, card, "1")
    assert "结论" not in (await story.card("已有 1 户")).words
    story.later(days=8)
    await story.shown("📢", "结论：没有通过")
