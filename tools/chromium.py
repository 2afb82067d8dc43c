"""Makes sure that the browser tests find a Chromium: ``python tools/chromium.py`` (called by ``make test``).

An existing one is used (the environment's CHROMIUM, playwright's own, then chromium or google-chrome on the path).
Otherwise playwright's own download is tried, and then, as root on Debian and its relatives, the package.
Prints the path and exits 0, or says what to do and exits 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.browser import NoChromiumError, find_chromium

_DOWNLOAD_SECONDS = 600


def main() -> int:
    """Look, then try each way of getting one, and look again after each; a CHROMIUM that is wrong is not repaired."""
    found = _usable()
    for way in () if os.environ.get("CHROMIUM") else (_download, _install_package):
        if found is None and way():
            found = _usable()
    if found is None:
        print(
            "找不到 Chromium：请安装一个（Debian：apt install chromium），或用环境变量 CHROMIUM 指出它的位置。\n"
            "No Chromium for the browser tests: install one (Debian: apt install chromium), "
            "or set CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    print(f"Chromium: {found}")
    return 0


def _usable() -> str | None:
    """A Chromium that starts (its libraries may be missing), or None."""
    try:
        path = find_chromium()
    except NoChromiumError:
        return None
    return path if _succeeds([path, "--version"], quiet=True) else None


def _download() -> bool:
    print("no Chromium yet; trying playwright's own download", file=sys.stderr)
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], quiet=True)


def _install_package() -> bool:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    print("installing the package chromium", file=sys.stderr)
    install: list[Callable[[], bool]] = [
        lambda: _succeeds([apt, "update", "-qq"]),
        lambda: _succeeds([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]),
    ]
    return all(step() for step in install)


def _succeeds(command: list[str], *, quiet: bool = False) -> bool:
    """Run a command without input; its own words go to stderr unless ``quiet``."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            timeout=_DOWNLOAD_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
