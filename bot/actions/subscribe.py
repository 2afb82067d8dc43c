"""退订 and 订阅: whether somebody gets private notices. What they asked for themselves is answered all the same."""

from __future__ import annotations

from bot.actions.transact import Request, transact
from bot.storage import people, report_mail
from bot.storage.database import Connection, Database


async def set_subscribed(db: Database, request: Request, subscribed: bool) -> None:
    """Write it down; notices that are planned already are stopped by it, too."""

    def change(connection: Connection) -> None:
        people.set_subscribed(connection, request.telegram_id, subscribed)
        if not subscribed:
            for kind in report_mail.kinds_of(connection, request.telegram_id):
                report_mail.unsubscribe(connection, request.telegram_id, kind)

    await transact(db, request, change)
