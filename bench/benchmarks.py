"""The benchmarks by name; each returns its figures, Louyuan and its yardstick taking turns in the same run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import budget, charts, tallies
from bench.answers import answer_costs, workbook_seconds
from bench.broadcast import our_stretch, our_toasts, planning_seconds
from bench.burst import OurBurst, Speed, our_burst, stock_burst, work_folder
from bench.district import DistrictSize, report_cost
from bench.extras import chart_milliseconds, import_seconds
from bench.figures import Demand, Figure, at_least, at_most, exactly, figure, ratio
from bench.latency import our_latency
from bench.postgres import postgresql
from bench.storage import orm_rate, our_rate
from bench.town import Size, Town, build, copied, sqlite_url

REMOTE_MS = 50
_POOL_OF_SQLITE = 5  # SQLAlchemy's default, and the quickest for the yardstick
_POOL_OF_POSTGRESQL = 32


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run measures with: how large, how often, and a finished town to copy."""

    town: Town
    template: Path
    size: Size
    repeats: int
    latencies: Sequence[int]
    steady_taps: int
    our_ballots: int
    orm_ballots: int
    roster_flats: int
    refresh: float  # publishing.card_refresh_seconds
    broadcast: tuple[int, int, int]  # people, groups, taps meanwhile


def make_setting(folder: Path, quick: bool) -> Setting:
    """The town of a full run, or a hamlet."""
    template = folder / "town.db"
    size = Size(600, 60, 50) if quick else Size()
    town = build(sqlite_url(template), size)
    if quick:
        return Setting(town, template, size, 1, (REMOTE_MS,), 50, 320, 96, 500, 0.3, (150, 3, 20))
    return Setting(town, template, size, 3, (REMOTE_MS, 0), 600, 12_000, 2_000, 50_000, 3.0, (10_000, 100, 500))


def burst(setting: Setting) -> list[Figure]:
    """Everybody taps one card at once."""
    figures: list[Figure] = []
    for latency in setting.latencies:
        ours: list[OurBurst] = []
        theirs: list[Speed] = []
        for number in range(setting.repeats):
            ours.append(our_burst(setting.town, setting.template, latency, number % 3, setting.refresh))
            theirs.append(stock_burst(setting.town, latency))
        demanded = latency == REMOTE_MS
        figures += _speeds(ours, theirs, latency, demanded)
        if demanded:
            figures += _costs(ours, len(setting.town.residents))
    return figures


def _speeds(ours: list[OurBurst], theirs: list[Speed], latency: int, demanded: bool) -> list[Figure]:
    name = f"burst, {latency} ms round trip: " if latency else "burst, loopback: "
    mine, other = [item.speed.taps_per_second for item in ours], [item.taps_per_second for item in theirs]
    return [
        figure(f"{name}Louyuan", mine, "taps/s"),
        figure(f"{name}stock application", other, "taps/s"),
        ratio(f"{name}Louyuan ÷ stock", mine, other, at_least(1.0) if demanded else None),
        figure(f"{name}processor time, Louyuan", [item.speed.bot_cpu_ms for item in ours], "ms/tap"),
        figure(f"{name}processor time, stock", [item.bot_cpu_ms for item in theirs], "ms/tap"),
        figure(f"{name}toasts too late, stock", [item.too_late for item in theirs], ""),
    ]


def _costs(ours: list[OurBurst], taps: int) -> list[Figure]:
    return [
        figure("burst: homes in the tally, each once", [item.counted for item in ours], "", exactly(taps)),
        figure("burst: Bot API calls a tap", [item.calls_per_tap for item in ours], "", at_most(1.05)),
        figure("burst: answers 429", [item.too_many_requests for item in ours], "", exactly(0)),
        figure("memory after the burst", [item.memory_mb for item in ours], "MiB", at_most(150)),
        figure("start to first getUpdates", [item.start_seconds for item in ours], "s", at_most(2.0)),
    ]


def latency(setting: Setting) -> list[Figure]:
    """Fifty taps a second, steadily."""
    figures: list[Figure] = []
    for round_trip in setting.latencies:
        waits = [
            our_latency(setting.town, setting.template, round_trip, setting.steady_taps) for _ in range(setting.repeats)
        ]
        name = f"toast at 50 taps/s, {round_trip} ms round trip: " if round_trip else "toast at 50 taps/s, loopback: "
        figures += [
            figure(f"{name}p50", [item.p50 for item in waits], "ms"),
            figure(f"{name}p95", [item.p95 for item in waits], "ms", at_most(100)),
            figure(f"{name}slowest", [item.worst for item in waits], "ms"),
        ]
    return figures


def storage(setting: Setting) -> list[Figure]:
    """The ballot action alone, on SQLite."""
    ours, theirs = [], []
    for _ in range(setting.repeats):
        with work_folder() as folder:
            town = copied(setting.town, setting.template, folder)
            ours.append(asyncio.run(our_rate(town, setting.our_ballots)))
            baseline = sqlite_url(folder / "baseline.db")
            theirs.append(asyncio.run(orm_rate(baseline, town.residents, setting.orm_ballots, _POOL_OF_SQLITE)))
    return _rates("SQLite", ours, theirs, at_least(6.0))


def postgres(setting: Setting) -> list[Figure]:
    """The same on PostgreSQL, for information."""
    ours, theirs = [], []
    size = Size(setting.size.voting_flats * 2, setting.size.voting_flats, setting.size.residents)
    with postgresql() as database:
        for number in range(setting.repeats):
            town = build(database(f"louyuan{number}"), size)
            ours.append(asyncio.run(our_rate(town, setting.our_ballots)))
            baseline = database(f"baseline{number}")
            theirs.append(asyncio.run(orm_rate(baseline, town.residents, setting.orm_ballots, _POOL_OF_POSTGRESQL)))
    return _rates("PostgreSQL", ours, theirs, None)


def _rates(name: str, ours: list[float], theirs: list[float], demand: Demand | None) -> list[Figure]:
    return [
        figure(f"storage, {name}: ballot action, 32 tasks", ours, "ballots/s"),
        figure(f"storage, {name}: one ORM commit each", theirs, "ballots/s"),
        ratio(f"storage, {name}: Louyuan ÷ ORM", ours, theirs, demand),
    ]


def roster(setting: Setting) -> list[Figure]:
    """A large roster, imported by the command."""
    seconds = []
    for _ in range(setting.repeats):
        with work_folder() as folder:
            town = copied(setting.town, setting.template, folder)
            seconds.append(import_seconds(folder, town, setting.roster_flats))
    return [figure(f"roster import, {setting.roster_flats:,} flats", seconds, "s", at_most(10))]


def chart(setting: Setting) -> list[Figure]:
    """A tally as a picture."""
    with work_folder() as folder:
        town = copied(setting.town, setting.template, folder)
        vote = figure("chart, one vote, warm", chart_milliseconds(town, 7), "ms", at_most(150))
    return [vote, *charts.figures(7)]


def budgets(setting: Setting) -> list[Figure]:
    """A vote about money, counted."""
    return budget.figures(max(setting.repeats, 2))


def tallies_(setting: Setting) -> list[Figure]:
    """A questionnaire of a whole district, on both kinds of database."""
    homes = setting.size.flats
    with work_folder() as folder:
        url = sqlite_url(folder / "district.db")
        found = tallies.figures("SQLite", homes, tallies.measure(url, tallies.fill(url, homes), setting.repeats))
    with postgresql() as database:
        url = database("district")
        numbers = tallies.fill(url, homes)
        return found + tallies.figures("PostgreSQL", homes, tallies.measure(url, numbers, setting.repeats))


def yearly(setting: Setting) -> list[Figure]:
    """The report of a year over the whole district, as a file and in chat, and a table of all its homes."""
    size = DistrictSize() if setting.size.flats > 1_000 else DistrictSize(3, 500, 2, 14)
    with work_folder() as folder:
        costs = [report_cost(folder, size) for _ in range(setting.repeats)]
        answers, pictures = answer_costs(folder / "district.db", setting.repeats)
    books = [workbook_seconds(size.homes) for _ in range(setting.repeats)]
    name = (
        f"yearly report, {size.communities} communities, {size.homes:,} homes, {size.consultations} consultations each"
    )
    return [
        figure(f"{name}", [seconds for seconds, _ in costs], "s", at_most(10)),
        figure("yearly report: memory", [memory for _, memory in costs], "MiB", at_most(300)),
        figure("yearly report in chat: counted, drawn, worded", answers, "s", at_most(2)),
        figure("yearly report in chat: the picture alone, warm", pictures, "ms", at_most(150)),
        figure(f"XLSX of {size.homes:,} rows", books, "s", at_most(20)),
    ]


def broadcast(setting: Setting) -> list[Figure]:
    """An announcement to everybody; another one while people vote."""
    people, groups, taps = setting.broadcast
    planning = [planning_seconds(people) for _ in range(setting.repeats)]
    done = our_stretch(people, groups)
    toasts = [our_toasts(max(taps, 100), taps) for _ in range(setting.repeats)]
    alone, meanwhile = [item.alone for item in toasts], [item.meanwhile for item in toasts]
    name = f"broadcast to {people:,} people and {groups + 1} groups"
    return [
        figure(f"planning {people:,} letters", planning, "s", at_most(1.0)),
        figure(f"{name}: time ÷ what the limits allow", [done.ratio], "", at_most(1.05)),
        figure(f"{name}: answers 429", [done.too_many_requests], "", exactly(0)),
        figure("toast p95 without a broadcast", alone, "ms"),
        figure("toast p95 during a broadcast", meanwhile, "ms"),
        ratio("toast p95: during ÷ without", meanwhile, alone, at_most(1.5)),
    ]


BENCHMARKS: dict[str, Callable[[Setting], list[Figure]]] = {
    run.__name__.rstrip("_"): run
    for run in (burst, latency, storage, postgres, roster, chart, budgets, tallies_, yearly, broadcast)
}
