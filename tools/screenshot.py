"""The pictures of the README and the handbook.

Run ``louyuan demo --no-browser`` first, then ``python tools/screenshot.py http://127.0.0.1:8080/ docs/images``: the
page in the middle of a busy evening (demo.png) and a questionnaire on a phone (questionnaire.png).
``python tools/screenshot.py /…/report.html docs/images`` takes the top of a report's page (report.png); the sample
district for it is written by ``demo.district.write_files`` and taken over by ``roster import`` and ``ledger import``.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Locator, async_playwright, expect

from demo.browser import LAUNCH_ARGUMENTS, find_chromium

_PATIENT = 60_000


def _button(pane: Locator, words: str) -> Locator:
    return pane.get_by_test_id("button").filter(has_text=words).first


async def evening(browser: Browser, address: str, picture: Path) -> None:
    """Verify as the first guest, vote, let the neighbours vote."""
    page = await browser.new_page(viewport={"width": 1440, "height": 1060})
    await page.goto(address)
    group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")
    await page.get_by_test_id("slip-open").first.click(timeout=_PATIENT)
    for words in ("同意", "业主"):
        await _button(private, words).click(timeout=_PATIENT)
    await expect(private).to_contain_text("登记好了")
    await page.get_by_test_id("busy-evening").click()
    card = group.get_by_test_id("message").filter(has_text="停车与绿地怎么改").last
    await expect(card).to_contain_text("已有 5")
    await _button(card, "2 ").click()
    await expect(group.get_by_test_id("toast")).to_be_visible()
    await page.wait_for_timeout(400)  # the toast fades in
    await page.screenshot(path=picture)
    await page.close()


async def questionnaire(browser: Browser, address: str, picture: Path) -> None:
    """The first question of the design review, as the guest who is registered by now sees it on a phone."""
    page = await browser.new_page(viewport={"width": 400, "height": 1100}, device_scale_factor=1.5)
    await page.goto(address)
    group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")
    card = group.get_by_test_id("message").filter(has_text="一题一题答").first
    await card.get_by_test_id("button").click(timeout=_PATIENT)
    await _button(private, "方案A").wait_for()
    await page.wait_for_timeout(400)
    await private.screenshot(path=picture)  # a resident's phone shows the chat alone
    await page.close()


async def report(browser: Browser, file: str, picture: Path) -> None:
    """The top of a report's page."""
    page = await browser.new_page(viewport={"width": 1280, "height": 1400})
    await page.goto(f"file://{file}")
    await page.wait_for_timeout(400)
    await page.screenshot(path=picture)
    await page.close()


async def take(source: str, folder: Path) -> None:
    """The pictures of an address, or of a report's file."""
    expect.set_options(timeout=90_000)
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGUMENTS))
        if source.startswith("http"):
            await evening(browser, source, folder / "demo.png")
            await questionnaire(browser, source, folder / "questionnaire.png")
        else:
            await report(browser, source, folder / "report.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1], Path(sys.argv[2])))
