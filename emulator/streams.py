"""`GET /emulator/events`: server-sent events for pages, with a comment now and then to keep proxies awake."""

from __future__ import annotations

import asyncio

import orjson
from aiohttp import web

from .emulator import Emulator
from .events import Event

KEEP_ALIVE_SECONDS = 15.0
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def add_stream(app: web.Application, emulator: Emulator) -> None:
    """Adds the route."""

    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=HEADERS)
        queue = emulator.events.listen()
        try:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            await _pump(queue, response)
        except ConnectionResetError:
            return response
        finally:
            emulator.events.leave(queue)
        return response

    app.router.add_get("/emulator/events", stream)


async def _pump(queue: asyncio.Queue[Event | None], response: web.StreamResponse) -> None:
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        kind, data = event
        await response.write(b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n")
