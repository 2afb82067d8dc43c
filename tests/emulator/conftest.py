"""An emulated Telegram with one bot, one group and a few people, and both doors into it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from emulator import Bot, Chat, Emulator, Limits, User
from emulator.http import make_app
from tests.emulator.doors import TOKEN, Clock, Door, HttpDoor, InProcessDoor

ROOMY = Limits(1000, 1000, 1000, repeated_poll_seconds=0.0, webhook_retry_seconds=0.0)


@pytest.fixture
def limits() -> Limits:
    """Budgets that no test exhausts by accident; the tests of the budgets have their own."""
    return ROOMY


@pytest.fixture
def clock() -> Clock:
    """The emulator's clock."""
    return Clock()


@pytest.fixture
async def emulator(limits: Limits, clock: Clock) -> AsyncIterator[Emulator]:
    """A Telegram with one bot."""
    telegram = Emulator(limits=limits, clock=clock)
    telegram.add_bot(TOKEN, "louyuan_bot", "楼院")
    yield telegram
    await telegram.close()


@pytest.fixture
def bot(emulator: Emulator) -> Bot:
    """The bot."""
    return emulator.only_bot


@pytest.fixture
def wang(emulator: Emulator) -> User:
    """A resident."""
    return emulator.add_user("王阿姨", label="resident", language_code="zh-hans")


@pytest.fixture
def zhang(emulator: Emulator) -> User:
    """The admin of the group."""
    return emulator.add_user("张叔叔", "一号楼", "uncle_zhang", label="volunteer")


@pytest.fixture
def group(emulator: Emulator, wang: User, zhang: User) -> Chat:
    """A supergroup in which the bot is an ordinary member."""
    return emulator.add_group("金祥花园", members=[wang], admins=[zhang])


@pytest.fixture
def private(emulator: Emulator, wang: User) -> Chat:
    """The resident's private chat with the bot, begun."""
    return emulator.say(wang, "private", "/start").chat


@pytest.fixture
async def base(emulator: Emulator) -> AsyncIterator[str]:
    """The address of the emulator's HTTP side."""
    runner = web.AppRunner(make_app(emulator), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest.fixture(params=["in-process", "http"])
async def door(request: pytest.FixtureRequest, emulator: Emulator) -> AsyncIterator[Door]:
    """Both doors, one after the other."""
    if request.param == "in-process":
        yield InProcessDoor(emulator)
        return
    async with AsyncExitStack() as stack:
        runner = web.AppRunner(make_app(emulator), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        yield HttpDoor(session, f"http://127.0.0.1:{runner.addresses[0][1]}")


@pytest.fixture
def inside(emulator: Emulator) -> InProcessDoor:
    """The in-process door, where the door makes no difference."""
    return InProcessDoor(emulator)
