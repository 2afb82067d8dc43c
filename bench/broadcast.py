"""A broadcast: an announcement to thousands of people and a hundred groups, against the time that the limits allow.

Telegram's own limits, in the emulator and in the bot alike: it takes as long as it would, five and a half minutes.
Votes are watched during a shorter one.
"""

from __future__ import annotations

import http
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bench.burst import work_folder
from bench.latency import tap_steadily
from bench.processes import Broken, Program, free_port, listens, run_louyuan, wait_until
from bench.running import OurStage, louyuan
from bench.telegram import TOKEN, USERNAME, Telegram
from bench.town import Size, Town, build, sqlite_url
from bot.actions.letters import address
from bot.rules.reminders import Hours
from bot.storage import announcements, outbox, reminders
from bot.storage.engines import writer_engine
from bot.storage.models import binding, community

TELEGRAMS_OWN = 30
_PATIENCE_SECONDS = 600.0
_WORDS = "停水通知"
_SETTINGS = """
[limits]
messages_per_second = {messages_per_second}
[reminders]
quiet_from = "08:00"
quiet_until = "08:00"
"""
_NEVER_QUIET = Hours(quiet_until=Hours().quiet_from)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time from the first message to the last, divided by what the limits allow at the quickest."""

    ratio: float
    too_many_requests: int


@dataclass(frozen=True, slots=True)
class Toasts:
    """Milliseconds (p95) until a vote's toast, without and during a broadcast."""

    alone: float
    meanwhile: float


def planning_seconds(people: int) -> float:
    """Planning an announcement and addressing it to so many people, in the bot's own transactions."""
    with work_folder() as folder:
        town = build(sqlite_url(folder / "louyuan.db"), Size(people + 500, people, people))
        engine = writer_engine(town.url)
        now = datetime.now(UTC)
        with engine.begin() as connection:
            reminders.store_quiet_hours(connection, _NEVER_QUIET)
        start = time.perf_counter()
        with engine.begin() as connection:
            announcements.create(connection, "停水通知", town.community_id, None, 1, now)
        with engine.begin() as connection:
            (mailing,) = outbox.due_mailings(connection, now, 1)
            made = address(connection, mailing, now)
        seconds = time.perf_counter() - start
        engine.dispose()
    if made != people:
        raise Broken(f"{made} letters for {people} people")
    return seconds


def our_stretch(people: int, groups: int, messages_per_second: int = TELEGRAMS_OWN) -> Stretch:
    """An announcement while nobody votes. Raises Broken unless everybody has it once."""
    with _stage(people, groups, messages_per_second) as (stage, _town):
        messages = people + groups + 1
        before = _sent(stage)
        _announce(stage)
        wait_until(lambda: _sent(stage) >= before + messages, _PATIENCE_SECONDS, "everybody has it")
        calls = _delivered(stage)
        if len({call["chat_id"] for call in calls}) != messages or len(calls) != messages:
            raise Broken(f"{len(calls)} messages for {messages} chats")
        times: list[float] = sorted(call["at"] for call in calls)
        # The first second's worth may go at once, the next one a second later, and so on.
        shortest = max(1, (messages - 1) // messages_per_second)
        return Stretch((times[-1] - times[0]) / shortest, stage.telegram.counts().too_many)


def our_toasts(people: int, taps: int) -> Toasts:
    """Votes before, during and after an announcement; what the machine has to do besides changes all the time, and
    before and after together stand for "without". Raises Broken when the announcement ends before the votes do.
    """
    with _stage(people, 1, TELEGRAMS_OWN) as (stage, town):
        _waits(stage, town, taps)  # everybody's first vote costs more than a change of mind
        alone = _waits(stage, town, taps)
        _announce(stage)
        meanwhile = _waits(stage, town, taps)
        if len(_delivered(stage)) >= people:
            raise Broken("the broadcast was over before the votes were")
        wait_until(lambda: len(_delivered(stage)) >= people, _PATIENCE_SECONDS, "everybody has it")
        alone += _waits(stage, town, taps)
        return Toasts(_p95(alone), _p95(meanwhile))


@contextmanager
def _stage(people: int, groups: int, messages_per_second: int) -> Iterator[tuple[OurStage, Town]]:
    with work_folder() as folder, _telegram(folder, messages_per_second) as telegram:
        town = build(sqlite_url(folder / "louyuan.db"), Size(people + 500, people, people))
        opened = partial(_open_chats, telegram, town, groups)
        settings = _SETTINGS.format(messages_per_second=messages_per_second)
        with louyuan(folder, telegram, town, settings=settings, prepare=opened) as stage:
            yield stage, town


@contextmanager
def _telegram(folder: Path, messages_per_second: int) -> Iterator[Telegram]:
    port = free_port()
    arguments = ["-m", "emulator", "--port", str(port), "--token", TOKEN, "--username", USERNAME]
    with Program([*arguments, "--messages-per-second", str(messages_per_second)], folder / "emulator.log") as program:
        wait_until(lambda: listens(port), 20.0, "the emulator listens")
        yield Telegram(port, program)


def _open_chats(telegram: Telegram, town: Town, groups: int) -> None:
    """Everybody wrote to the bot long ago; the community has so many groups besides the one with the card."""
    for resident in town.residents:
        telegram.post("/emulator/say", {"user": resident, "chat": "private", "text": "/start"})
    _discard_updates(telegram)
    engine = writer_engine(town.url)
    with engine.begin() as connection:
        elsewhere = select(community.c.id).where(community.c.id != town.community_id).order_by(community.c.id)
        row = {"bound_by": 1, "bound_at": datetime.now(UTC)}
        places = connection.scalars(elsewhere.limit(groups)).all()
        connection.execute(
            insert(binding), [row | {"chat_id": telegram.group([]), "community_id": at} for at in places]
        )
    engine.dispose()


def _discard_updates(telegram: Telegram) -> None:
    """What was said before the bot runs is answered already (Bot API: getUpdates, a negative offset)."""
    updates = telegram.post(f"/bot{TOKEN}/getUpdates", {"offset": -1, "timeout": 0})["result"]
    telegram.post(f"/bot{TOKEN}/getUpdates", {"offset": updates[-1]["update_id"] + 1, "timeout": 0})


def _announce(stage: OurStage) -> None:
    file = stage.config.with_name("words.txt")
    file.write_text(_WORDS, encoding="utf-8")
    run_louyuan(stage.config, "announce", "send", str(file))


def _sent(stage: OurStage) -> int:
    """How many messages the bot has sent so far; cheap to ask, so that asking costs the emulator nothing."""
    count: int = stage.telegram.get("/emulator/statistics")["by_method"].get("sendMessage", 0)
    return count


def _delivered(stage: OurStage) -> list[dict[str, Any]]:
    """The messages of announcements that have arrived."""
    calls = stage.telegram.calls_of("sendMessage")
    return [call for call in calls if call["status"] == http.HTTPStatus.OK and _WORDS in str(call["params"])]


def _waits(stage: OurStage, town: Town, taps: int) -> list[float]:
    """Milliseconds from the delivery of a tap to its toast, of steady taps."""
    before = len(stage.telegram.answers())
    tap_steadily(stage, town, taps)
    wait_until(lambda: stage.telegram.count_toasts() >= before + taps, _PATIENCE_SECONDS, f"{taps} toasts")
    return [(one.answered - one.delivered) * 1000 for one in stage.telegram.answers()[before:]]


def _p95(waits: list[float]) -> float:
    return sorted(waits)[-(-95 * len(waits) // 100) - 1]
