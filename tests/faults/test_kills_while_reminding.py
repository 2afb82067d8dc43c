"""``kill -9`` of the whole program while it reminds people in private: nobody is missed, and only what was in flight
is repeated."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.create_meeting import create_meeting
from bot.actions.letters import keep_quiet_hours
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import MeetingKind
from bot.rules.reminders import Hours
from bot.storage.models import outbox
from tests.faults.harness import until
from tests.faults.stage import Stage, errors, staged, utc_now

HOMES = 100
KILLS = 5
MOST_IN_FLIGHT = 17
MEETING = "楼道照明交流会"
HOUR = timedelta(hours=1)
# Slow enough to be killed in the middle, by day and by night.
_SETTINGS = """
[limits]
messages_per_second = 40
group_messages_per_minute = 100000
[reminders]
quiet_from = "00:00"
quiet_until = "00:00"
"""
_NEVER_QUIET = Hours(quiet_from=time(0), quiet_until=time(0))


async def schedule(stage: Stage) -> None:
    """A meeting in an hour, planned yesterday: its reminder is due as soon as the program runs."""
    for person in stage.people:
        stage.emulator.chat("private", person).started = True
    now = utc_now()
    await keep_quiet_hours(stage.db, _NEVER_QUIET, now)
    starts = now + HOUR - timedelta(seconds=1)
    draft = MeetingDraft("JX01", MeetingKind.EXCHANGE, MEETING, starts, starts + HOUR, "一楼", reminders=(HOUR,))
    await create_meeting(stage.db, draft, now - timedelta(days=1))


def reminded(stage: Stage) -> Counter[int]:
    """How many reminders stand in whose private chat."""
    return Counter({person.id: len(stage.messages(MEETING, "⏰", chat=person)) for person in stage.people})


async def in_flight(stage: Stage) -> list[int]:
    """Whose letters were claimed and not confirmed when the program died."""
    query = select(outbox.c.chat_id).where(outbox.c.state == "sending", outbox.c.chat_id > 0)
    return await stage.db.read(lambda connection: list(connection.scalars(query)))


async def live_through(stage: Stage) -> Counter[int]:
    """Reminders to everybody, with kills in it; how often each person's letter was in flight at one."""
    await schedule(stage)
    flying: Counter[int] = Counter()
    for kill in range(1, KILLS + 1):
        await stage.program.start()
        goal = HOMES * kill // (KILLS + 1)
        await until(lambda goal=goal: reminded(stage).total() >= goal, "so many reminders")  # type: ignore[misc]
        await stage.program.kill()
        claimed = await in_flight(stage)
        assert len(claimed) <= MOST_IN_FLIGHT
        flying.update(claimed)
        assert reminded(stage).total() < HOMES, "killed too late to be of interest"
        await stage.leases_end()
    await stage.program.start()
    await until(lambda: all(reminded(stage)[person.id] for person in stage.people), "a reminder for everybody")
    return flying


async def check_everybody(stage: Stage, flying: Counter[int]) -> None:
    """Everybody has one, and nobody more than were in flight; afterwards nothing is left to send."""
    assert await stage.program.stop() == 0
    assert await in_flight(stage) == []
    told = reminded(stage)
    assert [who for who, count in told.items() if not 1 <= count <= 1 + flying[who]] == []
    states = await stage.db.read(lambda c: Counter(c.scalars(select(outbox.c.state).where(outbox.c.chat_id > 0))))
    assert states == {"sent": HOMES}
    assert errors(stage.program.said) == []


@pytest.mark.timeout(300)
async def test_kills_among_private_reminders_miss_nobody_and_repeat_only_what_was_in_flight(
    database_url: str, tmp_path: Path
) -> None:
    async with staged(database_url, tmp_path, homes=HOMES, settings=_SETTINGS) as stage:
        await check_everybody(stage, await live_through(stage))
