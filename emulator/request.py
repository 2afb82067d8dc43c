"""python-telegram-bot's way in without a network: a BaseRequest that calls the emulator directly."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from .core import Core
from .dispatch import Dispatch
from .errors import ConnectionLost, NoReply
from .params import Upload

DEFAULT_READ_SECONDS = 5.0
NOT_FOUND = 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'


class InProcessRequest(BaseRequest):
    """For `Application.builder().request(…).get_updates_request(…)`.

    A dropped connection raises NetworkError; silence raises TimedOut after the read timeout (or the fault's `seconds`).
    """

    def __init__(self, emulator: Dispatch, read_timeout: float = DEFAULT_READ_SECONDS) -> None:
        self._emulator = emulator
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        """Seconds a reply is waited for unless a call says otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request to `…/bot<token>/<method>` or `…/file/bot<token>/<path>`. Raises NetworkError, TimedOut."""
        seconds = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        if "/file/bot" in url:
            return self._download(url)
        token, _, name = url.rpartition("/bot")[2].partition("/")
        params = request_data.json_parameters if request_data else {}
        call = self._emulator.call(token, name, params, _uploads(request_data))
        try:
            reply = await asyncio.wait_for(call, seconds)
        except (TimeoutError, NoReply):
            raise TimedOut from None
        except ConnectionLost:
            raise NetworkError("the connection was dropped") from None
        return reply.status, orjson.dumps(reply.body)

    def _download(self, url: str) -> tuple[int, bytes]:
        token, _, path = unquote(url.rpartition("/file/bot")[2]).partition("/")
        core: Core = self._emulator
        data = core.files.download(path, core.clock()) if core.bot_by_token(token) else None
        return NOT_FOUND if data is None else (200, data)


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    parts = (request_data.multipart_data or {}) if request_data and request_data.contains_files else {}
    return {name: (str(part[0]), _bytes(part[1])) for name, part in parts.items()}


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
