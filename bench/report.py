"""The figures on the terminal, in ``results/*.json`` and in the README's table."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench.figures import Figure

HERE = Path(__file__).parent
RESULTS = HERE / "results"
_BEGIN, _END = "<!-- table: begin -->", "<!-- table: end -->"
_LIBRARIES = ("python-telegram-bot", "httpx", "aiohttp", "sqlalchemy", "aiosqlite")


def machine(folder: Path) -> dict[str, Any]:
    """What the figures were measured on; ``folder`` holds the databases."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "filesystem": _filesystem(folder),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


def _filesystem(folder: Path) -> str:
    """A database in memory would make every commit look cheap: the table must tell."""
    above = [part for part in psutil.disk_partitions(all=True) if folder.resolve().is_relative_to(part.mountpoint)]
    return str(max(above, key=lambda part: len(part.mountpoint)).fstype) if above else "?"


def page(name: str, figures: Sequence[Figure], facts: dict[str, Any], load: Sequence[float]) -> dict[str, Any]:
    """One benchmark as JSON. ``load`` is the machine's one-minute load before and after: others worked beside us."""
    return {
        "name": name,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": facts,
        "load": [round(value, 2) for value in load],
        "figures": [item.page() for item in figures],
    }


def write(folder: Path, content: dict[str, Any]) -> Path:
    """Write one benchmark's page; a newer one takes the place of the older, the repository keeps both."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{content['name']}.json"
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def stored(names: Iterable[str], folder: Path = RESULTS) -> list[dict[str, Any]]:
    """The pages of these benchmarks as far as they have been measured, each by its latest run."""
    files = [folder / f"{name}.json" for name in names]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def rows(content: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """The table's rows of one page: what, median with unit, noise, demand, whether it holds."""
    signs = {None: "", True: "yes", False: "NO"}
    return [
        (
            item["name"],
            f"{item['value']:g} {item['unit']}".strip(),
            "" if item["noise"] is None else f"{item['noise']:.0%}",
            item["demand"] or "",
            signs[item["holds"]],
        )
        for item in content["figures"]
    ]


def table(pages: Sequence[dict[str, Any]]) -> str:
    """All pages as one Markdown table, which reads well on a terminal too."""
    lines = [("what", "median", "noise", "demand", "holds")]
    for content in pages:
        lines.extend(rows(content))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    text = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (text[0], rule, *text[1:]))


def update_readme(pages: Sequence[dict[str, Any]], file: Path = HERE / "README.md") -> None:
    """Put the table, the dates and the machine between the README's marks."""
    before, _, rest = file.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    facts = pages[0]["machine"]
    loads = ", ".join(
        f"{content['name']} ({content['date'][:10]}) {content['load'][0]:g} → {content['load'][1]:g}"
        for content in pages
    )
    libraries = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    lines = [
        f"Measured on {facts['cores']} cores of {facts['cpu']}, {facts['memory_gib']} GiB,",
        f"{facts['system']}, {facts['filesystem']}; Python {facts['python']}, SQLite {facts['sqlite']}, {libraries}.",
        f"The machine's one-minute load before and after each part, other work included: {loads}.",
    ]
    block = "\n".join([_BEGIN, *lines, "", table(pages), _END])
    file.write_text(before + block + after, encoding="utf-8")
