"""The loop that keeps groups up to date: woken by every vote, and every second or two for what others changed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram.ext import ExtBot

from bot.actions.advance_consultations import advance_consultations
from bot.actions.meeting_cards import plan_cards
from bot.actions.sends import forget_sends, remember_sends
from bot.actions.transact import is_transient
from bot.flood import FloodBudget
from bot.logs import outline
from bot.publishing.cards import CardKeeper
from bot.publishing.letters import Postman
from bot.publishing.mailroom import Mailroom
from bot.publishing.meeting_cards import MeetingCardKeeper
from bot.publishing.sending import Sender
from bot.services import Services

log = structlog.get_logger(__name__)

_AT_ONCE = 8
# How soon changes of the command line and the clock are noticed.
_IDLE_SECONDS = 1.0
# Votes that come together are drawn together.
_GATHER_SECONDS = 0.2


class Publisher:
    """Runs until told to finish; a pass that fails is logged and tried again."""

    def __init__(self, bot: ExtBot[Any], services: Services, flood: FloodBudget) -> None:
        self._services = services
        self._flood = flood
        sender = Sender(bot, services)
        edited_at: dict[int, datetime] = {}
        self._cards = CardKeeper(services, sender, flood, edited_at)
        self._meeting_cards = MeetingCardKeeper(services, sender, flood, edited_at)
        self._mailroom = Mailroom(services, Postman(services, sender), flood)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._finishing = False

    def finish(self) -> None:
        """Let ``run`` return after the pass it is in: a message being sent is still written down."""
        self._finishing = True
        self._mailroom.finish()
        self._services.changed.set()

    async def run(self) -> None:
        """Pass after pass, and beside them the letters, until ``finish``."""
        letters = asyncio.create_task(self._mailroom.run(), name="letters")
        try:
            await self._pass_after_pass()
            await letters
        finally:
            letters.cancel()

    async def _pass_after_pass(self) -> None:
        while not self._finishing:
            try:
                await self.one_pass()
            except Exception as error:  # the loop must outlive one bad pass
                log.error("publishing failed", error=outline(error), transient=is_transient(error))
                await asyncio.sleep(_IDLE_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._services.changed.wait(), _IDLE_SECONDS)
            self._services.changed.clear()
            if not self._finishing:
                await asyncio.sleep(_GATHER_SECONDS)

    async def one_pass(self) -> None:
        """Advance by the clock, let letters go, bring cards up to date, remember what was sent."""
        services = self._services
        now = services.now()
        await advance_consultations(services.db, now)
        await plan_cards(services.db, now)
        votes, meetings = await self._cards.stale(now), await self._meeting_cards.stale(now)
        self._mailroom.wake()
        work = [
            *(self._guarded(self._cards.bring_up_to_date(*card, now)) for card in votes),
            *(self._guarded(self._meeting_cards.bring_up_to_date(*card, now)) for card in meetings),
        ]
        if work:
            await asyncio.gather(*work)
        await self._remember()

    async def _guarded(self, work: Any) -> None:
        async with self._gate:
            try:
                await work
            except Exception as error:  # one card must not keep the others from being drawn
                log.error("could not publish", error=outline(error))

    async def _remember(self) -> None:
        sends = self._flood.drain()
        if sends:
            await remember_sends(self._services.db, sends)

    async def tidy(self) -> None:
        """Drop what the flood budget no longer needs."""
        await forget_sends(self._services.db, self._services.now() - timedelta(minutes=5))
