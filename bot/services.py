"""What the Telegram side carries from room to room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.config import Config
from bot.storage.database import Database
from bot.texts import Texts, texts


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Services:
    """The parts that handlers and background jobs share. ``slip_key`` opens slips; ``username`` is the bot's own."""

    config: Config
    db: Database
    slip_key: bytes
    username: str = ""
    bot_id: int = 0
    now: Callable[[], datetime] = utc_now
    # Set when something changed that people see in groups; publishing waits on it.
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    # Held while files that Telegram has not seen go out: the next to send them then knows their ids.
    uploading: asyncio.Lock = field(default_factory=asyncio.Lock)
    # Updates whose effect was committed together with "done", and those that failed; read by the intake.
    settled: set[int] = field(default_factory=set)
    failed: dict[int, Exception] = field(default_factory=dict)
    # When each group was last told something of use to all who read along: once in a while is kind, often is noise.
    taught: dict[tuple[int, str], datetime] = field(default_factory=dict)

    def texts(self, language: str | None = None) -> Texts:
        """The sentences in a person's language, or in the district's."""
        return texts(language or self.config.locale.language)
