"""`louyuan demo` as a newcomer lives it: the real bot behind the page, from the slip to the chart."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

_PATIENT = 30_000  # milliseconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _address(process: Process) -> str:
    """What the program prints when the stage is set."""
    assert process.stdout is not None
    async for line in process.stdout:
        words = line.decode().split()
        if words and words[-1].startswith("http://"):
            return words[-1]
    raise AssertionError("the demonstration ended before it began")


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """A running demonstration."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(_free_port()), "--data", str(tmp_path)),
        stdout=PIPE,
    )
    try:
        yield await asyncio.wait_for(_address(process), 110)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 30)


def _button(pane: Locator, words: str) -> Locator:
    return pane.get_by_test_id("button").filter(has_text=words).first


async def _become(page: Page, name: str) -> None:
    await page.get_by_test_id("person-switcher").click()
    await page.get_by_test_id("person-search").fill(name)
    await page.keyboard.press("Enter")


async def test_from_the_slip_through_the_vote_to_the_chart(address: str, context: BrowserContext) -> None:
    expect.set_options(timeout=_PATIENT)
    page = await context.new_page()
    await page.goto(address)
    group, private = page.get_by_test_id("group-pane"), page.get_by_test_id("private-pane")

    # A stranger's press is not recorded; the alert says what to do.
    await _button(group, "2 方案B").click(timeout=_PATIENT)
    await expect(page.get_by_test_id("alert-text")).to_contain_text("没有记")
    await page.get_by_test_id("alert-ok").click()

    # The slip from the letter box, two questions, and the home is registered.
    await page.get_by_test_id("slip-open").first.click()
    for words in ("同意", "业主"):
        await _button(private, words).click(timeout=_PATIENT)
    await expect(private).to_contain_text("登记好了")

    # The vote: the toast says what was recorded, the card counts it in place.
    await _button(group, "2 方案B").click()
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
        "() => [...document.images].some(picture => picture.naturalWidth >= 800)", timeout=_PATIENT
    )
