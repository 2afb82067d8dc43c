"""Polling: ask Telegram for updates, store them, and only then ask for the next, which confirms the stored ones.

Source: Bot API, getUpdates. The raw request is used, so that every update is kept as Telegram wrote it, with the parts
this program's library does not know yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.intake import ALLOWED_UPDATES, Intake
from bot.logs import outline, redact
from bot.outage import PAUSES, Outage
from bot.request import TokenRefused, retry_seconds

log = structlog.get_logger(__name__)

LONG_POLL_SECONDS = 50
"""Longer is cut by the server."""

_BATCH = 100
_READ_MARGIN_SECONDS = 10.0


class Polling:
    """The loop that fetches. ``base_url`` is the address with the token in it: ``…/bot<token>``.

    ``request`` should be one of its own: a call that lasts 50 s must not take the place of an answer.
    """

    def __init__(
        self, intake: Intake, request: BaseRequest, base_url: str, *, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._intake = intake
        self._request = request
        self._base_url = base_url
        self._telegram = Outage(pauses)
        self._database = Outage(pauses)

    async def run(self) -> None:
        """Fetch until cancelled. Raises TokenRefused when Telegram does not know the token; outlives all the rest."""
        offset: int | None = None
        while True:
            await self._intake.room()
            updates = await self._fetch(offset)
            if updates:
                await self._keep(updates)
                offset = max(update["update_id"] for update in updates) + 1
            else:
                # That call has confirmed everything, and after an idle week Telegram goes on at a random number.
                offset = None

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        while True:
            try:
                await self._intake.accept(updates)
            except Exception as error:
                await self._database.wait("inbox not writable", error=outline(error))
            else:
                self._database.over()
                return

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        while True:
            refused = False
            try:
                updates = await self._call(
                    "getUpdates",
                    offset=offset,
                    limit=_BATCH,
                    timeout=LONG_POLL_SECONDS,
                    allowed_updates=list(ALLOWED_UPDATES),
                )
            except InvalidToken:
                refused = True
            except TelegramError as error:
                await self._endure(error)
            else:
                self._telegram.over()
                return updates if isinstance(updates, list) else []
            if refused:  # outside the handler, so that the original, which may quote the token, is not its context
                raise TokenRefused

    async def _endure(self, error: TelegramError) -> None:
        """Say once what is wrong and wait; the next try follows."""
        if isinstance(error, RetryAfter):
            await self._telegram.wait("telegram asked to slow down", at_least=retry_seconds(error))
        elif isinstance(error, Conflict) and "webhook" in error.message:
            await self._remove_webhook()
        elif isinstance(error, Conflict):
            await self._telegram.wait("another program fetches this bot's updates: only one may run")
        else:
            await self._telegram.wait("telegram unreachable", error=redact(error.message, self._base_url))

    async def _remove_webhook(self) -> None:
        """An earlier run used a webhook; as long as it is set, Telegram refuses to be polled."""
        try:
            await self._call("deleteWebhook", drop_pending_updates=False)
        except TelegramError as error:
            await self._telegram.wait("webhook not removed", error=redact(error.message, self._base_url))
        else:
            log.info("webhook removed, polling instead")

    async def _call(self, method: str, **parameters: object) -> Any:
        return await self._request.post(
            f"{self._base_url}/{method}",
            RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()]),
            read_timeout=LONG_POLL_SECONDS + _READ_MARGIN_SECONDS,
        )
