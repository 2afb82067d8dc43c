"""Where a Chromium is that playwright can drive."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

LAUNCH_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_SYSTEM_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
_ADVICE = (
    "no Chromium found: set CHROMIUM to its path, or install one (Debian: apt install chromium), "
    "or let playwright fetch its own (playwright install chromium)"
)


class NoChromiumError(RuntimeError):
    """No usable Chromium on this machine; the message says what to do."""


def find_chromium() -> str:
    """The path of a Chromium: the environment's CHROMIUM, then playwright's own, then the system's.

    Raises NoChromiumError when there is none, also when CHROMIUM names something that cannot be run.
    """
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise NoChromiumError(f"CHROMIUM={wanted} is not an executable; {_ADVICE}")
        return found
    for candidate in _candidates():
        if os.access(candidate, os.X_OK):
            return candidate
    raise NoChromiumError(_ADVICE)


def _candidates() -> Iterator[str]:
    for folder in _playwright_folders():
        if folder.is_dir():
            yield from sorted((str(path) for path in folder.glob("chromium-*/chrome-linux*/chrome")), reverse=True)
            yield from sorted(str(path) for path in folder.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"))
    for name in _SYSTEM_NAMES:
        yield shutil.which(name) or f"/usr/bin/{name}"


def _playwright_folders() -> Iterator[Path]:
    """Where playwright keeps its downloads (playwright.dev/python/docs/browsers, "Managing browser binaries")."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        yield Path(chosen)
    yield Path.home() / ".cache" / "ms-playwright"
    yield Path.home() / "Library" / "Caches" / "ms-playwright"
