"""Polling the emulator over HTTP: nothing confirmed before it is stored, and every outage outlived."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.intake import ALLOWED_UPDATES, Handle, Intake
from bot.intake_polling import Polling
from bot.request import AiohttpRequest, TokenRefused
from bot.storage import inbox
from bot.storage.database import Database
from emulator import Chat, Emulator, Fault, Limits, User
from emulator.http import make_app
from tests.transport.servers import answering, serving, until
from tests.transport.updates import Effects, press

TOKEN = "1000:TEST"


@dataclass
class World:
    """The emulator, its people, and where it is served."""

    emulator: Emulator
    person: User
    group: Chat
    address: str

    def say(self, count: int) -> None:
        for number in range(count):
            self.emulator.say(self.person, "private", f"第{number}句")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    emulator = Emulator(limits=Limits(repeated_poll_seconds=0.0))
    bot = emulator.add_bot(token=TOKEN, username="louyuan_bot", name="楼院")
    person = emulator.add_user("住户")
    group = emulator.add_group("金祥花园", members=[person], bots=[bot])
    joined = await emulator.call(TOKEN, "getUpdates", {})  # the bot's own arrival in the group is not our subject
    await emulator.call(TOKEN, "getUpdates", {"offset": joined.body["result"][-1]["update_id"] + 1})
    async with serving(make_app(emulator)) as address:
        yield World(emulator, person, group, address)


@asynccontextmanager
async def polling_at(
    address: str, db: Database, handle: Handle, token: str = TOKEN
) -> AsyncIterator[asyncio.Task[None]]:
    """An intake that polls; gives the polling task."""
    intake = Intake(db, handle, pauses=(0.0,))
    await intake.start()
    async with AiohttpRequest() as request:
        task = asyncio.create_task(Polling(intake, request, f"{address}/bot{token}", pauses=(0.0,)).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait([task])
            await intake.stop(grace=0.5)


def polls(world: World) -> list[dict[str, object]]:
    return [call.params for call in world.emulator.calls if "allowed_updates" in call.params]


async def test_what_people_send_has_its_effect_in_order_and_is_confirmed(world: World, db: Database) -> None:
    effects = Effects(db)
    world.say(120)
    async with polling_at(world.address, db, effects):
        await effects.at_least(120)
        world.emulator.say(world.person, world.group, "/start@louyuan_bot")
        seen = await effects.at_least(121)
    assert seen == sorted(seen)
    assert len(seen) == 121
    assert all(list(call["allowed_updates"]) == list(ALLOWED_UPDATES) for call in polls(world))  # type: ignore[call-overload]
    assert max(int(str(call.get("offset", 0))) for call in polls(world)) == seen[119] + 1


async def test_nothing_is_confirmed_that_could_not_be_stored(world: World, db: Database) -> None:
    effects = Effects(db)
    with capture_logs() as lines:
        async with polling_at(world.address, db, effects):
            world.say(1)
            first = (await effects.at_least(1))[0]
            await db.write(lambda connection: connection.exec_driver_sql("ALTER TABLE inbox RENAME TO elsewhere"))
            world.say(3)
            await until(lambda: any(line["event"] == "inbox not writable" for line in lines))
            await until(lambda: any(line["event"] == "inbox unreadable" for line in lines))
            assert {call.get("offset") for call in polls(world)} <= {None, first + 1}
            await db.write(lambda connection: connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO inbox"))
            assert len(await effects.at_least(4)) == 4
    assert sum(line["event"] == "inbox not writable" for line in lines) == 1


async def test_a_lost_confirmation_repeats_no_effect(world: World, db: Database) -> None:
    effects = Effects(db)
    async with polling_at(world.address, db, effects):
        world.say(2)
        seen = await effects.at_least(2)
        before = len(polls(world))
        for update_id in seen:
            world.emulator.redeliver(update_id)
        await until(lambda: len(polls(world)) > before)
        world.say(1)
        again = await effects.at_least(3)
    assert again[:2] == seen
    assert len(again) == 3


@pytest.mark.parametrize("kind", ["502", "500", "drop_before", "drop_after", "429"])
async def test_an_outage_is_said_once_and_so_is_its_end(world: World, db: Database, kind: str) -> None:
    effects = Effects(db)
    world.emulator.inject(Fault("getUpdates", kind, times=6, retry_after=0))  # type: ignore[arg-type]
    world.say(2)
    with capture_logs() as lines:
        async with polling_at(world.address, db, effects):
            await effects.at_least(2)
    warnings = [line["event"] for line in lines if line["log_level"] == "warning"]
    assert len(warnings) == 1
    assert [line["event"] for line in lines if str(line["event"]).startswith("over: ")] == [f"over: {warnings[0]}"]
    assert TOKEN not in str(lines)


async def test_a_token_telegram_does_not_know_ends_the_polling(world: World, db: Database) -> None:
    wrong = "123456789:AAsecretsecretsecretsecretsecret_"
    async with polling_at(world.address, db, Effects(db), token=wrong) as task:
        await asyncio.wait([task])
        error = task.exception()
    assert isinstance(error, TokenRefused)
    assert "AAsecret" not in f"{error!r}{error.__cause__!r}{error.__context__!r}"


async def test_a_second_program_is_named_once_and_waited_for(db: Database) -> None:
    effects = Effects(db)
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
    replies: list[tuple[int, dict[str, object]]] = [(409, conflict)] * 5
    replies += [(200, {"ok": True, "result": [press(1, person=1)]})]

    async def handler(_request: web.Request) -> web.Response:
        status, body = replies.pop(0) if replies else (200, {"ok": True, "result": []})
        return web.json_response(body, status=status)

    with capture_logs() as lines:
        async with serving(answering(handler)) as address, polling_at(address, db, effects):
            await effects.at_least(1)
    said = [str(line["event"]) for line in lines if "only one may run" in str(line["event"])]
    assert len(said) == 2
    assert said[1] == f"over: {said[0]}"


async def test_a_webhook_of_an_earlier_run_is_removed(world: World, db: Database) -> None:
    effects = Effects(db)
    await world.emulator.call(TOKEN, "setWebhook", {"url": "https://bot.example.org/hook"})
    async with polling_at(world.address, db, effects):
        world.say(1)
        await effects.at_least(1)
    info = await world.emulator.call(TOKEN, "getWebhookInfo", {})
    assert info.body["result"]["url"] == ""


async def test_without_room_nothing_more_is_fetched(world: World, db: Database) -> None:
    gate = asyncio.Event()
    effects = Effects(db)

    async def handle(update_id: int, update: dict[str, object]) -> bool:
        await gate.wait()
        return await effects(update_id, update)

    intake = Intake(db, handle, most_undone=5)
    await intake.start()
    await intake.accept([press(10**6 + number, person=number) for number in range(5)])
    async with AiohttpRequest() as request:
        task = asyncio.create_task(Polling(intake, request, f"{world.address}/bot{TOKEN}").run())
        world.say(1)
        await db.read(inbox.count_undone)
        assert polls(world) == []
        gate.set()
        await effects.at_least(6)
        assert polls(world)
        task.cancel()
        await asyncio.wait([task])
    await intake.stop()
