"""The HTTP door: the Bot API as the real server speaks it, and file downloads. `make_app` can be mounted by others."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from .control import add_control
from .emulator import Emulator
from .errors import ApiError, ConnectionLost
from .params import Upload

LARGEST_BODY = 60 * 1024 * 1024
EMULATOR: web.AppKey[Emulator] = web.AppKey("emulator", Emulator)
LATENCY: web.AppKey[float] = web.AppKey("latency", float)


def make_app(emulator: Emulator, latency: float = 0.0) -> web.Application:
    """The whole HTTP side; `latency` in seconds is added to each Bot API reply, half before, half after its effect."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app[EMULATOR] = emulator
    app[LATENCY] = latency
    app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", _call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", _download)
    add_control(app, emulator)
    app.on_shutdown.append(_close)
    return app


async def _close(app: web.Application) -> None:
    await app[EMULATOR].close()


def _json(status: int, body: object) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


async def _call(request: web.Request) -> web.StreamResponse:
    half = request.app[LATENCY] / 2
    try:
        params, files = await _read(request)
    except ValueError as fault:
        error = ApiError(400, f"Bad Request: {fault}")
        return _json(error.code, error.body())
    if half:
        await asyncio.sleep(half)
    try:
        reply = await request.app[EMULATOR].call(
            request.match_info["token"], request.match_info["method"], params, files, lambda: _alive(request)
        )
    except ConnectionLost:
        return _hang_up(request)
    if half:
        await asyncio.sleep(half)
    return _json(reply.status, reply.body)


def _alive(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _hang_up(request: web.Request) -> web.Response:
    """The client sees the connection end without a reply."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters from the query and the body, files from a multipart body. Raises ValueError."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.method not in ("GET", "POST"):
        raise ValueError("emulator: use GET or POST")
    kind = request.content_type
    if request.can_read_body:
        if kind == "application/json":
            params |= _object(await request.read())
        elif kind == "application/x-www-form-urlencoded":
            params |= {key: str(value) for key, value in (await request.post()).items()}
        elif kind == "multipart/form-data":
            await _read_parts(request, params, files)
        elif await request.read():
            raise ValueError(f"emulator: content type {kind} is not supported")
    return params, files


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        raise ValueError("can't parse JSON object in request body") from None
    if not isinstance(value, dict):
        raise ValueError("can't parse JSON object in request body")
    return value


async def _read_parts(request: web.Request, params: dict[str, Any], files: dict[str, Upload]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("emulator: nested or nameless multipart")
        if part.filename is None:
            params[part.name] = await part.text()
        else:
            files[part.name] = part.filename, bytes(await part.read(decode=True))


async def _download(request: web.Request) -> web.Response:
    emulator = request.app[EMULATOR]
    data = None
    if emulator.bot_by_token(request.match_info["token"]):
        data = emulator.files.download(request.match_info["path"], emulator.clock())
    if data is None:
        return _json(404, ApiError(404, "Not Found").body())
    return web.Response(body=data, content_type="application/octet-stream")
