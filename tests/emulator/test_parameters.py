"""Calls are taken to the letter: names, types, presence."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from emulator import Chat, Emulator
from tests.emulator.doors import TOKEN, Door, InProcessDoor


async def test_an_unknown_method_does_not_exist(door: Door) -> None:
    for name in ("sendMessages", "sendmessage", "getUpdatess"):
        reply = await door.call(name)
        assert (reply.status, reply.body["description"]) == (404, "Not Found")


async def test_a_wrong_token_is_unauthorized(door: Door) -> None:
    for token in ("1000:WRONG", "9:TEST", "nonsense"):
        door.token = token
        reply = await door.call("getMe")
        assert (reply.status, reply.body["description"]) == (401, "Unauthorized")


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"chat_id": 1, "text": "a", "colour": "red"}, 'emulator: unknown parameter "colour"'),
        ("sendMessage", {"text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("editMessageText", {"chat_id": 1, "text": "a"}, "message identifier is not specified"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
        ("sendDocument", {"chat_id": 1}, "there is no document in the request"),
        ("getFile", {}, "file_id not specified"),
        ("sendChatAction", {"chat_id": 1}, 'emulator: parameter "action" is required'),
        ("sendMessage", {"chat_id": 1, "text": 5}, 'emulator: parameter "text" must be String'),
        ("sendMessage", {"chat_id": True, "text": "a"}, 'emulator: parameter "chat_id" must be Integer'),
        ("deleteMessage", {"chat_id": 1, "message_id": "x"}, 'emulator: parameter "message_id" must be Integer'),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "protect_content": "yes"},
            'emulator: parameter "protect_content" must be Boolean',
        ),
        ("sendMessage", {"chat_id": 1, "text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "1", "data": "x"}]]}},
            'emulator: parameter "reply_markup".inline_keyboard[0][0]: unknown field "data" in InlineKeyboardButton',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "entities": "{"},
            'emulator: parameter "entities" must be JSON of [MessageEntity]',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "business_connection_id": "b"},
            'emulator: parameter "business_connection_id" is not supported',
        ),
    ],
)
async def test_a_call_with_wrong_parameters_is_refused(
    door: Door, method: str, params: dict[str, Any], description: str
) -> None:
    assert await door.refusal(method, **params) == f"Bad Request: {description}"


async def test_a_text_that_is_no_utf_8_is_refused(inside: InProcessDoor, group: Chat) -> None:
    description = await inside.refusal("sendMessage", chat_id=group.id, text="\ud83d")
    assert description == "Bad Request: strings must be encoded in UTF-8"


async def test_values_may_travel_as_text(inside: InProcessDoor, group: Chat) -> None:
    markup = '{"inline_keyboard":[[{"text":"1","callback_data":"x"}]]}'
    sent = await inside.ok(
        "sendMessage", chat_id=str(group.id), text="12", protect_content="false", reply_markup=markup
    )
    assert sent["text"] == "12"
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"


async def test_the_http_side_reads_query_form_json_and_multipart(base: str, group: Chat, emulator: Emulator) -> None:
    url = f"{base}/bot{TOKEN}/sendMessage"
    fields = {"chat_id": str(group.id), "text": "你好 &"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        replies = [
            await session.get(url, params=fields),
            await session.post(url, data=fields),
            await session.post(url, json=fields | {"chat_id": group.id}),
            await session.post(url, data=multipart),
        ]
        assert [reply.status for reply in replies] == [200] * 4
        assert [message.text for message in emulator.history(group)[-4:]] == ["你好 &"] * 4


@pytest.mark.parametrize(
    ("method", "body", "kind", "description"),
    [
        ("POST", b"{", "application/json", "can't parse JSON object in request body"),
        ("POST", b"[1]", "application/json", "can't parse JSON object in request body"),
        ("POST", b"x", "text/plain", "emulator: content type text/plain is not supported"),
        ("PUT", b"{}", "application/json", "emulator: use GET or POST"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    base: str, method: str, body: bytes, kind: str, description: str
) -> None:
    async with aiohttp.ClientSession() as session:
        reply = await session.request(method, f"{base}/bot{TOKEN}/getMe", data=body, headers={"Content-Type": kind})
        assert reply.status == 400
        assert (await reply.json())["description"] == f"Bad Request: {description}"


async def test_every_call_is_recorded_and_counted(door: Door, group: Chat, emulator: Emulator) -> None:
    await door.ok("sendMessage", chat_id=group.id, text="a")
    await door.refusal("sendMessage", chat_id=str(group.id), text="")
    first, second = emulator.calls
    assert (first.method, first.status, first.chat_id, first.description) == ("sendMessage", 200, group.id, None)
    assert first.params == {"chat_id": group.id, "text": "a"}
    assert (second.status, second.chat_id, second.description) == (
        400,
        group.id,
        "Bad Request: message text is empty",
    )
    assert emulator.statistics.by_method == {"sendMessage": 2}
    assert emulator.statistics.by_status == {200: 1, 400: 1}


async def test_the_log_of_calls_lets_the_oldest_go(
    inside: InProcessDoor, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.calls.KEPT", 4)
    for _ in range(5):
        await inside.ok("getMe")
    assert [call.number for call in emulator.calls] == [3, 4, 5]
    assert [call.number for call in emulator.log.since(4)] == [5]
