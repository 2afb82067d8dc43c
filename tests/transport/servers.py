"""A small web server for tests, and waiting for something to become true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")
_PATIENCE_SECONDS = 20.0
_LOOK_AGAIN_SECONDS = 0.005


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port; gives its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def answering(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.Application:
    """An application that hands every request to ``handler``."""
    app = web.Application(client_max_size=100 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", handler)
    return app


async def until(look: Callable[[], T]) -> T:
    """Wait until ``look()`` is truthy and return it; AssertionError after a generous while."""

    async def look_in() -> T:
        return look()

    return await eventually(look_in)


async def eventually(look: Callable[[], Awaitable[T]]) -> T:
    """The same where looking means asking somebody."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while not (found := await look()):
        assert loop.time() < deadline, "it never happened"
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return found
