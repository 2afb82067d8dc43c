"""The programs under measurement, each a process of its own, started and stopped as a service manager would."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import psutil

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
_MEBIBYTE = 1024 * 1024
_STOP_SECONDS = 30.0
_LOOK_SECONDS = 0.02


class Broken(Exception):
    """A measurement that went wrong: a figure from it would be false."""


def wait_until(look: Callable[[], T | None], seconds: float, what: str) -> T:
    """The first true value of ``look``. Raises Broken when ``seconds`` have passed without one."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = look()
        if value:
            return value
        time.sleep(_LOOK_SECONDS)
    raise Broken(f"after {seconds:g} s still not: {what}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Program:
    """``python <arguments>`` from the repository's root; what it says goes to ``log``."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        self._arguments = [sys.executable, *arguments]
        self._log = log
        self._process: psutil.Popen | None = None
        self.spawned_at = 0.0

    def __enter__(self) -> Self:
        self.spawned_at = time.time()
        with self._log.open("wb") as file:
            self._process = psutil.Popen(self._arguments, cwd=ROOT, stdout=file, stderr=file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._running()
        if error is not None:
            error.add_note(f"{self._arguments[1:]} said: {self._last_words()}")
        if process.poll() is not None:
            if error is None:
                self.check()
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
            if error is None:
                raise Broken(f"{self._arguments[1:]} did not stop") from None

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        return float(self._running().memory_info().rss) / _MEBIBYTE

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far."""
        times = self._running().cpu_times()
        return float(times.user + times.system)

    def check(self) -> None:
        """Raises Broken, with its last words, when the program has ended."""
        if self._running().poll() is not None:
            raise Broken(f"{self._arguments[1:]} ended: {self._last_words()}")

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    def _running(self) -> psutil.Popen:
        if self._process is None:
            raise Broken("not started")
        return self._process


def run_louyuan(config: Path, *arguments: str) -> bytes:
    """The output of one ``louyuan`` command. Raises Broken when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments, "--config", str(config)], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode != 0:
        raise Broken(f"louyuan {' '.join(arguments)}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def listens(port: int) -> bool:
    """Whether an HTTP server answers on this port."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/emulator/statistics")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
