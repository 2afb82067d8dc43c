"""The README's picture: the demonstration's page in the middle of a busy evening.

Run ``louyuan demo --no-browser`` first, then
``python tools/screenshot.py http://127.0.0.1:8080/ docs/images/demo.png``.
"""

from __future__ import annotations

import asyncio
import sys

from playwright.async_api import Locator, async_playwright, expect

from demo.browser import LAUNCH_ARGUMENTS, find_chromium


def _button(pane: Locator, words: str) -> Locator:
    return pane.get_by_test_id("button").filter(has_text=words).first


async def take(address: str, picture: str) -> None:
    """Verify as the first guest, vote, let the neighbours vote, and take the picture."""
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_ARGUMENTS))
        page = await browser.new_page(viewport={"width": 1440, "height": 1060})
        await page.goto(address)
        expect.set_options(timeout=90_000)
        group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")
        await page.get_by_test_id("slip-open").first.click(timeout=60_000)
        for words in ("同意", "业主"):
            await _button(private, words).click(timeout=60_000)
        await expect(private).to_contain_text("登记好了")
        await page.get_by_test_id("busy-evening").click()
        card = group.get_by_test_id("message").filter(has_text="户回答").last
        await expect(card).to_contain_text("已有 5")
        await _button(group, "2 ").click()
        await expect(group.get_by_test_id("toast")).to_be_visible()
        await page.wait_for_timeout(400)  # the toast fades in
        await page.screenshot(path=picture)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1], sys.argv[2]))
