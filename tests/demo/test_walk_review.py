"""A questionnaire with drawings in the demonstration's page: from the card in the group to the receipt, on a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, expect

from tests.demo.running import PATIENT, button

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_design_review_is_answered_from_its_card_to_the_receipt(address: str, context: BrowserContext) -> None:
    expect.set_options(timeout=PATIENT)
    page = await context.new_page()
    await page.goto(address)
    group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")

    # The two drawings stand before the card; homes have answered on paper.
    card = group.get_by_test_id("message").filter(has_text="一题一题答").first
    await expect(card).to_contain_text("已有 70 户回答，共 118 户")
    await expect(group.get_by_test_id("photo")).to_have_count(2)

    # Registered first: the slip, consent, the relation.
    await page.get_by_test_id("slip-open").first.click(timeout=PATIENT)
    for words in ("同意", "业主"):
        await button(private, words).click(timeout=PATIENT)
    await expect(private).to_contain_text("登记好了")

    # By a tap, by a typed word, and by words of their own.
    await card.get_by_test_id("button").click()
    await expect(private).to_contain_text("要付出的：绿地少一半")
    await button(private, "2 方案B 增加车位").click()
    await expect(private).to_contain_text("您同意吗")
    for words, then in (("基本同意", "哪里要改"), ("车位少画几个", "答完了")):
        await private.get_by_test_id("composer").fill(words)
        await private.get_by_test_id("composer").press("Enter")
        await expect(private).to_contain_text(then)

    # Handed in: the receipt says what was recorded for which home, the card counts one home more.
    await button(private, "交上去").click()
    receipt = private.get_by_test_id("message").last
    await expect(receipt).to_contain_text("已经交了")
    await expect(receipt).to_contain_text("3号楼2单元301")
    await expect(receipt).to_contain_text("车位少画几个")
    await expect(card).to_contain_text("已有 71 户回答")
