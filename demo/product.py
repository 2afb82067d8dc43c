"""The real bot of the demonstration: its own program, run as anybody runs it."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

TOKEN = "7700000:sample-token-of-the-demonstration"  # noqa: S105 - opens nothing but the emulator
USERNAME = "louyuan_demo_bot"

_CONFIG = """# 演示用的配置，由 louyuan demo 写成；样例数据，没有真人。
# The demonstration's configuration, written by `louyuan demo`; sample data, nobody real.
[telegram]
token = "{token}"
base_url = "http://127.0.0.1:{port}/bot"
base_file_url = "http://127.0.0.1:{port}/file/bot"
[database]
url = "sqlite+aiosqlite:///louyuan.db"
[organizer]
name = "示例社区居委会"
phone = "0371-0000000"
paper_place = "党群服务中心一楼"
[notices]
# 演示里一下子开几个问卷，就不一一私聊通知了。 Several questionnaires open at one press here: no private notices.
opening = false
"""
_PARKING = "1"  # the number of the vote that opens when the stage is set: demo/furnish.py
_STOP_SECONDS = 12.0


class CommandFailed(Exception):
    """A command of the bot ended with an error; the text is what it said."""


class Product:
    """The bot's command line and its running process, with a configuration in ``folder``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self._port = port
        self._process: Process | None = None

    def prepare(self) -> None:
        """Write the configuration; what an earlier demonstration left in the folder is removed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("louyuan.*"):
            old.unlink()
        self._file("config.toml").write_text(_CONFIG.format(token=TOKEN, port=self._port), encoding="utf-8")

    def _file(self, name: str) -> Path:
        return self.folder / name

    async def command(self, *words: str) -> str:
        """Run ``louyuan WORDS --config …``; returns what it printed. Raises CommandFailed."""
        return await self._finish(await self._spawn(*words, stdout=PIPE, stderr=PIPE))

    async def _finish(self, process: Process) -> str:
        out, err = await process.communicate()
        if process.returncode:
            raise CommandFailed(err.decode().strip() or f"exit code {process.returncode}")
        return (out or b"").decode()

    async def codes(self, community: str) -> dict[tuple[str, str, str], str]:
        """The code on the slip of every flat, by building, entrance and room."""
        text = await self.command("slips", community, "--format", "csv", "--bot", USERNAME)
        rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
        return {(row["building"], row["entrance"], row["room"]): row["code"] for row in rows}

    async def invitation(self, *words: str) -> str:
        """A link that gives a role."""
        return (await self.command("staff", "invite", "--bot", USERNAME, *words)).strip().splitlines()[-1]

    async def furnish(self, act: str) -> None:
        """Prepare a part of the sample world: ``start`` or ``more``, see demo/furnish.py. Raises CommandFailed."""
        await self._finish(await self._begin("demo.furnish", act, str(self.folder), stdout=DEVNULL, stderr=PIPE))

    async def open(self) -> None:
        """Open the vote that a visitor finds on the newest card."""
        await self.command("consultation", "open", _PARKING)

    async def start(self) -> None:
        """Start ``louyuan run``; its log goes to ``louyuan.log``."""
        with self._file("louyuan.log").open("ab") as log:
            self._process = await self._spawn("run", stdout=log, stderr=log)

    async def ended(self) -> str:
        """Wait until the bot ends by itself; returns the last words of its log."""
        if self._process is None:
            return ""
        await self._process.wait()
        text = await asyncio.to_thread(self._file("louyuan.log").read_text, encoding="utf-8")
        return text[-2000:]

    async def stop(self) -> None:
        """Ask the bot to stop, and wait for it."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()

    async def _spawn(self, *words: str, stdout: object = DEVNULL, stderr: object = DEVNULL) -> Process:
        return await self._begin(
            "bot", *words, "--config", str(self._file("config.toml")), stdout=stdout, stderr=stderr
        )

    async def _begin(self, module: str, *words: str, stdout: object, stderr: object) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", module, *words),
            stdin=DEVNULL,
            stdout=stdout,  # type: ignore[arg-type]
            stderr=stderr,  # type: ignore[arg-type]
        )
