"""The control API and the event stream, as a page or a script uses them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import web

from emulator import Chat, Emulator, Message, User
from emulator.http import make_app
from tests.emulator.doors import TOKEN, InProcessDoor, keyboard, png


class Page:
    """A client of the control API."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session = session
        self.base = f"{base}/emulator"

    async def post(self, path: str, body: dict[str, Any], status: int = 200) -> Any:
        """The JSON that answers a POST."""
        async with self.session.post(f"{self.base}/{path}", json=body) as reply:
            assert reply.status == status, await reply.text()
            return orjson.loads(await reply.read())

    async def get(self, path: str) -> Any:
        """The JSON that answers a GET."""
        async with self.session.get(f"{self.base}/{path}") as reply:
            assert reply.status == 200, await reply.text()
            return orjson.loads(await reply.read())


@pytest.fixture
async def page(base: str) -> AsyncIterator[Page]:
    """The control API of the running emulator."""
    async with aiohttp.ClientSession() as session:
        yield Page(session, base)


@pytest.fixture
async def card(inside: InProcessDoor, group: Chat, emulator: Emulator) -> Message:
    """A card of the bot with a button."""
    await inside.ok("sendMessage", chat_id=group.id, text="表决", reply_markup=keyboard([("1 同意", "v:1")]))
    await inside.drain()
    return emulator.last(group)


async def answer_next(inside: InProcessDoor, text: str) -> None:
    query = (await inside.ok("getUpdates", timeout=5))[0]["callback_query"]
    await inside.ok("answerCallbackQuery", callback_query_id=query["id"], text=text)


async def test_a_community_is_made_and_shown(page: Page, emulator: Emulator) -> None:
    people = await page.post("users", {"users": [{"name": "甲", "label": "resident"}, {"name": "乙", "id": 1001}]})
    one = await page.post("users", {"name": "丙", "language_code": "en"})
    ids = [person["id"] for person in [*people, one]]
    made = await page.post("chats", {"title": "群", "forum": True, "members": ids[:2], "admins": ids[2:]})
    topic = await page.post("actions", {"do": "add_topic", "chat": made["id"], "name": "停车"})
    state = await page.get("state")
    assert state["bots"] == [{"id": 1000, "username": "louyuan_bot", "name": "楼院"}]
    assert [(user["id"], user["label"]) for user in state["users"]] == [
        (ids[0], "resident"),
        (1001, None),
        (ids[2], None),
    ]
    shown = state["chats"][0]
    assert (shown["members"], shown["admins"], shown["bots"]) == (ids, ids[2:], [1000])
    assert shown["topics"] == [{"thread_id": topic["thread_id"], "name": "停车"}]


async def test_a_press_waits_for_its_toast(
    page: Page, inside: InProcessDoor, card: Message, group: Chat, wang: User
) -> None:
    body = {"user": wang.id, "chat": group.id, "message_id": card.message_id, "button": "1"}
    answer, _ = await asyncio.gather(page.post("press", body), answer_next(inside, "已记录"))
    assert answer == {"answer": {"text": "已记录", "show_alert": False, "url": None}}
    assert await page.post("press", body | {"wait": False}) == {"answer": None}


async def test_a_press_without_an_answer_ends_empty(
    page: Page, card: Message, group: Chat, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.control.ANSWER_SECONDS", 0.01)
    body = {"user": wang.id, "chat": group.id, "message_id": card.message_id, "data": "v:1"}
    assert await page.post("press", body) == {"answer": None}


async def test_words_and_files_are_sent_and_listed(page: Page, group: Chat, wang: User, emulator: Emulator) -> None:
    said = await page.post("say", {"user": wang.id, "chat": "private", "text": "<b>不是粗体</b>"})
    assert (said["chat"], said["html"]) == (wang.id, "&lt;b&gt;不是粗体&lt;/b&gt;")
    for kind, data in (("document", b"a,b"), ("photo", png(30, 20))):
        form = aiohttp.FormData({"user": str(wang.id), "chat": str(wang.id), "kind": kind, "caption": "附件"})
        form.add_field("file", data, filename="名册.csv")
        async with page.session.post(f"{page.base}/upload", data=form) as reply:
            assert reply.status == 200
    listed = await page.get(f"chats/{wang.id}/messages?bot=1000")
    assert [message["caption"] for message in listed] == [None, "附件", "附件"]
    assert [m["message_id"] for m in await page.get(f"chats/{wang.id}/messages?after={said['message_id']}")] == [
        message["message_id"] for message in listed[1:]
    ]
    assert listed[2]["photo"]["width"] == 30
    async with page.session.get(f"{page.base}/files/{listed[1]['document']['file_id']}") as reply:
        assert await reply.read() == b"a,b"
        assert reply.content_type == "application/octet-stream"
        assert reply.headers["Content-Disposition"].startswith("attachment")
    async with page.session.get(f"{page.base}/files/nonsense") as reply:
        assert reply.status == 404


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("say", {"user": 5, "chat": "private", "text": "a"}, 404),
        ("say", {"user": 1000, "chat": "private", "text": "a"}, 404),
        ("say", {"chat": "private"}, 400),
        ("say", {"user": "王", "chat": "private", "text": "a"}, 400),
        ("users", {"name": "甲", "colour": "red"}, 400),
        ("actions", {"do": "dance"}, 400),
        ("redeliver", {"update_id": 1}, 404),
        ("redeliver", {"update_id": 1, "bot": 7}, 404),
        ("faults", {"kind": "gremlins"}, 400),
    ],
)
async def test_a_wrong_request_is_answered_with_the_reason(
    page: Page, path: str, body: dict[str, Any], status: int
) -> None:
    assert "error" in await page.post(path, body, status)


async def test_what_a_person_may_not_do_is_forbidden(page: Page, group: Chat, emulator: Emulator) -> None:
    stranger = emulator.add_user("路人")
    fault = await page.post("say", {"user": stranger.id, "chat": group.id, "text": "a"}, 403)
    assert fault == {"error": "路人 is not in 金祥花园"}


async def test_an_upload_that_telegram_refuses_is_refused(page: Page, wang: User) -> None:
    form = aiohttp.FormData({"user": str(wang.id), "chat": "private", "kind": "photo"})
    form.add_field("file", b"no picture", filename="a.png")
    async with page.session.post(f"{page.base}/upload", data=form) as reply:
        assert reply.status == 400
        assert "IMAGE_PROCESS_FAILED" in await reply.text()


async def test_every_action_can_be_asked_for(
    page: Page, group: Chat, emulator: Emulator, wang: User, zhang: User
) -> None:
    async def act(do: str, **body: Any) -> Any:
        return await page.post("actions", {"do": do} | body)

    guest = emulator.add_user("新邻居")
    await act("join", user=guest.id, chat=group.id)
    await act("promote", user=guest.id, chat=group.id, anonymous=True)
    assert group.members[guest.id].anonymous is True
    await act("demote", user=guest.id, chat=group.id)
    await act("leave", user=guest.id, chat=group.id)
    assert not group.has(guest.id)
    said = await act("follow", user=wang.id, url="https://t.me/louyuan_bot?start=abc")
    edited = await act("edit", user=wang.id, chat=wang.id, message_id=said["message_id"], text="改")
    assert edited["text"] == "改"
    await act("erase", user=wang.id, chat=wang.id, message_id=said["message_id"])
    assert emulator.history(wang) == []
    await act("block", user=wang.id)
    assert emulator.chat(wang).blocked is True
    await act("unblock", user=wang.id)
    await act("mute_bots", chat=group.id)
    await act("remove_bot", chat=group.id)
    assert not group.has(1000)
    await act("add_bot", chat=group.id, admin=True)
    assert group.admin(1000)
    basic = emulator.add_group("老群", "group", members=[wang])
    assert (await act("make_supergroup", chat=basic.id))["kind"] == "supergroup"
    forum = emulator.add_group("论坛", forum=True)
    topic = (await act("add_topic", chat=forum.id, name="停车"))["thread_id"]
    await act("remove_topic", chat=forum.id, thread_id=topic)
    await act("deactivate", user=zhang.id)
    assert zhang.deactivated is True


async def test_faults_repeats_and_bursts_are_ordered(
    page: Page, inside: InProcessDoor, card: Message, group: Chat, emulator: Emulator, wang: User, zhang: User
) -> None:
    assert await page.post("faults", {"method": "getMe", "kind": "502", "times": 2}) == {"pending": 2}
    assert await inside.refusal("getMe") == "Bad Gateway"
    assert await page.post("faults", {"clear": True}) == {"pending": 0}
    burst = {"chat": group.id, "message_id": card.message_id, "data": "v:1", "users": [wang.id, zhang.id]}
    assert await page.post("burst", burst) == {"queued": 2}
    updates = await inside.drain()
    assert [update["callback_query"]["from"]["id"] for update in updates] == [wang.id, zhang.id]
    await page.post("redeliver", {"update_id": updates[0]["update_id"]})
    assert await inside.updates() == updates[:1]


async def test_calls_and_counts_can_be_read(
    page: Page, inside: InProcessDoor, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    emulator.press(wang, group, card, "v:1")
    await inside.refusal("sendMessage", chat_id=group.id, text="")
    calls = await page.get("calls")
    assert [call["method"] for call in calls] == ["sendMessage", "getUpdates", "getUpdates", "sendMessage"]
    assert await page.get(f"calls?since={calls[2]['number']}") == calls[3:]
    counts = await page.get("statistics")
    assert counts["by_method"] == {"sendMessage": 2, "getUpdates": 2}
    assert counts["by_status"] == {"200": 3, "400": 1}
    assert counts["refusals"] == {"sendMessage: Bad Request: message text is empty": 1}
    assert counts["bots"] == {"1000": {"pressed": 1, "answered": 0, "expired_updates": 0}}


async def test_a_menu_can_be_read(page: Page, inside: InProcessDoor, wang: User, group: Chat) -> None:
    commands = [{"command": "help", "description": "帮助"}]
    await inside.ok("setMyCommands", commands=commands)
    assert await page.get(f"menu?user={wang.id}&chat={group.id}") == commands
    assert await page.get(f"menu?user={wang.id}&chat=private") == commands


async def read_event(stream: aiohttp.ClientResponse) -> tuple[str, dict[str, Any]]:
    block = (await stream.content.readuntil(b"\n\n")).decode()
    kind, data = block.strip().split("\n")
    return kind.removeprefix("event: "), orjson.loads(data.removeprefix("data: "))


async def test_the_stream_tells_everything_that_happens(
    page: Page, inside: InProcessDoor, card: Message, group: Chat, emulator: Emulator, wang: User
) -> None:
    async with page.session.get(f"{page.base}/events") as stream:
        assert await stream.content.readuntil(b"\n\n") == b": hello\n\n"
        emulator.say(wang, group, "早")
        emulator.press(wang, group, card, "v:1")
        await answer_next(inside, "已记录")
        where: dict[str, Any] = {"chat_id": group.id, "message_id": card.message_id}
        await inside.ok("editMessageText", **where, text="<b>结束</b>", parse_mode="HTML")
        await inside.ok("deleteMessage", **where)
        emulator.add_user("新邻居")
        emulator.add_group("新群")
        events = [await read_event(stream) for _ in range(7)]
    kinds = [kind for kind, _ in events]
    data = [body for _, body in events]
    assert kinds[:6] == ["message", "answer", "edit", "delete", "user", "chat"]
    assert (data[0]["text"], data[0]["chat"]) == ("早", group.id)
    assert (data[1]["text"], data[1]["user"], data[1]["message_id"]) == ("已记录", wang.id, card.message_id)
    assert (data[2]["html"], data[2]["buttons"]) == ("<b>结束</b>", [])
    assert data[3]["deleted"] is True


async def test_a_listener_that_does_not_read_is_cut_off(
    emulator: Emulator, group: Chat, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("emulator.events.BACKLOG", 2)
    queue = emulator.events.listen()
    for text in ("a", "b", "c"):
        emulator.say(wang, group, text)
    told = [queue.get_nowait() for _ in range(3)]
    assert [event[0] if event else None for event in told] == ["message", "message", None]


async def test_a_quiet_stream_stays_open(page: Page, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.streams.KEEP_ALIVE_SECONDS", 0.01)
    async with page.session.get(f"{page.base}/events") as stream:
        await stream.content.readuntil(b"\n\n")
        assert await stream.content.readuntil(b"\n\n") == b": still here\n\n"
        emulator.events.close()
        assert (await stream.content.read()).replace(b": still here\n\n", b"") == b""


async def test_latency_delays_every_reply_and_lets_them_overlap(emulator: Emulator) -> None:
    runner = web.AppRunner(make_app(emulator, latency=0.1), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}/getMe"
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession() as session:
        began = loop.time()
        replies = await asyncio.gather(*(session.get(url) for _ in range(20)))
        took = loop.time() - began
    await runner.cleanup()
    assert [reply.status for reply in replies] == [200] * 20
    assert 0.1 <= took < 1.5
