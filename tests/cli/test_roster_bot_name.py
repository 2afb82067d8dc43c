"""Links made on the command line carry the bot's user name, wherever it can be learnt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.actions.remember_bot import remember_bot
from bot.cli.bot_name import bot_username
from bot.cli.common import Failure, Session
from bot.config import Config
from bot.storage.database import Database
from bot.texts import texts
from emulator import Emulator
from emulator.http import make_app

TOKEN = "1000:TEST"


@pytest.fixture
async def base_url() -> AsyncIterator[str]:
    """The address of an emulated Telegram that knows one bot."""
    emulator = Emulator()
    emulator.add_bot(TOKEN, "louyuan_bot", "楼院")
    async with TestServer(make_app(emulator)) as served:
        yield str(served.make_url("/bot"))


def session(db: Database, **telegram: str) -> Session:
    return Session(Config(telegram=telegram), db, texts("zh-CN"))


async def test_the_given_name_comes_first(db: Database) -> None:
    await remember_bot(db, "stored_bot")
    assert await bot_username(session(db), " @given_bot ") == "given_bot"


async def test_the_name_that_the_running_bot_learnt_comes_next(db: Database) -> None:
    await remember_bot(db, "stored_bot")
    assert await bot_username(session(db), None) == "stored_bot"


async def test_telegram_is_asked_last_and_remembered(db: Database, base_url: str) -> None:
    assert await bot_username(session(db, token=TOKEN, base_url=base_url), None) == "louyuan_bot"
    assert await bot_username(session(db), None) == "louyuan_bot"


@pytest.mark.parametrize("token", ["", "1000:OTHER"])
async def test_when_nobody_knows_it_the_sentence_holds_no_token(db: Database, base_url: str, token: str) -> None:
    with pytest.raises(Failure, match="--bot") as raised:
        await bot_username(session(db, token=token, base_url=base_url), None)
    assert "OTHER" not in str(raised.value)


async def test_a_server_that_cannot_be_reached_is_the_same_sentence(db: Database) -> None:
    with pytest.raises(Failure, match="--bot"):
        await bot_username(session(db, token=TOKEN, base_url="http://127.0.0.1:1/bot"), None)
