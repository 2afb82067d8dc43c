"""What is installed is complete: a wheel has every file that the program reads, and runs from it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.habits.tree import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def _files(*packages: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_has_every_file_of_its_packages(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert _files("bot", "emulator", "demo") - inside == set()
    assert {f"bot/{file}" for file in _files("migrations")} - inside == set()


def test_the_wheel_has_nothing_else_at_its_top(wheel: Path) -> None:
    tops = {name.split("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"bot", "emulator", "demo"}


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "louyuan = bot.__main__:main" in archive.read(entry).decode()


def test_the_installed_program_creates_its_tables(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    (tmp_path / "config.toml").write_text('[locale]\nlanguage = "en"\n', encoding="utf-8")
    program = f"import sys; sys.path.insert(0, {str(installed)!r}); from bot.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, "db", "upgrade"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout.strip()) == (0, "The database schema is up to date."), done.stderr
    assert (tmp_path / "louyuan.db").exists()
