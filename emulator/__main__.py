"""`python -m emulator`: the emulator as a server of its own."""

from __future__ import annotations

import argparse
import asyncio
import logging

from aiohttp import web

from .emulator import Emulator
from .http import make_app
from .limits import Limits

DEFAULTS = Limits()
LOG = logging.getLogger("emulator")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    line = argparse.ArgumentParser(prog="python -m emulator", description="A small, strict Telegram on this machine.")
    line.add_argument("--host", default="127.0.0.1")
    line.add_argument("--port", type=int, default=8081)
    line.add_argument("--latency-ms", type=float, default=0.0, help="added to every Bot API reply")
    line.add_argument("--token", default="1000:TEST", help="token of the bot; its id is the number before the colon")
    line.add_argument("--username", default="emulated_bot")
    line.add_argument("--name", default="Emulated bot")
    line.add_argument("--no-privacy", action="store_true", help="the bot sees every message of its groups")
    line.add_argument("--messages-per-second", type=int, default=DEFAULTS.messages_per_second)
    line.add_argument("--group-messages-per-minute", type=int, default=DEFAULTS.group_messages_per_minute)
    line.add_argument("--chat-burst", type=int, default=DEFAULTS.chat_burst)
    return line


async def serve(options: argparse.Namespace, ready: asyncio.Event | None = None) -> None:
    """Serves until cancelled; `ready` is set as soon as connections are taken."""
    limits = Limits(options.messages_per_second, options.group_messages_per_minute, options.chat_burst)
    emulator = Emulator(limits=limits)
    emulator.add_bot(options.token, options.username, options.name, privacy=not options.no_privacy)
    runner = web.AppRunner(make_app(emulator, options.latency_ms / 1000), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, options.host, options.port, backlog=1024).start()
        LOG.info("http://%s:%s/bot<token>/<method>, control under /emulator", options.host, options.port)
        if ready is not None:
            ready.set()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def main() -> None:
    """Entry of `python -m emulator`."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        asyncio.run(serve(parser().parse_args()))
    except KeyboardInterrupt:
        LOG.info("stopped")


if __name__ == "__main__":
    main()
