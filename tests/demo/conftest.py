"""A browser for the whole run; for each test a fresh emulator with a tiny bot, three neighbours and the page."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

from demo.browser import LAUNCH_ARGUMENTS, find_chromium
from demo.evening import Director, Report
from demo.server import make_app
from demo.story import Offer, Story, default_steps
from emulator import Chat, Emulator, Message, User
from tests.demo.running import demonstration
from tests.demo.tinybot import TOKEN, USERNAME, TinyBot, card_buttons

HOSTILE = '<img src=x onerror="window.hurt=1">\u202eabc'


@dataclass
class Stage:
    """One test's world."""

    emulator: Emulator
    bot: TinyBot
    group: Chat
    wang: User
    zhang: User
    hostile: User
    server: TestServer
    evening: list[Report] = field(default_factory=list)
    curtain: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        """Where the page is."""
        return str(self.server.make_url("/"))

    async def card(self) -> Message:
        """The bot puts its card into the group."""
        await self.bot.call(
            "sendMessage",
            {"chat_id": self.group.id, "text": "停车怎么改 已有 0 户作答", "reply_markup": card_buttons()},
        )
        return self.emulator.last(self.group)


@dataclass
class Screen:
    """The open page, by its stable names."""

    page: Page

    def by(self, name: str) -> Locator:
        """Anything by its data-testid."""
        return self.page.get_by_test_id(name)

    @property
    def group(self) -> Locator:
        """The left pane."""
        return self.by("group-pane")

    @property
    def private(self) -> Locator:
        """The right pane."""
        return self.by("private-pane")

    def button(self, words: str) -> Locator:
        """A message's button in the group, by its words."""
        return self.group.get_by_test_id("button").filter(has_text=words)

    async def open(self, address: str) -> "Screen":
        """Load the page and wait until somebody is somebody."""
        await self.page.goto(address)
        await self.by("chat").first.wait_for()
        return self


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, started once."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=[*LAUNCH_ARGUMENTS])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The world of one test, served."""
    emulator = Emulator()
    account = emulator.add_bot(token=TOKEN, username=USERNAME, name="楼院")
    wang, zhang = emulator.add_user("3号楼2单元 王阿姨"), emulator.add_user("3号楼2单元 张叔叔")
    hostile = emulator.add_user(HOSTILE)
    group = emulator.add_group("金祥花园邻里群", members=[wang, zhang, hostile], bots=[account])
    bot = TinyBot(emulator)
    reports: list[Report] = []
    curtain = asyncio.Event()
    server = TestServer(make_app(emulator, _teller(group, wang, zhang, hostile), _director(reports, curtain)))
    await server.start_server()
    receiving = asyncio.create_task(bot.run())
    yield Stage(emulator, bot, group, wang, zhang, hostile, server, reports, curtain)
    receiving.cancel()
    with suppress(asyncio.CancelledError):
        await receiving
    await server.close()


def _teller(group: Chat, wang: User, zhang: User, hostile: User) -> Callable[[], Story]:
    link = f"https://t.me/{USERNAME}?start=K7Q29XWM"
    offers = [
        Offer(wang.id, wang.name, "resident", "3号楼2单元301", "K7Q29XWM", link, suggested=True),
        Offer(zhang.id, zhang.name, "resident", "3号楼2单元302", suggested=True, verified=True),
        Offer(hostile.id, hostile.name, "staff", HOSTILE),
    ]
    story = Story(group.id, offers, default_steps(wang.id))
    return lambda: story


def _director(reports: list[Report], curtain: asyncio.Event) -> Director:
    async def direct(report: Report) -> None:
        reports.append(report)
        await curtain.wait()

    return direct


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser window as wide as a desk."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def screen(context: BrowserContext, stage: Stage) -> AsyncIterator[Screen]:
    """The page, opened as 王阿姨; fails when the page's scripts raised anything."""
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield await Screen(page).open(stage.address)
    assert errors == []
    await page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """A running demonstration."""
    async with demonstration(tmp_path) as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def _patient_expectations() -> None:
    """Slow machines need more than playwright's five seconds."""
    from playwright.async_api import expect

    expect.set_options(timeout=10_000)
