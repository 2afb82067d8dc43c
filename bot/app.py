"""The composition root: configuration, database and Telegram become one running bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot import ticks
from bot.actions.letters import keep_notices, keep_quiet_hours
from bot.actions.remember_bot import remember_bot
from bot.actions.sends import recent_sends
from bot.config import Config
from bot.flood import FloodBudget
from bot.handlers import errors
from bot.handlers.all_handlers import register_all
from bot.handlers.frame import App, Context
from bot.handlers.menus import set_everyones_menu
from bot.intake import Intake
from bot.intake_polling import Polling
from bot.logs import redact
from bot.outage import Outage
from bot.publishing import Publisher
from bot.request import PATIENCE, AiohttpRequest, introduce
from bot.services import Services

log = structlog.get_logger(__name__)

# Together with what else there is to do at the end: less than ten seconds.
_GRACE_SECONDS = 5.0
# What is kept of a pressed message (Bot API, Message).
_PLACE = ("message_id", "message_thread_id", "is_topic_message", "date", "chat", "sender_chat")


@dataclass(frozen=True, slots=True)
class Requests:
    """How the bot reaches Telegram: one client for calls, one for the long poll."""

    calls: BaseRequest
    polling: BaseRequest


def aiohttp_requests() -> Requests:
    """The real network."""
    return Requests(AiohttpRequest(patience=PATIENCE), AiohttpRequest(connection_pool_size=4, read_timeout=60.0))


def build_application(services: Services, requests: Requests, flood: FloodBudget) -> App:
    """The Telegram application with all handlers; it fetches nothing by itself."""
    telegram = services.config.telegram
    builder = (
        Application.builder()
        .token(telegram.token.get_secret_value())
        .base_url(telegram.base_url)
        .base_file_url(telegram.base_file_url)
        .request(requests.calls)
        .get_updates_request(requests.polling)
        .rate_limiter(flood)
        .context_types(ContextTypes(context=Context))
        .updater(None)
    )
    app: App = builder.build()  # type: ignore[assignment]
    app.bot_data["services"] = services
    register_all(app)
    app.add_error_handler(errors.on_error)
    return app


def handler_of(app: App, services: Services) -> Callable[[int, dict[str, Any]], Any]:
    """What the intake calls with each update; True when the update's own transaction marked it done."""

    async def handle(update_id: int, raw: dict[str, Any]) -> bool:
        await app.process_update(Update.de_json(_lean(raw), app.bot))
        failed = services.failed.pop(update_id, None)
        settled = update_id in services.settled
        services.settled.discard(update_id)
        if failed is not None:
            raise failed
        return settled

    return handle


def _lean(raw: dict[str, Any]) -> dict[str, Any]:
    """The update without what a pressed message says: it is the bot's own, nothing reads it, and parsing it anew for
    every tap would cost more than everything else that is done on the way to the vote."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    place = {name: message[name] for name in _PLACE if name in message}
    return raw | {"callback_query": query | {"message": place}}


class Louyuan:
    """The running bot: start, run until told to stop, finish what is in hand."""

    def __init__(self, services: Services, requests: Requests) -> None:
        self.services = services
        limits = services.config.limits
        self.flood = FloodBudget(
            limits.messages_per_second,
            limits.group_messages_per_minute,
            private_messages_per_3_seconds=limits.private_messages_per_3_seconds,
        )
        self.app = build_application(services, requests, self.flood)
        self.intake = Intake(services.db, handler_of(self.app, services), now=services.now)
        self.publisher = Publisher(self.bot, services, self.flood)
        self._requests = requests
        self._receiving: asyncio.Task[None] | None = None
        self._publishing: asyncio.Task[None] | None = None
        self._menus: asyncio.Task[None] | None = None
        self._webhook: Any = None

    @property
    def bot(self) -> ExtBot[Any]:
        """The Bot API."""
        return self.app.bot

    async def start(self) -> None:
        """Meet Telegram (however long that takes), take up unfinished work, and begin to receive.

        Raises TokenRefused when Telegram does not know the token.
        """
        services = self.services
        await self._meet_telegram()
        services.username, services.bot_id = self.bot.username, self.bot.id
        await remember_bot(services.db, services.username)
        await keep_quiet_hours(services.db, services.config.quiet_hours, services.now())
        await keep_notices(services.db, services.config.notices.wanted)
        self.flood.load(await recent_sends(services.db, services.now() - timedelta(minutes=2)))
        await self.app.initialize()
        await self.app.start()
        await self.intake.start()
        self._receiving = asyncio.create_task(self._receive(), name="receiving")
        self._publishing = asyncio.create_task(self.publisher.run(), name="publishing")
        self._menus = asyncio.create_task(self._set_menus(), name="menus")
        ticks.register(self.app, self.intake, self.publisher)

    async def _set_menus(self) -> None:
        """Nobody waits for the menus: they are set beside the first updates."""
        try:
            await set_everyones_menu(self.bot, self.services)
        except TelegramError as error:
            log.warning("menus not set", error=redact(error.message))

    async def _meet_telegram(self) -> None:
        outage = Outage()
        token = self.services.config.telegram.token.get_secret_value()
        while True:
            try:
                await introduce(self.bot)
            except TelegramError as error:
                await outage.wait("telegram unreachable", error=redact(error.message, token))
            else:
                outage.over()
                return

    async def _receive(self) -> None:
        telegram = self.services.config.telegram
        if telegram.mode == "polling":
            await Polling(self.intake, self._requests.polling, self.bot.base_url).run()
            return
        from bot.webhook import Webhook

        self._webhook = Webhook(self.intake, telegram.webhook)
        await self._webhook.start()
        await self._webhook.register(self.bot)
        await asyncio.Event().wait()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until ``stop`` is set; raises what ended the receiving (TokenRefused, a taken port)."""
        assert self._receiving is not None  # noqa: S101 - start comes first
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stopping, self._receiving}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._receiving.done():
            await self._receiving

    async def stop(self) -> None:
        """Stop receiving, finish what is in hand, let go of Telegram. The rest waits in the inbox."""
        if self._receiving is not None:
            self._receiving.cancel()
            await asyncio.gather(self._receiving, return_exceptions=True)
        if self._menus is not None:
            self._menus.cancel()
        if self._webhook is not None:
            await self._webhook.stop()
        self.publisher.finish()
        await self.intake.stop(_GRACE_SECONDS)
        if self._publishing is not None:
            with suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(self._publishing, 1.0)
        if self.app.running:
            if self.app.job_queue is not None:
                await self.app.job_queue.stop(wait=False)  # ticks have no memory; one may hang at Telegram
            await self.app.stop()
        await self.app.shutdown()
        await self.bot.shutdown()  # told to stop before it was met, the bot is open and the application is not


async def _started(louyuan: Louyuan, stop: asyncio.Event) -> bool:
    """Start; False when the word to stop came first. Telegram may stay out of reach for long."""
    starting = asyncio.create_task(louyuan.start(), name="starting")
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return False
    await starting
    return True


async def serve(services: Services, stop: asyncio.Event, started: Callable[[], None], config: Config) -> None:
    """Run the bot on the real network until ``stop`` is set."""
    louyuan = Louyuan(services, aiohttp_requests())
    metrics = None
    try:
        if not await _started(louyuan, stop):
            return
        if config.metrics.port:
            from bot.metrics import Metrics

            metrics = Metrics(config.metrics, louyuan.intake)
            await metrics.start()
        started()
        await louyuan.run(stop)
    finally:
        if metrics is not None:
            await metrics.stop()
        await louyuan.stop()
