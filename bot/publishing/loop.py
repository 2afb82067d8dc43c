"""The loop that keeps groups up to date: woken by every vote, and every second or two for what others changed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram.ext import ExtBot

from bot.actions.advance_consultations import advance_consultations
from bot.actions.cards import Card
from bot.actions.meeting_cards import plan_cards
from bot.actions.opinion_letters import plan_digests
from bot.actions.report_mail import plan_reports
from bot.actions.sends import forget_sends, remember_sends
from bot.actions.transact import is_transient
from bot.flood import FloodBudget
from bot.logs import outline
from bot.outage import Outage
from bot.publishing.cards import CardKeeper
from bot.publishing.keeper import Keeper
from bot.publishing.letters import Postman
from bot.publishing.mailroom import Mailroom
from bot.publishing.meeting_cards import MeetingCardKeeper
from bot.publishing.progress import ProgressNotes
from bot.publishing.sending import Sender
from bot.services import Services

log = structlog.get_logger(__name__)

_Stale = tuple[Keeper[Any], Card, Any]

# Groups whose cards are drawn at the same moment; one that Telegram holds back takes a place as long.
_AT_ONCE = 32
_LAST_WORDS_SECONDS = 0.5
# How soon changes of the command line and the clock are noticed.
_IDLE_SECONDS = 1.0
_PAUSES = (_IDLE_SECONDS,)
# Votes that come together are drawn together.
_GATHER_SECONDS = 0.2


class Publisher:
    """Runs until told to finish; a pass that fails is logged and tried again.

    A pass begins what is to be drawn and does not wait for it: a group that Telegram holds back must not hold up the
    others. In one group one card is drawn after the other.
    """

    def __init__(self, bot: ExtBot[Any], services: Services, flood: FloodBudget) -> None:
        self._services = services
        self._flood = flood
        sender = Sender(bot, services)
        edited_at: dict[int, datetime] = {}
        self._keepers: tuple[Keeper[Any], ...] = (
            CardKeeper(services, sender, flood, edited_at),
            MeetingCardKeeper(services, sender, flood, edited_at),
        )
        self._mailroom = Mailroom(services, Postman(services, sender), flood)
        self._progress = ProgressNotes(services, sender)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._drawing: dict[int, asyncio.Task[None]] = {}  # by chat
        self._trouble = Outage(_PAUSES)
        self._complaint: str | None = None
        self._finishing = False

    def finish(self) -> None:
        """Let ``run`` return when what is begun is done: a message being sent is still written down."""
        self._finishing = True
        self._mailroom.finish()
        self._services.changed.set()

    async def run(self) -> None:
        """Pass after pass, and beside them the letters, until ``finish``."""
        letters = asyncio.create_task(self._mailroom.run(), name="letters")
        try:
            await self._pass_after_pass()
            await asyncio.gather(letters, self._progress.finish(), *self._drawing.values())
        finally:
            self._progress.stop()
            for task in (letters, *self._drawing.values()):
                task.cancel()
            with suppress(Exception):  # trouble with the database has been told; a stop is not held up
                await asyncio.wait_for(self._remember(), _LAST_WORDS_SECONDS)

    async def _pass_after_pass(self) -> None:
        while not self._finishing:
            try:
                await self.one_pass()
            except Exception as error:  # the loop must outlive one bad pass
                await self._trouble.wait("publishing failed", error=outline(error), transient=is_transient(error))
            else:
                self._trouble.over()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._services.changed.wait(), _IDLE_SECONDS)
            self._services.changed.clear()
            if not self._finishing:
                await asyncio.sleep(_GATHER_SECONDS)

    async def one_pass(self) -> None:
        """Advance by the clock, let letters go, begin to bring cards up to date, remember what was sent."""
        services = self._services
        now = services.now()
        await advance_consultations(services.db, now)
        await plan_cards(services.db, now)
        await plan_digests(services.db, now)
        await plan_reports(services.db, now)
        self._mailroom.wake()
        self._progress.begin(now)
        stale: dict[int, list[_Stale]] = {}
        for keeper in self._keepers:
            for card, version in await keeper.stale(now):
                stale.setdefault(card.chat_id, []).append((keeper, card, version))
        for chat_id in stale.keys() - self._drawing.keys():
            task = self._drawing[chat_id] = asyncio.create_task(self._draw(stale[chat_id], now))
            task.add_done_callback(lambda _, chat=chat_id: self._drawing.pop(chat))  # type: ignore[misc]
        await self._remember()

    async def _draw(self, stale: list[_Stale], now: datetime) -> None:
        for keeper, card, version in stale:
            async with self._gate:
                try:
                    await keeper.bring_up_to_date(card, version, now)
                except Exception as error:  # one card must not keep the others from being drawn
                    self._complain(outline(error))
                else:
                    self._complaint = None

    def _complain(self, error: str) -> None:
        """The same trouble meets every card, again and again: it is said once."""
        if error != self._complaint:
            log.error("could not publish", error=error)
            self._complaint = error

    async def _remember(self) -> None:
        sends = self._flood.drain()
        if sends:
            await remember_sends(self._services.db, sends)

    async def tidy(self) -> None:
        """Drop what the flood budget no longer needs."""
        await forget_sends(self._services.db, self._services.now() - timedelta(minutes=5))
