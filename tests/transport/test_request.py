"""Requests on aiohttp: what arrives at the server, what comes back, and what a failure says."""

from __future__ import annotations

import asyncio
import io
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from aiohttp import web
from telegram import Bot, InputFile, InputMediaDocument
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.request import AiohttpRequest, TokenRefused, introduce, retry_seconds
from tests.transport.servers import answering, serving

TOKEN = "123456789:AAsecretsecretsecretsecretsecret_"
MESSAGE = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "好"}


def ok(result: object) -> web.Response:
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


def no(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.Response(status=code, body=orjson.dumps(body), content_type="application/json")


@asynccontextmanager
async def bot_at(handler: Callable[[web.Request], Awaitable[web.StreamResponse]], **options: Any) -> AsyncIterator[Bot]:
    """A bot whose server is ``handler``."""
    async with serving(answering(handler)) as address:
        request = AiohttpRequest(**options)
        base = f"{address}/bot"
        bot = Bot(TOKEN, base_url=base, base_file_url=f"{address}/file/bot", request=request)
        await request.initialize()
        try:
            yield bot
        finally:
            await request.shutdown()


async def form_of(request: web.Request) -> dict[str, Any]:
    """The fields of an upload: texts, and files as name, type and content."""
    fields: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        fields[name] = value
        if isinstance(value, web.FileField):
            fields[name] = (value.filename, value.content_type, value.file.read())
    return fields


def whole_text(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__) + repr(error.__context__)


async def test_parameters_arrive_as_json_with_their_types() -> None:
    seen: list[Any] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append((request.path, request.content_type, orjson.loads(await request.read())))
        return ok(MESSAGE)

    async with bot_at(handler) as bot:
        message = await bot.send_message(7, "好<b>", disable_notification=True, api_kwargs={"reply_markup": {"a": [1]}})
    assert message.text == "好"
    path, content_type, body = seen[0]
    assert path == f"/bot{TOKEN}/sendMessage"
    assert content_type == "application/json"
    assert body["chat_id"] == 7
    assert body["text"] == "好<b>"
    assert body["disable_notification"] is True
    assert body["reply_markup"] == {"a": [1]}


async def test_a_broken_character_reaches_the_server_which_refuses_it() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert b"\\ud83d" in await request.read()
        return no(400, "Bad Request: strings must be encoded in UTF-8")

    async with bot_at(handler) as bot:
        with pytest.raises(BadRequest, match="encoded in utf-8"):
            await bot.send_message(7, "half an emoji \ud83d")


@pytest.mark.parametrize("name", ["结果 第12号.pdf", 'a"b\\c\r\nX-Evil: 1.pdf'])
async def test_files_are_uploaded_with_their_names_in_any_language(name: str) -> None:
    seen: dict[str, Any] = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(await form_of(request))
        return ok(MESSAGE)

    content = bytes(range(256)) * 8_192  # 2 MB
    async with bot_at(handler) as bot:
        await bot.send_document(7, InputFile(content, filename=name), caption="说明")
    harmless = name.translate(str.maketrans('"\\\r\n', "____"))
    assert seen["document"] == (harmless, "application/pdf", content)
    assert seen["caption"] == "说明"
    assert seen["chat_id"] == "7"


async def test_an_album_refers_to_its_attached_files() -> None:
    seen: dict[str, Any] = {}

    async def handler(request: web.Request) -> web.Response:
        seen.update(await form_of(request))
        return ok([MESSAGE, MESSAGE])

    files = [InputMediaDocument(io.BytesIO(f"file {n}".encode()), filename=f"{n}.txt") for n in (1, 2)]
    async with bot_at(handler) as bot:
        await bot.send_media_group(7, files)
    media = orjson.loads(seen["media"])
    contents = [seen[item["media"].removeprefix("attach://")][2] for item in media]
    assert contents == [b"file 1", b"file 2"]


async def test_a_file_is_downloaded() -> None:
    async def handler(request: web.Request) -> web.Response:
        if request.path.startswith("/file/"):
            assert request.path == f"/file/bot{TOKEN}/documents/名册 1.xlsx"
            return web.Response(body=b"PK\x03\x04 roster")
        return ok({"file_id": "f", "file_unique_id": "u", "file_path": "documents/名册 1.xlsx"})

    async with bot_at(handler) as bot:
        file = await bot.get_file("f")
        assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04 roster"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (no(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (no(400, "Bad Request: chat not found"), BadRequest),
        (no(502, "Bad Gateway"), NetworkError),
        (web.Response(status=500, text="<html>nginx</html>"), NetworkError),
        (web.Response(status=302, headers={"Location": "https://elsewhere.invalid/"}), NetworkError),
        (web.Response(status=200, text="<html>captive portal</html>"), TelegramError),
    ],
)
async def test_the_servers_refusals_keep_their_kind(reply: web.Response, error: type[TelegramError]) -> None:
    async def handler(_request: web.Request) -> web.Response:
        return reply

    async with bot_at(handler) as bot:
        with pytest.raises(error) as raised:
            await bot.send_message(7, "好")
    assert type(raised.value) is error


async def test_a_429_says_how_long_to_wait() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return no(429, "Too Many Requests: retry after 17", retry_after=17)

    async with bot_at(handler) as bot:
        with pytest.raises(RetryAfter) as raised:
            await bot.send_message(7, "好")
    assert retry_seconds(raised.value) == 17.0


async def test_silence_is_timed_out() -> None:
    enough = asyncio.Event()

    async def handler(_request: web.Request) -> web.Response:
        await enough.wait()
        return ok(True)

    async with bot_at(handler, read_timeout=0.05) as bot:
        with pytest.raises(TimedOut) as raised:
            await bot.send_message(7, "好")
        enough.set()
    assert TOKEN not in whole_text(raised.value)


async def test_a_full_pool_is_timed_out_too() -> None:
    enough = asyncio.Event()

    async def handler(_request: web.Request) -> web.Response:
        await enough.wait()
        return ok(MESSAGE)

    options = {"connection_pool_size": 1, "pool_timeout": 0.02, "connect_timeout": 0.02, "write_timeout": 0.02}
    async with bot_at(handler, **options) as bot, asyncio.TaskGroup() as group:
        first = group.create_task(bot.send_message(7, "好", read_timeout=60, pool_timeout=None))
        with pytest.raises(TimedOut):
            await bot.send_message(7, "好", read_timeout=0.02)
        enough.set()
    assert first.result().text == "好"


async def test_no_failure_mentions_the_token() -> None:
    request = AiohttpRequest()
    async with request:
        for url in (f"http://127.0.0.1:9/bot{TOKEN}/getMe", f"http://[broken/bot{TOKEN}/getMe", f"bot{TOKEN}/getMe"):
            with pytest.raises(NetworkError) as raised:
                await request.post(url)
            assert "AAsecret" not in whole_text(raised.value)


async def test_a_hung_up_connection_is_tried_again_only_where_twice_is_harmless() -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        method = request.path.rsplit("/", 1)[1]
        seen.append(method)
        if seen.count(method) == 1:
            assert request.transport is not None
            request.transport.close()
        return ok(True)

    async with bot_at(handler) as bot:
        assert await bot.answer_callback_query("1") is True
        with pytest.raises(NetworkError):
            await bot.send_message(7, "好")
    assert seen == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize("code", [401, 404])
async def test_a_refused_token_is_refused_without_quoting_it(code: int) -> None:
    async def handler(_request: web.Request) -> web.Response:
        return no(code, "Unauthorized" if code == 401 else "Not Found")

    async with bot_at(handler) as bot:
        with pytest.raises(TokenRefused) as raised:
            await introduce(bot)
        await bot.shutdown()
    assert "AAsecret" not in whole_text(raised.value)


async def test_the_introduction_outlives_an_outage() -> None:
    calls = 0

    async def handler(_request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls < 3:
            return no(502, "Bad Gateway")
        return ok({"id": 1, "is_bot": True, "first_name": "楼院", "username": "louyuan_bot"})

    async with bot_at(handler) as bot:
        await introduce(bot, pauses=(0.0,))
        assert bot.username == "louyuan_bot"
        await bot.shutdown()


async def test_a_proxy_of_the_environment_is_used_except_where_bypassed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return ok(True)

    async with serving(answering(handler)) as address, AiohttpRequest() as request:
        monkeypatch.setenv("http_proxy", address)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert await request.post("http://telegram.invalid/botX/getMe") is True
        assert await request.post(f"{address}/botX/getMe") is True
    assert seen[0] == "http://telegram.invalid/botX/getMe"


async def test_the_request_can_be_opened_and_closed_again() -> None:
    request = AiohttpRequest(read_timeout=4.0)
    assert request.read_timeout == 4.0
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError, match="not initialized"):
        await request.post("http://127.0.0.1:9/")
