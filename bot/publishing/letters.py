"""Letters: messages that go out once, such as a reminder or the announcement of a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from telegram.error import RetryAfter, TelegramError

from bot.actions import letters
from bot.actions.letters import Letter, Ticket, Why
from bot.logs import outline
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.publishing.writers import WRITERS
from bot.services import Services
from bot.views.screen import Screen

log = structlog.get_logger(__name__)

_PAUSE = timedelta(seconds=20)
_MUTED_PAUSE = timedelta(minutes=5)
# A letter that cannot be written is a defect; it is not tried for ever.
_MOST_ATTEMPTS = 8
_SAME_FOR_ALL = (
    letters.REMINDER,
    letters.NOTICE,
    letters.ANNOUNCEMENT,
    letters.OPENING,
    letters.NUDGE,
    letters.RESULT_NOTICE,
)
_FRESH = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed letter, written and ready to be sent."""

    ticket: Ticket
    screen: Screen


@dataclass(slots=True)
class Postman:
    """Takes what is due, one claim at a time. A crash repeats at most the letters that were being sent."""

    services: Services
    sender: Sender
    _written: dict[tuple[str, int, str, bool], tuple[datetime, Screen | None]] = field(default_factory=dict)

    async def prepare(self, letter: Letter, now: datetime) -> Parcel | None:
        """Claim and write it; None when it is not to be sent now, or never."""
        ticket = await letters.take(self.services.db, letter, now)
        if ticket is None:
            return None
        try:
            screen = await self._write(letter, ticket.language, now)
        except Exception as error:
            log.error("a letter cannot be written", kind=letter.kind, error=outline(error))
            await self._put_aside(letter, now)
            return None
        if screen is None:
            await letters.drop(self.services.db, letter, Why.OLD_NEWS)
            return None
        return Parcel(ticket, screen)

    async def _write(self, letter: Letter, language: str | None, now: datetime) -> Screen | None:
        """What thousands read word for word is written once a second."""
        words = self.services.texts(language)
        if letter.kind not in _SAME_FOR_ALL:
            return await WRITERS[letter.kind](self.services, letter, words)
        key = (letter.kind, letter.subject_id, words.language, letter.chat_id > 0)
        written = self._written.get(key)
        if written is None or not timedelta(0) <= now - written[0] < _FRESH:
            self._written = {key: item for key, item in self._written.items() if now - item[0] < _FRESH}
            written = self._written[key] = now, await WRITERS[letter.kind](self.services, letter, words)
        return written[1]

    async def send(self, parcel: Parcel, answered: Callable[[], None] = lambda: None) -> Trouble | None:
        """Send and remember; what went wrong, if anything. ``answered`` is called when Telegram has answered."""
        ticket, letter = parcel.ticket, parcel.ticket.letter
        try:
            message_id = await self.sender.send(
                letter.chat_id, ticket.thread_id, parcel.screen, reply_to=ticket.reply_to
            )
        except TelegramError as error:
            return await self._trouble(letter, error, self.services.now())
        answered()
        await letters.sent(self.services.db, letter, message_id)
        return None

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
        elif trouble is Trouble.MUTED:
            await letters.postpone(self.services.db, letter, now + _MUTED_PAUSE)
        # An unknown outcome keeps its lease and is sent again when that ends.
        return trouble


def _pause_of(error: TelegramError) -> timedelta:
    """As long as Telegram says (Bot API: ResponseParameters.retry_after)."""
    if not isinstance(error, RetryAfter):
        return _PAUSE
    asked = error.retry_after
    return max(_PAUSE, asked if isinstance(asked, timedelta) else timedelta(seconds=asked))
