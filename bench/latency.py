"""How long a resident looks at the spinner when taps come steadily: from the delivery of a tap to its toast's arrival.

With a round trip of 50 ms the figure contains both ways: what Telegram needs to hand the tap over, and the toast to
come back.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bench.burst import work_folder
from bench.processes import Broken, wait_until
from bench.running import Stage, louyuan
from bench.telegram import emulated
from bench.town import Town, copied

TAPS_PER_SECOND = 50
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds from delivery to toast; ``sent_per_second`` is the pace at which the taps really came."""

    p50: float
    p95: float
    worst: float
    sent_per_second: float


def our_latency(town: Town, template: Path, latency_ms: int, count: int) -> Waits:
    """Louyuan's. Raises Broken unless every tap got its toast."""
    with work_folder() as folder, emulated(folder, latency_ms) as telegram:
        mine = copied(town, template, folder)
        with louyuan(folder, telegram, mine) as stage:
            pace = tap_steadily(stage, mine, count)
            wait_until(lambda: telegram.count_toasts() >= count, _PATIENCE_SECONDS, f"{count} toasts")
            return _waits(stage, count, pace)


def tap_steadily(stage: Stage, town: Town, count: int) -> float:
    """One tap after the other through the control API, nobody waiting for an answer; returns the pace."""
    card = stage.card
    start = time.perf_counter()
    for number in range(count):
        time.sleep(max(0.0, start + number / TAPS_PER_SECOND - time.perf_counter()))
        who = town.residents[number % len(town.residents)]
        tap = {"user": who, "chat": card.chat, "message_id": card.message_id, "data": card.data[number % 3]}
        stage.telegram.post("/emulator/press", tap | {"wait": False})
    return count / (time.perf_counter() - start)


def _waits(stage: Stage, count: int, pace: float) -> Waits:
    waits = sorted((answer.answered - answer.delivered) * 1000 for answer in stage.telegram.answers())
    if len(waits) != count:
        raise Broken(f"{len(waits)} toasts in time for {count} taps")
    return Waits(waits[count // 2], waits[-(-95 * count // 100) - 1], waits[-1], pace)
