"""The webhook: only Telegram is let in, and 200 means stored."""

from __future__ import annotations

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.error import BadRequest

from bot.config import Webhook as WebhookConfig
from bot.intake import ALLOWED_UPDATES, Intake
from bot.request import AiohttpRequest
from bot.storage import inbox
from bot.storage.database import Database
from bot.webhook import SECRET_HEADER, Webhook
from emulator import Emulator, Fault
from emulator.http import make_app
from emulator.request import InProcessRequest
from tests.transport.servers import serving, until
from tests.transport.updates import Effects, press

SECRET = "a_Secret-1"
TOKEN = "1000:TEST"


def config(port: int = 8443, **values: Any) -> WebhookConfig:
    return WebhookConfig(public_url=f"http://127.0.0.1:{port}/", port=port, secret_token=SECRET, **values)


@asynccontextmanager
async def hook(intake: Intake) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """The webhook's address and somebody to call it."""
    async with serving(Webhook(intake, config()).app()) as address, aiohttp.ClientSession() as session:
        yield f"{address}/telegram", session


async def post(
    session: aiohttp.ClientSession, url: str, body: bytes, secret: str | None = SECRET, kind: str = "application/json"
) -> aiohttp.ClientResponse:
    headers = {"Content-Type": kind} | ({SECRET_HEADER: secret} if secret is not None else {})
    async with session.post(url, data=io.BytesIO(body), headers=headers) as response:
        await response.read()
        return response


async def test_what_is_answered_with_200_is_stored_and_has_its_effect_once(db: Database) -> None:
    effects = Effects(db)
    intake = Intake(db, effects)
    await intake.start()
    bodies = [orjson.dumps(press(number, person=number % 7)) for number in range(1, 61)]
    async with hook(intake) as (url, session):
        replies = await asyncio.gather(*(post(session, url, body) for body in [*bodies, *bodies]))
        assert {reply.status for reply in replies} == {200}
        await until(lambda: intake.undone == 0)
        assert (await post(session, url, bodies[0])).status == 200
    await intake.stop()
    assert sorted(await effects.seen()) == list(range(1, 61))


async def test_a_200_means_committed_even_if_nobody_works_on_it(db: Database) -> None:
    intake = Intake(db, Effects(db), at_once=0)
    async with hook(intake) as (url, session):
        assert (await post(session, url, orjson.dumps(press(1, person=1)))).status == 200
        assert await db.read(inbox.count_undone) == 1


@pytest.mark.parametrize(
    ("secret", "kind", "body", "status"),
    [
        (None, "application/json", b"{}", 401),
        ("wrong", "application/json", b"{}", 403),
        ("", "application/json", b"{}", 403),
        ("密码", "application/json", b"{}", 403),
        (SECRET, "text/plain", b"{}", 415),
        (SECRET, "application/json", b"{", 400),
        (SECRET, "application/json", b"[]", 400),
        (SECRET, "application/json", b'{"update_id": "1"}', 400),
        (SECRET, "application/json", b" " * 1_048_577, 413),
    ],
)
async def test_anything_but_telegrams_updates_is_turned_away(
    db: Database, secret: str | None, kind: str, body: bytes, status: int
) -> None:
    async with hook(Intake(db, Effects(db))) as (url, session):
        assert (await post(session, url, body, secret, kind)).status == status
        assert (await post(session, url.replace("telegram", "other"), body, secret, kind)).status == 404
    assert await db.read(inbox.count_undone) == 0


async def test_without_a_secret_nobody_is_let_in(db: Database) -> None:
    unset = WebhookConfig(public_url="https://bot.example.org")
    intake = Intake(db, Effects(db))
    async with serving(Webhook(intake, unset).app()) as address, aiohttp.ClientSession() as session:
        assert (await post(session, f"{address}/telegram", b"{}", secret="")).status == 403


async def test_without_room_telegram_is_asked_to_come_again(db: Database) -> None:
    intake = Intake(db, Effects(db), at_once=0, most_undone=1)
    async with hook(intake) as (url, session):
        assert (await post(session, url, orjson.dumps(press(1, person=1)))).status == 200
        refused = await post(session, url, orjson.dumps(press(2, person=1)))
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert await db.read(inbox.count_undone) == 1


async def test_what_cannot_be_stored_is_asked_for_again(db: Database) -> None:
    intake = Intake(db, Effects(db))
    async with hook(intake) as (url, session):
        refused = await post(session, url, orjson.dumps(press(2**63, person=1)))
        assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
        assert (await post(session, url, orjson.dumps(press(1, person=1)))).status == 200


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def listening(webhook: Webhook) -> AsyncIterator[None]:
    await webhook.start()
    try:
        yield
    finally:
        await webhook.stop()
        await webhook.stop()


async def test_telegram_delivers_to_the_registered_address(db: Database) -> None:
    emulator = Emulator()
    emulator.add_bot(token=TOKEN, username="louyuan_bot", name="楼院")
    people = [emulator.add_user(f"{number}号楼住户") for number in range(1, 6)]
    effects = Effects(db)
    intake = Intake(db, effects)
    await intake.start()
    webhook = Webhook(intake, config(free_port(), max_connections=3))
    async with listening(webhook), serving(make_app(emulator)) as address, AiohttpRequest() as request:
        emulator.inject(Fault("setWebhook", "502", times=2))
        await webhook.register(Bot(TOKEN, base_url=f"{address}/bot", request=request), pauses=(0.0,))
        for _ in range(4):
            for person in people:
                emulator.say(person, "private", "您好")
        info = await emulator.call(TOKEN, "getWebhookInfo", {})
        assert sorted(info.body["result"]["allowed_updates"]) == sorted(ALLOWED_UPDATES)
        await effects.at_least(20)
    await intake.stop()
    assert len(await effects.seen()) == 20


async def test_an_address_that_telegram_refuses_is_the_callers_to_know(db: Database) -> None:
    emulator = Emulator()
    emulator.add_bot(token=TOKEN, username="louyuan_bot", name="楼院")
    refused = WebhookConfig(public_url="http://bot.example.org", secret_token=SecretStr(SECRET))
    bot = Bot(TOKEN, request=InProcessRequest(emulator))
    with pytest.raises(BadRequest, match="an https url"):
        await Webhook(Intake(db, Effects(db)), refused).register(bot)
