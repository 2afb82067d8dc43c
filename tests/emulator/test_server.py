"""`python -m emulator` as a program."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp
import pytest

from emulator.__main__ import parser, serve


def test_the_command_line_has_sensible_defaults() -> None:
    options = parser().parse_args([])
    assert (options.host, options.port, options.latency_ms) == ("127.0.0.1", 8081, 0.0)
    assert (options.messages_per_second, options.group_messages_per_minute, options.chat_burst) == (30, 20, 3)


async def test_it_serves_until_it_is_stopped(unused_tcp_port: int) -> None:
    arguments = ["--port", str(unused_tcp_port), "--token", "77:ABC", "--username", "a_bot", "--latency-ms", "2"]
    ready = asyncio.Event()
    server = asyncio.create_task(serve(parser().parse_args(arguments), ready))
    await asyncio.wait_for(ready.wait(), 5)
    async with aiohttp.ClientSession() as session:
        reply = await session.get(f"http://127.0.0.1:{unused_tcp_port}/bot77:ABC/getMe")
        assert (await reply.json())["result"]["username"] == "a_bot"
    server.cancel()
    with suppress(asyncio.CancelledError):
        await server
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(f"http://127.0.0.1:{unused_tcp_port}/bot77:ABC/getMe")
