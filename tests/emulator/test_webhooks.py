"""Webhooks: secret, order, repetition, and the choice between webhook and polling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from emulator import Chat, Emulator, User
from emulator.errors import WEBHOOK_ACTIVE
from emulator.schema import check
from tests.emulator.doors import Clock, Door, InProcessDoor, keyboard

SECRET = "a_Secret-1"


@dataclass
class Receiver:
    """A bot's web server that answers what it is told to."""

    statuses: list[int] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    reply: dict[str, Any] | None = None
    url: str = ""

    async def hook(self, request: web.Request) -> web.Response:
        """One delivery."""
        update = await request.json()
        check(update, ("Update",), "update")
        assert request.content_type == "application/json"
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.seen.append(update)
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.taken.append(update)
            return web.json_response(self.reply) if self.reply else web.Response()
        return web.Response(status=status, headers=self.headers)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A web server on this machine."""
    receiving = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiving.hook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiving.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiving
    await runner.cleanup()


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates if "message" in update]


async def test_updates_are_posted_with_the_secret(
    door: Door, receiver: Receiver, emulator: Emulator, wang: User
) -> None:
    emulator.say(wang, "private", "早")
    reply = await door.call("setWebhook", url=receiver.url, secret_token=SECRET)
    assert reply.body == {"ok": True, "result": True, "description": "Webhook was set"}
    emulator.say(wang, "private", "晚")
    await emulator.wait_for(lambda: len(receiver.taken) == 2)
    assert texts(receiver.taken) == ["早", "晚"]
    assert receiver.secrets == {SECRET}
    assert (await door.ok("getWebhookInfo"))["pending_update_count"] == 0


async def test_polling_and_webhook_exclude_each_other(door: Door, receiver: Receiver, emulator: Emulator) -> None:
    await door.ok("setWebhook", url=receiver.url)
    reply = await door.call("getUpdates")
    assert (reply.status, reply.body["description"]) == (409, f"Conflict: {WEBHOOK_ACTIVE}")
    assert WEBHOOK_ACTIVE.endswith("use deleteWebhook to delete the webhook first")
    assert (await door.call("deleteWebhook")).body["description"] == "Webhook was deleted"
    assert (await door.call("deleteWebhook")).body["description"] == "Webhook is already deleted"
    assert await door.updates() == []


async def test_what_is_not_taken_is_repeated(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User
) -> None:
    receiver.statuses = [500, 404, 302, 200]
    await inside.ok("setWebhook", url=receiver.url)
    emulator.say(wang, "private", "a")
    emulator.say(wang, "private", "b")
    await emulator.wait_for(lambda: len(receiver.taken) == 2)
    assert texts(receiver.seen) == ["a", "a", "a", "a", "b"]
    info = await inside.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    assert info["last_error_date"] == emulator.now


async def test_retry_after_of_the_receiver_is_honoured(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User
) -> None:
    receiver.statuses, receiver.headers = [429], {"Retry-After": "3000"}
    await inside.ok("setWebhook", url=receiver.url)
    emulator.say(wang, "private", "a")
    await emulator.wait_for(lambda: receiver.seen)
    with pytest.raises(TimeoutError):
        await emulator.wait_for(lambda: receiver.taken, timeout=0.1)
    receiver.headers = {}
    await inside.ok("setWebhook", url=receiver.url)
    await emulator.wait_for(lambda: receiver.taken)
    assert len(receiver.seen) == 2


async def test_a_receiver_that_is_down_gets_it_later(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User, unused_tcp_port: int
) -> None:
    await inside.ok("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    emulator.say(wang, "private", "a")
    await emulator.wait_for(
        lambda: emulator.only_bot.sender.webhook and emulator.only_bot.sender.webhook.last_error_message
    )
    assert (await inside.ok("getWebhookInfo"))["pending_update_count"] == 1
    await inside.ok("setWebhook", url=receiver.url)
    await emulator.wait_for(lambda: receiver.taken)
    assert texts(receiver.taken) == ["a"]


async def test_an_update_that_grew_too_old_is_dropped(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, group: Chat, wang: User, clock: Clock
) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup=keyboard([("1", "a")]))
    await inside.drain()
    receiver.statuses = [500] * 1000
    await inside.ok("setWebhook", url=receiver.url)
    emulator.press(wang, group, sent["message_id"], "a")
    await emulator.wait_for(lambda: receiver.seen)
    clock.advance(151)
    await emulator.wait_for(lambda: emulator.only_bot.queue.expired == 1)
    assert receiver.taken == []


async def test_each_person_keeps_their_order_and_nobody_waits_for_another(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, group: Chat, wang: User, zhang: User
) -> None:
    sent = await inside.ok(
        "sendMessage", chat_id=group.id, text="a", reply_markup=keyboard([(str(n), str(n)) for n in range(5)])
    )
    await inside.drain()
    receiver.statuses = [503]
    await inside.ok("setWebhook", url=receiver.url, max_connections=10)
    for number in range(5):
        for person in (wang, zhang):
            emulator.press(person, group, sent["message_id"], str(number))
    await emulator.wait_for(lambda: len(receiver.taken) == 10)
    by_person = defaultdict(list)
    for update in receiver.taken:
        by_person[update["callback_query"]["from"]["id"]].append(update["callback_query"]["data"])
    assert list(by_person.values()) == [["0", "1", "2", "3", "4"]] * 2


async def test_a_press_by_webhook_is_answered(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, group: Chat, wang: User
) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="a", reply_markup=keyboard([("1", "a")]))
    await inside.drain()
    await inside.ok("setWebhook", url=receiver.url)
    press = emulator.press(wang, group, sent["message_id"], "a")
    await emulator.wait_for(lambda: receiver.taken)
    await inside.ok("answerCallbackQuery", callback_query_id=press.query_id, text="已记录")
    assert (await press.answered()).text == "已记录"


async def test_an_update_can_be_posted_again(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User
) -> None:
    await inside.ok("setWebhook", url=receiver.url)
    emulator.say(wang, "private", "a")
    await emulator.wait_for(lambda: receiver.taken)
    emulator.redeliver(receiver.taken[0]["update_id"])
    await emulator.wait_for(lambda: len(receiver.taken) == 2)
    assert receiver.taken[0] == receiver.taken[1]


async def test_the_reply_may_carry_one_call(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User, private: Chat
) -> None:
    await inside.drain()
    receiver.reply = {"method": "sendMessage", "chat_id": private.id, "text": "收到"}
    await inside.ok("setWebhook", url=receiver.url)
    emulator.say(wang, private, "a")
    answer = await emulator.wait_for(lambda: [m for m in emulator.history(private) if m.text == "收到"])
    receiver.reply = {"method": "deleteWebhook"}
    emulator.say(wang, private, "b")
    await emulator.wait_for(lambda: len(receiver.taken) == 2)
    assert len(answer) == 1
    assert (await inside.ok("getWebhookInfo"))["url"] == receiver.url


async def test_setting_a_webhook_ends_a_poll_and_can_drop_what_waits(
    inside: InProcessDoor, receiver: Receiver, emulator: Emulator, wang: User
) -> None:
    emulator.say(wang, "private", "a")
    await inside.ok("setWebhook", url=receiver.url, drop_pending_updates=True, allowed_updates=["message"])
    info = await inside.ok("getWebhookInfo")
    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (receiver.url, 40, ["message"])
    assert info["pending_update_count"] == 0
    await inside.ok("setWebhook", url="")
    emulator.say(wang, "private", "b")
    await inside.ok("deleteWebhook", drop_pending_updates=True)
    assert await inside.updates() == []
    assert receiver.seen == []


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://a.example/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "a.example"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://a.example:8080"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://a.example", "secret_token": "x" * 257}, "secret token is too long"),
        ({"url": "https://a.example", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://a.example", "max_connections": 101}, "emulator: max_connections must be between 1 and 100"),
    ],
)
async def test_an_impossible_webhook_is_refused(door: Door, params: dict[str, Any], description: str) -> None:
    assert await door.refusal("setWebhook", **params) == f"Bad Request: {description}"
    assert (await door.ok("getWebhookInfo"))["url"] == ""
