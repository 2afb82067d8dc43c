"""Letters: messages that go out once, such as a reminder or the announcement of a result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.actions import letters
from bot.actions.letters import Letter, Ticket, Why
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.publishing.writers import WRITERS
from bot.services import Services

log = structlog.get_logger(__name__)

_PAUSE = timedelta(seconds=20)
# A letter that cannot be written is a defect; it is not tried for ever.
_MOST_ATTEMPTS = 8


@dataclass(slots=True)
class Postman:
    """Sends what is due, one claim at a time."""

    services: Services
    sender: Sender

    async def deliver(self, letter: Letter, now: datetime) -> Trouble | None:
        """Claim, send, remember; what went wrong, if anything. A crash in between repeats at most this one letter."""
        ticket = await letters.take(self.services.db, letter, now)
        if ticket is None:
            return None
        try:
            await self._send(ticket)
        except TelegramError as error:
            return await self._trouble(letter, error, now)
        except Exception as error:
            log.error(
                "a letter cannot be written", kind=letter.kind, error=type(error).__name__, detail=str(error)[:200]
            )
            await self._put_aside(letter, now)
            return Trouble.REFUSED
        return None

    async def _send(self, ticket: Ticket) -> None:
        letter, services = ticket.letter, self.services
        screen = await WRITERS[letter.kind](services, letter, services.texts(ticket.language))
        if screen is None:
            await letters.drop(services.db, letter, Why.OLD_NEWS)
            return
        message_id = await self.sender.send(letter.chat_id, ticket.thread_id, screen, reply_to=ticket.reply_to)
        await letters.sent(services.db, letter, message_id)

    async def _put_aside(self, letter: Letter, now: datetime) -> None:
        if letter.attempts + 1 >= _MOST_ATTEMPTS:
            await letters.drop(self.services.db, letter, Why.REFUSED)
        else:
            await letters.postpone(self.services.db, letter, now + _PAUSE)

    async def _trouble(self, letter: Letter, error: TelegramError, now: datetime) -> Trouble:
        trouble = await self.sender.note(letter.chat_id, error)
        if trouble is Trouble.GONE:
            await letters.drop(self.services.db, letter, Why.UNREACHABLE)
        elif trouble is Trouble.REFUSED:
            await letters.drop(self.services.db, letter, Why.REFUSED)
        elif trouble in (Trouble.LATER, Trouble.TOPIC_GONE):
            await letters.postpone(self.services.db, letter, now + _pause_of(error))
        # An unknown outcome keeps its lease and is sent again when that ends.
        return trouble


def _pause_of(error: TelegramError) -> timedelta:
    """As long as Telegram says (Bot API: ResponseParameters.retry_after)."""
    if not isinstance(error, RetryAfter):
        return _PAUSE
    asked = error.retry_after
    return max(_PAUSE, asked if isinstance(asked, timedelta) else timedelta(seconds=asked))
