"""Two ways into the emulator for the tests; whatever comes back is compared with the Bot API's type tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from emulator import Emulator, Reply
from emulator.schema import RETURNS, check

TOKEN = "1000:TEST"
OTHER_TOKEN = "2000:OTHER"
START = 1_800_000_000.0

Uploads = dict[str, tuple[str, bytes]]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    time: float = START

    def __call__(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        """Moves the clock forward."""
        self.time += seconds


class Door(ABC):
    """One way of calling the Bot API."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token

    @abstractmethod
    async def raw(self, method: str, params: dict[str, Any], files: Uploads) -> Reply:
        """One call as it is."""

    async def call(self, method: str, files: Uploads | None = None, **params: Any) -> Reply:
        """One call whose result, when there is one, has the type the Bot API promises."""
        reply = await self.raw(method, params, files or {})
        if reply.status == 200:
            assert reply.body["ok"] is True
            check(reply.body["result"], RETURNS[method], method)
        else:
            assert reply.body["ok"] is False
            assert reply.body["error_code"] == reply.status
        return reply

    async def ok(self, method: str, files: Uploads | None = None, **params: Any) -> Any:
        """The result of a call that succeeds."""
        reply = await self.call(method, files, **params)
        assert reply.status == 200, reply.body
        return reply.body["result"]

    async def refusal(self, method: str, files: Uploads | None = None, **params: Any) -> str:
        """The description of a call that is refused."""
        reply = await self.call(method, files, **params)
        assert reply.status != 200, reply.body
        return str(reply.body["description"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """What getUpdates returns at once."""
        result: list[dict[str, Any]] = await self.ok("getUpdates", timeout=0, **params)
        return result

    async def drain(self) -> list[dict[str, Any]]:
        """Everything that waits, confirmed."""
        updates = await self.updates()
        if updates:
            await self.updates(offset=updates[-1]["update_id"] + 1, limit=1)
        return updates


class InProcessDoor(Door):
    """Straight into the emulator."""

    def __init__(self, emulator: Emulator, token: str = TOKEN) -> None:
        super().__init__(token)
        self.emulator = emulator

    async def raw(self, method: str, params: dict[str, Any], files: Uploads) -> Reply:
        """One call without HTTP."""
        return await self.emulator.call(self.token, method, params, files)


class HttpDoor(Door):
    """Over HTTP: JSON, or multipart when there are files."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str = TOKEN) -> None:
        super().__init__(token)
        self.session = session
        self.base = base

    async def raw(self, method: str, params: dict[str, Any], files: Uploads) -> Reply:
        """One POST."""
        url = f"{self.base}/bot{self.token}/{method}"
        body: Any = {"json": params}
        if files:
            form = aiohttp.FormData()
            for name, value in params.items():
                form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
            for name, (filename, data) in files.items():
                form.add_field(name, data, filename=filename)
            body = {"data": form}
        async with self.session.post(url, **body) as reply:
            return Reply(reply.status, orjson.loads(await reply.read()))


def keyboard(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """An inline keyboard of callback buttons."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


def png(width: int, height: int, size: int = 100) -> bytes:
    """The beginning of a PNG of that many pixels, filled up to `size` bytes."""
    header = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (header + b"\x08\x02\x00\x00\x00").ljust(size, b"\x00")


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG of that many pixels."""
    comment = b"\xff\xfe\x00\x06abcd"
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + comment + frame + b"\x03\x01\x22\x00"
