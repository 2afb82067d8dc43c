"""A few repeating jobs without memory: late, twice or never, they do no harm.

APScheduler is a ticker only. Its default drops a job that is a second late; here a late tick still runs.
"""

from __future__ import annotations

from datetime import timedelta

from bot.actions.tidy import scrub_if_asked, tidy
from bot.handlers.frame import App, Context
from bot.intake import Intake
from bot.publishing import Publisher

_EVERY = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
# Telegram keeps an update for at most a day: an id that is two days old cannot come again.
_INBOX_MEMORY = timedelta(hours=48)


def register(app: App, intake: Intake, publisher: Publisher) -> None:
    """Start the ticks."""

    async def minute(context: Context) -> None:
        await publisher.tidy()
        await scrub_if_asked(context.services.db)

    async def hour(context: Context) -> None:
        services = context.services
        await tidy(services.db, services.now() - _INBOX_MEMORY)

    queue = app.job_queue
    if queue is not None:
        queue.run_repeating(minute, interval=60, first=60, name="minute", job_kwargs=_EVERY)
        queue.run_repeating(hour, interval=3600, first=30, name="hour", job_kwargs=_EVERY)
