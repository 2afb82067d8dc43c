"""The real program as a process of its own, between a database and an emulated Telegram that the test holds in hand."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from emulator import Emulator
from emulator.http import make_app

T = TypeVar("T")
REPOSITORY = Path(__file__).resolve().parents[2]
TOKEN = "1000000:AA-token-of-the-bad-days-0123456789"
USERNAME = "louyuan_bot"
_PATIENCE_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.01


async def until(look: Callable[[], T | None], what: str = "it") -> T:
    """The first true value of ``look``; AssertionError when it does not come within a generous while."""

    async def look_in() -> T | None:
        return look()

    return await eventually(look_in, what)


async def eventually(look: Callable[[], Awaitable[T | None]], what: str = "it") -> T:
    """The same where looking means asking somebody."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while not (found := await look()):
        assert loop.time() < deadline, f"{what} never happened"
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


class Program:
    """``python -m bot …`` with one configuration: runs, is killed, runs again. ``said`` is all it ever printed."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self._log = config.with_suffix(".log")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def said(self) -> str:
        """Both outputs of all its lives so far."""
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether no process runs."""
        return self._process is None or self._process.returncode is not None

    async def start(self) -> None:
        """Start ``louyuan run``; returns at once."""
        assert self.ended
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command("run"), cwd=REPOSITORY, env=_environment(), stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """``kill -9``."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def stop(self, within: float = 30.0) -> int:
        """SIGTERM as a service manager sends it; the exit code. TimeoutError after ``within`` seconds."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), within)

    async def exit_code(self) -> int:
        """Wait until it ends by itself."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), _PATIENCE_SECONDS)

    async def command(self, *arguments: object) -> Outcome:
        """Another ``louyuan`` command, beside the running one."""
        process = await asyncio.create_subprocess_exec(
            *self._command(*map(str, arguments)),
            cwd=REPOSITORY,
            env=_environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), _PATIENCE_SECONDS)
        assert process.returncode is not None
        return Outcome(process.returncode, out.decode(), err.decode())

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "bot", *arguments, "--config", str(self.config)]


def _environment() -> dict[str, str]:
    """Nothing of the machine's own configuration."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LOUYUAN_")}


class Telegram:
    """The emulator behind a port; it can vanish from the network and come back."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def base_url(self) -> str:
        """What stands in the configuration."""
        return f"http://127.0.0.1:{self._port}/bot"

    async def appear(self) -> None:
        """Listen, always on the same port."""
        app = make_app(self.emulator)
        app.on_shutdown.clear()  # people and chats outlive a broken line
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    def hang_up(self) -> None:
        """End the long poll that waits; the next one comes at once."""
        for bot in self.emulator.bots.values():
            bot.poller.terminate()

    async def vanish(self) -> None:
        """Hang up on everybody; from now on connections are refused."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
