"""`louyuan demo` as a newcomer lives it: the real bot behind the page, from the slip to the chart."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.demo.running import PATIENT, button

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _become(page: Page, name: str) -> None:
    await page.get_by_test_id("person-switcher").click()
    await page.get_by_test_id("person-search").fill(name)
    await page.keyboard.press("Enter")


async def test_from_the_slip_through_the_vote_to_the_chart(address: str, context: BrowserContext) -> None:
    expect.set_options(timeout=PATIENT)
    page = await context.new_page()
    await page.goto(address)
    group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")

    # A stranger's press is not recorded; the alert says what to do.
    await button(group, "2 方案B").click(timeout=PATIENT)
    await expect(page.get_by_test_id("alert-text")).to_contain_text("没有记")
    await page.get_by_test_id("alert-ok").click()

    # The slip from the letter box, two questions, and the home is registered.
    await page.get_by_test_id("slip-open").first.click()
    for words in ("同意", "业主"):
        await button(private, words).click(timeout=PATIENT)
    await expect(private).to_contain_text("登记好了")

    # The vote: the toast says what was recorded, the card counts it in place.
    await button(group, "2 方案B").click()
    await expect(group.get_by_test_id("toast")).to_contain_text("2 方案B 增加车位")
    card = group.get_by_test_id("message").filter(has_text="金祥花园停车与绿地怎么改").last
    await expect(card).to_contain_text("已有 1 户回答")
    await expect(card.get_by_test_id("edited")).to_be_visible()

    # Staff look at the picture.
    await _become(page, "小赵")
    await private.get_by_test_id("composer").fill("/tally 1")
    await private.get_by_test_id("composer").press("Enter")
    await expect(private.get_by_test_id("photo")).to_be_visible()
    await expect(private.get_by_test_id("document")).to_contain_text("xlsx")
    await page.wait_for_function(
        "() => [...document.images].some(picture => picture.naturalWidth >= 800)", timeout=PATIENT
    )

    # The fourth step brings the other samples into the group, once.
    await page.get_by_test_id("step-4").click()
    for words in ("要不要改造，听您的", "您来点菜", "最多愿意交多少", "一户一表", "您满意吗", "【会议通知】"):
        await expect(group).to_contain_text(words)
    await page.get_by_test_id("step-4").click()
    await expect(group.get_by_test_id("toast")).to_contain_text("都在群里了")
    assert await page.evaluate("fetch('/demo/more', {method: 'POST'}).then((reply) => reply.status)") == 409
