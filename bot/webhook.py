"""The webhook: Telegram delivers, we store, and only then say 200.

Source: Bot API, setWebhook. Telegram repeats whatever is not answered with 2xx, honours Retry-After, and sends one
person's presses one after the other, so that a reply after the commit keeps their order.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.config import Webhook as WebhookConfig
from bot.intake import ALLOWED_UPDATES, Intake
from bot.jsontext import loads
from bot.logs import outline, redact
from bot.outage import PAUSES, Outage

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_MOST_BYTES = 1024 * 1024
_RETRY_AFTER = {"Retry-After": "5"}


class Webhook:
    """An HTTP server for Telegram alone. A reverse proxy in front of it speaks TLS."""

    def __init__(self, intake: Intake, config: WebhookConfig) -> None:
        self._intake = intake
        self._config = config
        self._secret = config.secret_token.get_secret_value().encode()
        self._database = Outage(pauses=(0.0,))
        self._runner: web.AppRunner | None = None

    def app(self) -> web.Application:
        """The web application; everything but the one path is 404."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post(self._config.path, self._receive)
        return app

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        self._runner = web.AppRunner(self.app(), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._config.listen, self._config.port).start()

    async def stop(self) -> None:
        """Finish the requests in hand and close the port."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def register(self, bot: Bot, pauses: Sequence[float] = PAUSES) -> None:
        """Tell Telegram where to deliver: ``public_url`` with ``path`` behind it; outlives an outage.

        Raises TelegramError when Telegram refuses the address.
        """
        outage = Outage(pauses)
        while True:
            try:
                await self._register(bot)
            except BadRequest:  # a NetworkError by name only
                raise
            except (NetworkError, RetryAfter) as error:
                await outage.wait("telegram unreachable", error=redact(error.message, bot.token))
            else:
                outage.over()
                return

    async def _register(self, bot: Bot) -> None:
        await bot.set_webhook(
            self._config.public_url.rstrip("/") + self._config.path,
            max_connections=self._config.max_connections,
            allowed_updates=ALLOWED_UPDATES,
            secret_token=self._config.secret_token.get_secret_value(),
            drop_pending_updates=False,
        )

    async def _receive(self, request: web.Request) -> web.Response:
        self._check(request)
        update = _update(await request.read())
        if not self._intake.has_room:
            raise web.HTTPServiceUnavailable(headers=_RETRY_AFTER)
        try:
            await self._intake.accept([update])
        except Exception as error:  # not stored, so not accepted: Telegram shall try again
            await self._database.wait("inbox not writable", error=outline(error))
            raise web.HTTPServiceUnavailable(headers=_RETRY_AFTER) from None
        self._database.over()
        return web.Response()

    def _check(self, request: web.Request) -> None:
        given = request.headers.get(SECRET_HEADER)
        if given is None:
            raise web.HTTPUnauthorized
        if not self._secret or not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType


def _update(body: bytes) -> dict[str, Any]:
    """The update in a request's body; 400 when it is none."""
    try:
        update = loads(body)
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise web.HTTPBadRequest
    return update
