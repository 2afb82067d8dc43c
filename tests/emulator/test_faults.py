"""Faults on order: refused, silent, cut off, slow, before or after the effect."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot as Client
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from emulator import Chat, Emulator, Fault
from emulator.request import InProcessRequest
from tests.emulator.doors import TOKEN, Door, InProcessDoor

SEVEN = timedelta(seconds=7)
KINDS: list[tuple[dict[str, Any], type[TelegramError], int]] = [
    ({"kind": "429", "retry_after": 7}, RetryAfter, 0),
    ({"kind": "500"}, NetworkError, 0),
    ({"kind": "502"}, NetworkError, 0),
    ({"kind": "drop_before"}, NetworkError, 0),
    ({"kind": "drop_after"}, NetworkError, 1),
    ({"kind": "hang_before", "seconds": 0.0}, NetworkError, 0),
    ({"kind": "hang_after", "seconds": 0.0}, NetworkError, 1),
]


def client(emulator: Emulator, base: str | None) -> Client:
    """python-telegram-bot over HTTP, or in process when there is no address."""
    if base is None:
        return Client(TOKEN, request=InProcessRequest(emulator), get_updates_request=InProcessRequest(emulator))
    return Client(TOKEN, base_url=f"{base}/bot", request=HTTPXRequest(), get_updates_request=HTTPXRequest())


@pytest.mark.parametrize("http", [False, True], ids=["in-process", "http"])
@pytest.mark.parametrize(("fault", "error", "effects"), KINDS, ids=lambda value: str(value)[:40])
async def test_a_fault_looks_like_the_real_thing(
    emulator: Emulator,
    group: Chat,
    base: str,
    http: bool,
    fault: dict[str, Any],
    error: type[TelegramError],
    effects: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    shown = len(emulator.history(group))
    async with client(emulator, base if http else None) as bot:
        emulator.inject(Fault(method="sendMessage", **fault))
        with pytest.raises(error) as raised:
            await bot.send_message(group.id, "一次")
        assert len(emulator.history(group)) == shown + effects
        await bot.send_message(group.id, "再来")
    assert len(emulator.history(group)) == shown + effects + 1
    assert emulator.faults.pending == 0
    assert getattr(raised.value, "retry_after", SEVEN) == SEVEN


async def test_silence_lasts_as_long_as_the_client_waits(emulator: Emulator, group: Chat) -> None:
    request = InProcessRequest(emulator, read_timeout=0.01)
    bot = Client(TOKEN, request=request, get_updates_request=InProcessRequest(emulator))
    async with bot:
        emulator.inject(Fault("sendMessage", "hang_after"))
        with pytest.raises(TimedOut):
            await bot.send_message(group.id, "听不见")
        assert emulator.last(group).text == "听不见"
        assert request.read_timeout == 0.01
    assert emulator.calls[-1].status == 0


async def test_over_http_silence_is_silence(emulator: Emulator, group: Chat, base: str) -> None:
    emulator.inject(Fault("sendMessage", "hang_before"))
    body = {"chat_id": group.id, "text": "a"}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1)) as session:
        with pytest.raises(TimeoutError):
            await session.post(f"{base}/bot{TOKEN}/sendMessage", json=body)
    assert emulator.last(group).text is None


async def test_a_slow_call_arrives_all_the_same(door: Door, emulator: Emulator, group: Chat) -> None:
    loop = asyncio.get_running_loop()
    emulator.inject(Fault("sendMessage", "slow", seconds=0.05))
    began = loop.time()
    await door.ok("sendMessage", chat_id=group.id, text="a")
    assert loop.time() - began >= 0.04


async def test_faults_strike_the_calls_they_are_meant_for(
    inside: InProcessDoor, emulator: Emulator, group: Chat
) -> None:
    other = emulator.add_group("二号群")
    emulator.inject(Fault(None, "500", times=2, chat_id=group.id))
    await inside.ok("getUpdates", timeout=0)
    await inside.ok("sendMessage", chat_id=other.id, text="a")
    for chat_id in (group.id, str(group.id)):
        assert await inside.refusal("sendMessage", chat_id=chat_id, text="a") == "Internal Server Error"
    await inside.ok("sendMessage", chat_id=group.id, text="a")


async def test_polling_fails_only_when_named(inside: InProcessDoor, emulator: Emulator) -> None:
    emulator.inject(Fault(None, "502"))
    await inside.ok("getUpdates", timeout=0)
    assert await inside.refusal("getMe") == "Bad Gateway"
    emulator.inject(Fault("getUpdates", "502"))
    assert await inside.refusal("getUpdates", timeout=0) == "Bad Gateway"


async def test_faults_can_be_called_off(inside: InProcessDoor, emulator: Emulator) -> None:
    emulator.inject(Fault("getMe", "502", times=3))
    assert emulator.faults.pending == 3
    emulator.faults.clear()
    assert (await inside.ok("getMe"))["id"] == 1000


async def test_closing_ends_what_hangs(emulator: Emulator, inside: InProcessDoor) -> None:
    emulator.inject(Fault("getMe", "slow", seconds=60))
    call = asyncio.create_task(inside.ok("getMe"))
    await asyncio.sleep(0)
    await emulator.close()
    assert (await call)["id"] == 1000


def test_an_unknown_fault_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        Fault("getMe", "gremlins")  # type: ignore[arg-type]
