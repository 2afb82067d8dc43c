"""The burst: everybody taps one card at the same moment. Speed, calls, memory and start of the whole program."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bench.processes import Broken, wait_until
from bench.running import OurStage, Stage, louyuan, stock, tally_of
from bench.telegram import Counts, emulated
from bench.town import Town, copied
from bot.storage.engines import writer_engine
from bot.storage.models import ballot_history, inbox

_PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Speed:
    """A burst from the first delivery to the last toast.

    ``too_late`` toasts came when Telegram did not take them any more, 15 s after the tap was delivered. Processor
    time of the bot and of the emulator is given a tap.
    """

    taps_per_second: float
    too_late: int
    bot_cpu_ms: float
    emulator_cpu_ms: float


@dataclass(frozen=True, slots=True)
class OurBurst:
    """What else a burst shows of Louyuan."""

    speed: Speed
    counted: int
    calls_per_tap: float
    too_many_requests: int
    memory_mb: float
    start_seconds: float


def stock_burst(town: Town, latency_ms: int) -> Speed:
    """The yardstick's speed."""
    with work_folder() as folder, emulated(folder, latency_ms) as telegram, stock(folder, telegram, town) as stage:
        return _tap_all(stage, town, option=0)


def our_burst(town: Town, template: Path, latency_ms: int, option: int, refresh: float) -> OurBurst:
    """Louyuan's burst. Raises Broken unless every vote is in the tally exactly once."""
    with work_folder() as folder, emulated(folder, latency_ms) as telegram:
        mine = copied(town, template, folder)
        with louyuan(folder, telegram, mine, refresh) as stage:
            before = telegram.counts()
            speed = _tap_all(stage, mine, option)
            if speed.too_late:
                raise Broken(f"{speed.too_late} toasts came too late")
            after = _settled(stage, len(mine.residents))
            return OurBurst(
                speed,
                counted_exactly(stage, mine, option),
                (after.calls - before.calls) / len(mine.residents),
                after.too_many - before.too_many,
                stage.program.memory,
                stage.first_poll_at - stage.program.spawned_at,
            )


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="louyuan-bench-") as folder:
        yield Path(folder)


def _tap_all(stage: Stage, town: Town, option: int) -> Speed:
    telegram, card, count = stage.telegram, stage.card, len(town.residents)
    bot_cpu, emulator_cpu = stage.program.cpu_seconds, telegram.program.cpu_seconds
    body = {"chat": card.chat, "message_id": card.message_id, "data": card.data[option], "users": town.residents}
    telegram.post("/emulator/burst", body)
    wait_until(lambda: telegram.count_toasts() >= count, _PATIENCE_SECONDS, f"{count} toasts")
    bot_cpu, emulator_cpu = stage.program.cpu_seconds - bot_cpu, telegram.program.cpu_seconds - emulator_cpu
    answers = telegram.answers()
    last = max(call["at"] for call in telegram.calls_of("answerCallbackQuery"))
    seconds = last - min(answer.delivered for answer in answers)
    return Speed(count / seconds, count - len(answers), bot_cpu / count * 1000, emulator_cpu / count * 1000)


def _settled(stage: OurStage, count: int) -> Counts:
    """The calls once the card shows the whole count: redrawing belongs to the burst."""

    def shows_all() -> bool:
        texts = [m["text"] or "" for m in stage.telegram.messages(stage.card.chat)]
        return any(f" {count} 户" in text for text in texts)

    wait_until(shows_all, _PATIENCE_SECONDS, f"the card shows {count} homes")
    return stage.telegram.counts()


def counted_exactly(stage: OurStage, town: Town, option: int) -> int:
    """How many homes the tally has.

    Raises Broken unless each resident's home stands in it once, with what was tapped, and nothing waits.
    """
    count = len(town.residents)
    tally = tally_of(stage)
    homes = [choice["households"] for choice in tally["questions"][0]["options"]]
    expected = [count if position == option else 0 for position in range(len(homes))]
    if tally["turnout"]["households"] != count or homes != expected:
        raise Broken(f"the tally is {tally['turnout']}, {homes}, not {expected}")
    engine = writer_engine(town.url)
    with engine.begin() as connection:
        written = connection.execute(select(func.count(), func.count(ballot_history.c.household_id.distinct()))).one()
        undone = connection.scalar(select(func.count()).select_from(inbox).where(inbox.c.done.is_(False)))
    engine.dispose()
    if tuple(written) != (count, count) or undone:
        raise Broken(f"{written} entries in the history for {count} taps, {undone} updates undone")
    return count
