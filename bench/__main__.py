"""``python -m bench [name …] [--quick]``: measure, print the table, keep the figures."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import report
from bench.benchmarks import BENCHMARKS, Setting, make_setting


def _line() -> argparse.ArgumentParser:
    line = argparse.ArgumentParser(
        prog="python -m bench", description="Speed against a yardstick in the same run; exit code 1: a demand fails."
    )
    line.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(BENCHMARKS)}; default all")
    line.add_argument("--quick", action="store_true", help="tiny: shows that the benchmarks work, not how fast")
    line.add_argument("--out", type=Path, help="folder for the JSON files; default bench/results, with --quick none")
    return line


def _as_installed(folder: Path) -> None:
    """Every program we start finds compiled modules, as after any installation, whatever this shell says."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    modules = "bot.cli.main, bot.app, bench.stock, emulator.__main__"
    subprocess.run([sys.executable, "-c", f"import {modules}"], cwd=report.HERE.parent, check=True)


def _measure(name: str, setting: Setting, facts: dict[str, Any], quick: bool) -> dict[str, Any]:
    print(f"… {name}", file=sys.stderr, flush=True)
    before = os.getloadavg()[0]
    figures = BENCHMARKS[name](setting)
    if quick:  # a hamlet says nothing about speed
        figures = [item for item in figures if item.demand is None or item.demand.sign == "="]
    return report.page(name, figures, facts, (before, os.getloadavg()[0]))


def main() -> None:
    """Run what was asked for."""
    line = _line()
    options = line.parse_args()
    names = options.names or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        line.error(f"no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    out: Path | None = options.out or (None if options.quick else report.RESULTS)
    pages = []
    with tempfile.TemporaryDirectory(prefix="louyuan-bench-") as place:
        folder = Path(place)
        if not options.quick:
            _as_installed(folder)
        setting = make_setting(folder, options.quick)
        facts = report.machine(folder)
        for name in names:
            pages.append(_measure(name, setting, facts, options.quick))
            if out is not None:
                report.write(out, pages[-1])
    print(report.table(pages))
    if out == report.RESULTS:
        report.update_readme(report.stored(BENCHMARKS))
    failed = any(item["holds"] is False for page in pages for item in page["figures"])
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
