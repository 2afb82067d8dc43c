"""Requests to the Bot API on aiohttp: several times as many taps a second as python-telegram-bot's own client.

No address is ever logged or put into an exception: it contains the token.
"""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Sequence
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.jsontext import dumps, loads
from bot.logs import redact
from bot.outage import PAUSES, Outage

# Without it every RetryAfter warns that its seconds will be a timedelta one day.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Timeout = float | None | DefaultValue[None] | DefaultValue[float]
_JSON = {"Content-Type": "application/json"}
# These have the same effect when they arrive twice: asked again once when the server hung up on an idle connection.
_REPEATABLE = ("answer", "edit", "get", "delete", "set")
_DNS_SECONDS = 300
PATIENCE = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between the tries of a call whose connection cannot be opened: an answer outlives a minute of outage."""


class NotSent(NetworkError):
    """No connection could be opened: whatever was to be asked has certainly not been heard."""


class TokenRefused(Exception):
    """Telegram does not know the bot's token (401 or 404). Says nothing of the token itself."""


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


async def introduce(bot: Bot, pauses: Sequence[float] = PAUSES) -> None:
    """``bot.initialize()``: open the connections and ask who we are, for as long as Telegram cannot be reached.

    Raises TokenRefused where python-telegram-bot would raise an InvalidToken that quotes the whole token.
    """
    outage = Outage(pauses)
    refused = False
    while not refused:
        try:
            await bot.initialize()
        except InvalidToken:
            refused = True
        except (NetworkError, RetryAfter) as error:
            await outage.wait("telegram unreachable", error=redact(error.message, bot.token))
        else:
            outage.over()
            return
    raise TokenRefused  # outside the handler: an exception must not carry the other as its context


class AiohttpRequest(BaseRequest):
    """All HTTP for one purpose: one for calls, one for getUpdates. Times in seconds, None for ever.

    aiohttp knows no write timeout and no wait for a free connection of its own: a request as a whole may take the sum
    of its timeouts.
    """

    def __init__(
        self,
        connection_pool_size: int = 256,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 10.0,
        media_write_timeout: float | None = 60.0,
        patience: Sequence[float] = (),
    ) -> None:
        self._size = connection_pool_size
        self._read, self._write, self._connect = read_timeout, write_timeout, connect_timeout
        self._pool, self._media_write = pool_timeout, media_write_timeout
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float | None:
        """The default read timeout."""
        return self._read

    async def initialize(self) -> None:
        """Open the connection pool; a second call changes nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._size, ttl_dns_cache=_DNS_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close every connection; a second call changes nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The reply's JSON. Raises TelegramError; what the server said is not repeated, it may be personal."""
        try:
            reply: dict[str, Any] = loads(payload)
            return reply
        except ValueError:
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; the status and the body.

        Raises NotSent when it certainly did not arrive, TimedOut and NetworkError when that is unknown.
        """
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        target = URL(url, encoded=True)
        timeout = self._timeout(request_data, read_timeout, write_timeout, connect_timeout, pool_timeout)
        attempts = 2 if target.name.startswith(_REPEATABLE) else 1
        # Who asks a question says himself what is wrong, and menus are set again by their tick.
        pauses = iter(() if target.name.startswith(("get", "set")) else self._patience)
        while True:
            attempts -= 1
            try:
                return await self._send(self._session, method, target, request_data, timeout)
            except Exception as error:  # worded without the address; cancellation passes
                failure = _failure(error, target)
                if attempts > 0 and isinstance(error, (aiohttp.ServerDisconnectedError, ConnectionResetError)):
                    continue
            pause = next(pauses, None) if isinstance(failure, NotSent) else None
            if pause is None:
                raise failure
            await asyncio.sleep(pause)

    async def _send(
        self,
        session: aiohttp.ClientSession,
        method: str,
        target: URL,
        request_data: RequestData | None,
        timeout: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        body, headers = _body(request_data)
        async with session.request(
            method,
            target,
            data=body,
            headers=headers,
            timeout=timeout,
            proxy=self._proxy(target),
            allow_redirects=False,
        ) as response:
            return response.status, await response.read()

    def _timeout(
        self, data: RequestData | None, read: Timeout, write: Timeout, connect: Timeout, pool: Timeout
    ) -> aiohttp.ClientTimeout:
        uploads = data is not None and data.contains_files
        connecting = _chosen(connect, self._connect)
        reading = _chosen(read, self._read)
        parts = (
            _chosen(pool, self._pool),
            connecting,
            _chosen(write, self._media_write if uploads else self._write),
            reading,
        )
        total = None if any(part is None for part in parts) else sum(part or 0.0 for part in parts)
        return aiohttp.ClientTimeout(total=total, sock_connect=connecting, sock_read=reading)

    def _proxy(self, target: URL) -> str | None:
        """The proxy of HTTPS_PROXY and its like; looked up once a host, aiohttp would start a thread each time."""
        host = target.host or ""
        if host not in self._proxies:
            proxies = getproxies()
            bypassed = proxy_bypass(host)
            self._proxies[host] = None if bypassed else proxies.get(target.scheme, proxies.get("all"))
        return self._proxies[host]


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if data is None or not data.contains_files:
        return (dumps(data.parameters), _JSON) if data is not None else (None, None)
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads UTF-8 file names as they are, and quoted ones wrongly
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        # A stream, since aiohttp warns of large bodies in one piece; a new one each time, since sending uses it up.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=_one_line(filename), content_type=content_type)
    return form, None


def _one_line(filename: str) -> str:
    """A file name that cannot break out of its header."""
    return "".join("_" if char in '"\\' or not char.isprintable() else char for char in filename)


def _failure(error: Exception, target: URL) -> NetworkError:
    name = type(error).__name__
    if isinstance(error, TimeoutError):
        return TimedOut(f"Timed out ({name})")
    kind = NotSent if isinstance(error, aiohttp.ClientConnectorError) else NetworkError
    return kind(redact(f"{name}: {error}", str(target)))


def _chosen(value: Timeout, default: float | None) -> float | None:
    return default if isinstance(value, DefaultValue) else value
