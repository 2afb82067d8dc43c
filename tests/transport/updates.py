"""Updates as Telegram sends them, and a handler whose effects can be counted in the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.storage import inbox, sends
from bot.storage.database import Connection, Database
from tests.transport.servers import eventually

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def press(update_id: int, person: int, data: str = "v1:1:1") -> dict[str, Any]:
    """A person presses a button."""
    chat = {"id": -100, "type": "supergroup", "title": "金祥花园"}
    return {
        "update_id": update_id,
        "callback_query": {
            "id": str(update_id),
            "from": {"id": person, "is_bot": False, "first_name": "住户"},
            "message": {"message_id": 1, "date": 1, "chat": chat},
            "chat_instance": "1",
            "data": data,
        },
    }


class Effects:
    """A handler that notes each update in the database, in the transaction that marks it done.

    The table of sends serves as the note: one row an effect, its chat being the update's id.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, update_id: int, _update: dict[str, Any]) -> bool:
        def change(connection: Connection) -> None:
            if inbox.mark_done(connection, update_id, NOW):
                sends.remember(connection, [(update_id, NOW)])

        await self._db.write(change)
        return True

    async def seen(self) -> list[int]:
        """The ids of all updates that had their effect, in the order of the effects."""
        rows = await self._db.read(lambda connection: sends.recent(connection, NOW))
        return [chat for chat, _ in rows]

    async def at_least(self, count: int) -> list[int]:
        """Wait until that many updates had their effect."""

        async def enough() -> list[int] | None:
            seen = await self.seen()
            return seen if len(seen) >= count else None

        return await eventually(enough) or []
