"""One transaction for one request from Telegram: the effect, and "this update is done", together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.storage import inbox
from bot.storage.database import Connection, Database
from bot.storage.errors import is_transient

__all__ = ["Request", "is_transient", "transact"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, by which update, and when. ``now`` carries a zone."""

    update_id: int
    telegram_id: int
    now: datetime


async def transact(db: Database, request: Request, change: Callable[[Connection], T]) -> T:
    """Run ``change`` and mark the update done in one transaction; a Refusal undoes both and is raised here."""

    def both(connection: Connection) -> T:
        result = change(connection)
        inbox.mark_done(connection, request.update_id, request.now)
        return result

    return await db.write(both)
