"""The files that belong to the project, as the habit tests read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("bot", "emulator", "demo", "bench")
_FOREIGN = {".venv", ".git", "build", "dist", "data", "node_modules", "__pycache__", "htmlcov"}


def python_files(*folders: str) -> Iterator[Path]:
    """Every module below the folders that exist."""
    for folder in folders:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def text_files() -> Iterator[tuple[Path, str]]:
    """Every text file of the project with its content; caches and environments are not the project's."""
    for path in sorted(_walk(ROOT)):
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image or a font


def name(path: Path) -> str:
    """The path as people write it."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _FOREIGN or path.name.endswith(
            ("_cache", ".egg-info", ".db", ".db-wal", ".db-shm", ".db.lock")
        ):
            continue
        if path.is_dir():
            if not path.name.startswith(".") or path.name == ".ci":
                yield from _walk(path)
        elif path.is_file():
            yield path
