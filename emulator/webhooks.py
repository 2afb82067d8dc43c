"""Webhook delivery: one queue per kind and person or chat, one in flight per queue, different queues side by side.

Source: Bot API, setWebhook; WebhookActor.cpp of the real server (retries, Retry-After, expiry, method in the reply).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from .limits import Limits
from .updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
IGNORED_METHODS = ("get", "setWebhook", "deleteWebhook", "close", "logOut")
LONGEST_RETRY_AFTER = 3600.0
POST_SECONDS = 60.0
OK = range(200, 300)

Caller = Callable[[str, dict[str, Any]], Awaitable[object]]


@dataclass(slots=True)
class Webhook:
    """Where a bot wants its updates; the last error for getWebhookInfo."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None


class WebhookSender:
    """Posts a queue's updates to a webhook until each was taken with a 2xx, or is too old."""

    def __init__(self, queue: UpdateQueue, limits: Limits, clock: Callable[[], float], call: Caller) -> None:
        self._queue = queue
        self._limits = limits
        self._clock = clock
        self._call = call
        self._webhook: Webhook | None = None
        self._lanes: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(1)
        self._session: aiohttp.ClientSession | None = None

    @property
    def webhook(self) -> Webhook | None:
        """The webhook in force."""
        return self._webhook

    def start(self, webhook: Webhook) -> None:
        """Begins, with what waits already. Needs a running event loop."""
        self.stop()
        self._webhook = webhook
        self._free = asyncio.Semaphore(webhook.max_connections)
        for update in self._queue.waiting(self._clock()):
            self.push(update)

    def stop(self) -> None:
        """Ends delivery; what was not taken stays in the queue."""
        self._webhook = None
        self._lanes.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Ends delivery and closes the connections."""
        self.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def push(self, update: Update) -> None:
        """An update arrived."""
        if self._webhook is None:
            return
        key = f"{update.kind}:{update.lane}"
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(update)
            return
        lane = self._lanes[key] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(key, lane, self._webhook))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: str, lane: deque[Update], webhook: Webhook) -> None:
        failures = 0
        while lane:
            update = lane[0]
            if not self._queue.expire(update, self._clock()):
                async with self._free:
                    wait = await self._post(webhook, update, failures)
                if wait is not None:
                    failures += 1
                    await asyncio.sleep(wait)
                    continue
                self._queue.done(update.update_id)
            lane.popleft()
            failures = 0
        if self._lanes.get(key) is lane:
            del self._lanes[key]

    async def _post(self, webhook: Webhook, update: Update, failures: int) -> float | None:
        """None when the update was taken, otherwise the seconds until the next attempt."""
        limits = self._limits
        wait = min(limits.webhook_retry_seconds * float(2**failures), limits.webhook_retry_cap_seconds)
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        body = orjson.dumps(update.delivered(self._clock()))
        try:
            async with self._open().post(webhook.url, data=body, headers=headers) as reply:
                answer = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(webhook, f"{type(error).__name__}")
            return wait
        if reply.status not in OK:
            self._failed(webhook, f"Wrong response from the webhook: {reply.status} {reply.reason}")
            return _retry_after(reply.headers.get("Retry-After"), wait)
        await self._act_on(answer)
        return None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POST_SECONDS))
        return self._session

    def _failed(self, webhook: Webhook, reason: str) -> None:
        webhook.last_error_date = int(self._clock())
        webhook.last_error_message = reason

    async def _act_on(self, answer: bytes) -> None:
        """A reply may carry one method call, whose outcome nobody learns (Bot API, "Making requests when …")."""
        try:
            wish = orjson.loads(answer) if answer.lstrip().startswith(b"{") else None
        except orjson.JSONDecodeError:
            return
        if isinstance(wish, dict) and isinstance(wish.get("method"), str):
            method = wish.pop("method")
            if not method.startswith(IGNORED_METHODS):
                await self._call(method, wish)


def _retry_after(header: str | None, otherwise: float) -> float:
    return min(float(header), LONGEST_RETRY_AFTER) if header and header.isdigit() else otherwise
