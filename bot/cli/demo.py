"""``louyuan demo``: the real bot on a small Telegram of its own, in the browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

PortOption = Annotated[int, typer.Option("--port", help="网页端口 · port of the page", min=1, max=65535)]
BrowserOption = Annotated[bool, typer.Option("--no-browser", help="不自动打开浏览器 · do not open a browser")]
DataOption = Annotated[Path | None, typer.Option("--data", help="数据放在哪里 · where to keep the data")]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="演示自带配置，不用它 · the demo brings its own")]


def demo(
    port: PortOption = 8080, no_browser: BrowserOption = False, data: DataOption = None, config: ConfigOption = None
) -> None:
    """在浏览器里看一个小区的群怎么投票；不用令牌。 Watch a compound vote in your browser; no token needed.

    Example: louyuan demo --port 8080
    """
    # A program of its own, for the bot does not know the emulator; it takes this one's place, so that whatever ends
    # this process (Ctrl+C, a service manager, a background job that ignores interrupts) reaches it.
    words = ["--port", str(port), *(["--no-browser"] if no_browser else []), *(["--data", str(data)] if data else [])]
    if os.name == "posix":
        os.execv(sys.executable, [sys.executable, "-m", "demo", *words])  # noqa: S606
    raise typer.Exit(subprocess.call([sys.executable, "-m", "demo", *words]))
