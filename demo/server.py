"""The demonstration's web server: the emulator's HTTP door, and beside it the page and its story."""

import importlib.util
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import segno
from aiohttp import web

from demo.evening import Director, Evening
from demo.story import Story
from emulator import Emulator
from emulator.http import make_app as make_emulator_app

PAGE: Final = Path(__file__).parent / "page"
FONT: Final = "NotoSansSC-Regular.otf"

# Nothing from outside, nothing inline: what a neighbour types can at worst be text.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Stage:
    """What the page's handlers work with."""

    story: Callable[[], Story]
    evening: Evening
    more: Evening


STAGE: Final = web.AppKey("stage", Stage)


def make_app(
    emulator: Emulator,
    story: Callable[[], Story],
    busy_evening: Director | None = None,
    more: Director | None = None,
    latency: float = 0.0,
) -> web.Application:
    """The emulator's application with the page added.

    ``story`` is asked at every request, so it may change (people become verified, the group migrates).
    ``busy_evening`` is given a function to report (done, total) with; without it the button is not shown.
    ``more`` likewise brings further samples, once.
    ``latency`` in seconds goes to the emulator.
    """
    app = make_emulator_app(emulator, latency=latency)
    app[STAGE] = Stage(story, Evening(busy_evening), Evening(more))
    app.on_cleanup.append(_stop_evening)
    app.router.add_get("/", _index)
    app.router.add_get("/page/font/{name}", _font)
    app.router.add_get("/page/{name}", _static)
    app.router.add_get("/demo/story", _tell)
    app.router.add_get("/demo/slip/{user:[0-9]+}.svg", _slip)
    app.router.add_get("/demo/busy-evening", _progress)
    app.router.add_post("/demo/busy-evening", _begin)
    app.router.add_get("/demo/more", _progress_of_more)
    app.router.add_post("/demo/more", _begin_more)
    return app


def font_path() -> Path | None:
    """The Chinese font of the package pylopdf-fonts-zh-cn, or None when that package is missing."""
    package = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if package is None or package.origin is None:
        return None
    font = Path(package.origin).parent / FONT
    return font if font.is_file() else None


async def _index(_request: web.Request) -> web.StreamResponse:
    return _file(PAGE / "index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    # The names come from the folder, never from the request, so no path can lead out of it.
    known = {path.name: path for path in PAGE.iterdir() if path.is_file()}
    path = known.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return _file(path)


def _file(path: Path) -> web.FileResponse:
    response = web.FileResponse(path)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if path.suffix == ".html":
        response.headers["Content-Security-Policy"] = _POLICY
    return response


async def _font(request: web.Request) -> web.StreamResponse:
    path = font_path()
    if path is None or request.match_info["name"] != FONT:
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "public, max-age=604800", "Content-Type": "font/otf"})


async def _tell(request: web.Request) -> web.Response:
    stage = request.app[STAGE]
    told = stage.story().as_json() | {"evening": stage.evening.as_json(), "more": stage.more.as_json()}
    return web.json_response(told, headers={"Cache-Control": "no-store"})


async def _slip(request: web.Request) -> web.Response:
    """The square on a person's slip, which holds the same link as the printed one."""
    user = int(request.match_info["user"])
    offer = next((one for one in request.app[STAGE].story().people if one.user == user and one.link), None)
    if offer is None:
        raise web.HTTPNotFound
    drawn = io.BytesIO()
    segno.make(offer.link, error="m").save(drawn, kind="svg", border=1, scale=4, dark="#1b2a33", light="#ffffff")
    return web.Response(body=drawn.getvalue(), content_type="image/svg+xml")


async def _progress(request: web.Request) -> web.Response:
    return web.json_response(request.app[STAGE].evening.as_json(), headers={"Cache-Control": "no-store"})


async def _begin(request: web.Request) -> web.Response:
    evening = request.app[STAGE].evening
    started = evening.start()
    return web.json_response({"started": started} | evening.as_json(), status=202 if started else 409)


async def _progress_of_more(request: web.Request) -> web.Response:
    return web.json_response(request.app[STAGE].more.as_json(), headers={"Cache-Control": "no-store"})


async def _begin_more(request: web.Request) -> web.Response:
    more = request.app[STAGE].more
    started = not more.over and more.start()
    return web.json_response({"started": started} | more.as_json(), status=202 if started else 409)


async def _stop_evening(app: web.Application) -> None:
    await app[STAGE].evening.stop()
    await app[STAGE].more.stop()
