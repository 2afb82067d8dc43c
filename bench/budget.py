"""Counting a budget vote: equal shares with Add1, a thousand households and forty projects, a process of its own.

``python -m bench.budget [seed] [yuan]`` counts one vote and prints seconds and peak memory as JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Figure, at_most, figure
from bot.rules.budget import YUAN, Ballot, BallotKind, Instance, Project
from bot.rules.budget_greedy import greedy
from bot.rules.budget_reasons import reasons
from bot.rules.budget_shares import add1, complete

HOUSEHOLDS = 1_000
PROJECTS = 40
BUDGETS = (500_000, 5_000_000)
_HERE = Path(__file__).resolve().parent
_KIB = 1024


def vote(seed: int, yuan: int) -> Instance:
    """Projects of 1 to 12.5 % of the budget, some far more popular than others; no two ballots need be the same."""
    chance = random.Random(seed)
    budget = yuan * YUAN
    kind = list(BallotKind)[seed % 2]
    most = 1 if kind is BallotKind.APPROVAL else 10
    projects = tuple(Project(n, f"{n}", chance.randrange(budget // 100, budget // 8)) for n in range(1, PROJECTS + 1))
    fame = [chance.random() + 0.02 for _ in projects]
    ballots = []
    for _ in range(HOUSEHOLDS):
        wanted = sorted(set(chance.choices(range(1, PROJECTS + 1), fame, k=chance.randint(3, 12))))
        ballots.append(Ballot({number: chance.randint(1, most) for number in wanted}))
    return Instance(projects, budget, tuple(ballots), kind)


def count_one(seed: int, yuan: int) -> dict[str, float]:
    """One vote: seconds for the result, and for it with the reasons and the comparison; this process's peak in MiB."""
    instance = vote(seed, yuan)
    begun = time.perf_counter()
    result = complete(instance, add1(instance))
    counted = time.perf_counter() - begun
    reasons(instance, result)
    greedy(instance)
    told = time.perf_counter() - begun
    return {"counted": counted, "told": told, "mb": _peak_kib() / _KIB}


def _peak_kib() -> int:
    """This program's peak (proc(5), VmHWM); getrusage would show that of the process which started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def measure(repeats: int, yuan: int) -> list[dict[str, float]]:
    """As many votes, each in a fresh process, approvals and points taking turns."""
    outputs = [
        subprocess.run(
            [sys.executable, "-m", "bench.budget", str(seed), str(yuan)],
            cwd=_HERE.parent,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(repeats)
    ]
    return [json.loads(output) for output in outputs]


def figures(repeats: int) -> list[Figure]:
    """The rows of the table."""
    rows = []
    for yuan in BUDGETS:
        votes = measure(repeats, yuan)
        name = f"budget vote, {HOUSEHOLDS:,} × {PROJECTS}, {yuan:,} yuan: "
        rows += [
            figure(f"{name}equal shares with Add1", [each["counted"] for each in votes], "s", at_most(2.0)),
            figure(f"{name}with reasons and comparison", [each["told"] for each in votes], "s"),
            figure(f"{name}peak memory", [each["mb"] for each in votes], "MiB", at_most(150)),
        ]
    return rows


if __name__ == "__main__":
    _asked = [int(argument) for argument in sys.argv[1:]]
    print(json.dumps(count_one(*(_asked + [0, BUDGETS[0]][len(_asked) :]))))
