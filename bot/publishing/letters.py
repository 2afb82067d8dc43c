"""Letters: messages that go out once, such as the announcement of a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot.actions import letters
from bot.actions.letters import Letter
from bot.actions.tally_consultation import tally_consultation
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.services import Services
from bot.views.card import result
from bot.views.screen import Screen

log = structlog.get_logger(__name__)

_PAUSE = timedelta(seconds=20)
_MOST_ATTEMPTS = 8


@dataclass(slots=True)
class Postman:
    """Sends what is due, one claim at a time."""

    services: Services
    sender: Sender

    async def deliver(self, letter: Letter, now: datetime) -> None:
        """Claim, send, remember. A crash in between repeats at most this one letter."""
        if not await letters.take(self.services.db, letter, now):
            return
        group, card_message = await letters.address_of(self.services.db, letter)
        if group is None or not group.present or letter.attempts >= _MOST_ATTEMPTS:
            await letters.drop(self.services.db, letter)
            return
        try:
            screen = await self._write(letter)
            message_id = await self.sender.send(letter.chat_id, group.thread_id, screen, reply_to=card_message)
            await letters.sent(self.services.db, letter, message_id)
        except TelegramError as error:
            await self._trouble(letter, error, now)

    async def _write(self, letter: Letter) -> Screen:
        if letter.kind != letters.RESULT:
            raise ValueError(f"no letter of kind {letter.kind!r} can be written")
        services = self.services
        tally = await tally_consultation(services.db, letter.subject_id, services.now())
        return result(tally, services.texts(), services.config.locale.zone)

    async def _trouble(self, letter: Letter, error: TelegramError, now: datetime) -> None:
        trouble = await self.sender.note(letter.chat_id, error)
        if trouble in (Trouble.GONE, Trouble.REFUSED):
            await letters.drop(self.services.db, letter)
        elif trouble in (Trouble.LATER, Trouble.TOPIC_GONE):
            await letters.postpone(self.services.db, letter, now + _PAUSE)
        # An unknown outcome keeps its lease and is sent again when that ends.
