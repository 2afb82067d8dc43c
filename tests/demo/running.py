"""A running demonstration, for the tests that walk through its page."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator

PATIENT = 30_000
"""Milliseconds that a slow machine may take."""


def button(pane: Locator, words: str) -> Locator:
    """The first button in a pane with these words."""
    return pane.get_by_test_id("button").filter(has_text=words).first


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[str]:
    """Its address, once the stage is set."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(_free_port()), "--data", str(folder)),
        stdout=PIPE,
    )
    try:
        yield await asyncio.wait_for(_address(process), 110)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _address(process: Process) -> str:
    """What the program prints when the stage is set."""
    assert process.stdout is not None
    async for line in process.stdout:
        words = line.decode().split()
        if words and words[-1].startswith("http://"):
            return words[-1]
    raise AssertionError("the demonstration ended before it began")
