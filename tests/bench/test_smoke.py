"""The benchmarks work: what they measure is really done, and what they say is what they measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.benchmarks import BENCHMARKS
from bench.figures import at_least, figure, ratio
from bench.report import HERE, page, stored, table, update_readme
from bench.storage import orm_rate
from tests.habits.tree import ROOT

FACTS = {
    "cores": 2,
    "cpu": "A processor",
    "memory_gib": 8,
    "system": "Linux",
    "filesystem": "ext4",
    "python": "3.11",
    "sqlite": "3.40",
    "libraries": {"httpx": "1"},
}


@pytest.mark.slow
def test_a_quick_burst_counts_each_of_fifty_taps_exactly_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "burst", "--quick", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    figures = {item["name"]: item for item in json.loads((tmp_path / "burst.json").read_text())["figures"]}
    assert figures["burst: homes in the tally, each once"]["value"] == 50
    assert figures["burst: answers 429"]["holds"] is True
    assert "burst, 50 ms round trip: Louyuan" in done.stdout


async def test_the_yardstick_for_storage_records_every_ballot_and_refuses_to_lose_one(tmp_path: Path) -> None:
    people = tuple(range(1, 41))
    assert await orm_rate(f"sqlite+aiosqlite:///{tmp_path / 'baseline.db'}", people, 96, 5) > 0


def test_an_unknown_benchmark_is_named_and_nothing_is_measured() -> None:
    command = [sys.executable, "-m", "bench", "brust"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "brust" in done.stderr


def test_a_figure_is_the_median_and_its_noise_the_spread_of_the_repeats() -> None:
    measured = figure("x", [90.0, 100.0, 120.0], "taps/s", at_least(100))
    assert (measured.value, measured.noise, measured.holds) == (100.0, 0.3, True)
    assert figure("x", [99.0], "taps/s", at_least(100)).holds is False
    assert figure("x", [1.0], "s").noise is None


def test_a_ratio_compares_each_repeat_with_the_one_beside_it() -> None:
    assert ratio("x", [100.0, 300.0], [50.0, 100.0]).values == (2.0, 3.0)


def test_the_readme_gets_the_table_and_keeps_its_own_words(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- table: begin -->\nold\n<!-- table: end -->\nafter\n", encoding="utf-8")
    measured = page("burst", [figure("speed", [1.0, 2.0, 3.0], "taps/s", at_least(5))], FACTS, (0.5, 1.5))
    update_readme([measured], readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "\nold\n" not in text
    assert "| speed | 2 taps/s | 100%  | ≥ 5    | NO    |" in text


def test_the_table_in_the_readme_is_the_one_of_the_stored_results() -> None:
    pages = stored(BENCHMARKS)
    assert {"burst", "latency", "storage"} <= {content["name"] for content in pages}
    assert table(pages) in (HERE / "README.md").read_text(encoding="utf-8")
