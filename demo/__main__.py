"""``python -m demo``: a small Telegram, the real bot, and a page to be everybody in."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import webbrowser
from contextlib import ExitStack
from pathlib import Path

from aiohttp import web

from demo.director import Director
from demo.product import TOKEN, USERNAME, CommandFailed, Product
from demo.server import make_app
from emulator import Emulator


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="louyuan demo", description="演示：浏览器里的小区群。 A compound's chats in your browser."
    )
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器 · do not open a browser")
    parser.add_argument("--data", type=Path, help="数据放在哪里 · where to keep the data (default: a temporary folder)")
    return parser.parse_args()


async def play(port: int, folder: Path, browser: bool) -> int:
    """Run the demonstration until it is interrupted; returns the exit code."""
    emulator = Emulator()
    bot = emulator.add_bot(token=TOKEN, username=USERNAME, name="楼院小助手")
    product = Product(folder, port)
    director = Director(emulator, bot, product)
    runner = web.AppRunner(make_app(emulator, director.story, director.busy_evening, director.more), access_log=None)
    product.prepare()
    try:
        await _set_the_stage(director, product)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await product.start()
        return await _until_interrupted(director, product, f"http://127.0.0.1:{port}/", browser)
    except CommandFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"端口 {port} 打不开，请换一个 --port。 Port {port} cannot be opened: {error.strerror}", file=sys.stderr)
        return 1
    finally:
        await product.stop()
        await runner.cleanup()
        await emulator.close()


async def _set_the_stage(director: Director, product: Product) -> None:
    await product.furnish("start")
    await director.people_arrive()


async def _until_interrupted(director: Director, product: Product, address: str, browser: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    piece = asyncio.create_task(_first_act(director, product, address, browser))
    stopping, ended = asyncio.create_task(stop.wait()), asyncio.create_task(product.ended())
    await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
    piece.cancel()
    stopping.cancel()
    if ended.done():
        print(await ended, file=sys.stderr)
        return 1
    ended.cancel()
    return 0


async def _first_act(director: Director, product: Product, address: str, browser: bool) -> None:
    await director.open_the_stage()
    await product.open()
    print(f"楼院演示 · Louyuan demo: {address}", flush=True)
    print("按 Ctrl+C 结束。 Press Ctrl+C to stop.", flush=True)
    if browser:
        await asyncio.to_thread(webbrowser.open, address)
    await director.neighbours_verify()


def main() -> int:
    """Parse, choose a folder, play."""
    given = arguments()
    with ExitStack() as stack:
        folder = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="louyuan-demo-")))
        return asyncio.run(play(given.port, folder, not given.no_browser))


if __name__ == "__main__":
    sys.exit(main())
