"""The control API: what people do, asked for over HTTP in JSON, and what the emulator looks like from outside.

An error is answered with `{"error": "…"}`: 400 for a wrong request, 403 for what a person may not do, 404 for what
does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

from . import actions
from .emulator import Emulator
from .faults import Fault
from .groups import chat_page
from .streams import add_stream

Body = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ANSWER_SECONDS = 10.0


def add_control(app: web.Application, emulator: Emulator) -> None:
    """Adds every route under /emulator to an application."""
    control = Control(emulator)
    posts: dict[str, Callable[[web.Request], Awaitable[object]]] = {
        "users": control.users,
        "chats": control.chats,
        "say": control.say,
        "press": control.press,
        "upload": control.upload,
        "faults": control.faults,
        "redeliver": control.redeliver,
        "actions": control.actions,
        "burst": control.burst,
    }
    gets: dict[str, Callable[[web.Request], Awaitable[object]]] = {
        "state": control.state,
        "chats/{chat}/messages": control.messages,
        "calls": control.calls,
        "answers": control.answers,
        "statistics": control.statistics,
        "menu": control.menu,
    }
    for path, handler in posts.items():
        app.router.add_post(f"/emulator/{path}", _answering(handler))
    for path, handler in gets.items():
        app.router.add_get(f"/emulator/{path}", _answering(handler))
    app.router.add_get("/emulator/files/{file_id}", control.file)
    add_stream(app, emulator)


def _answering(handler: Callable[[web.Request], Awaitable[object]]) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        try:
            status, body = 200, await handler(request)
        except PermissionError as fault:
            status, body = 403, {"error": str(fault)}
        except (LookupError, ValueError, TypeError) as fault:
            missing = isinstance(fault, LookupError) and not isinstance(fault, KeyError)
            status, body = (404 if missing else 400), {"error": f"{type(fault).__name__}: {fault}"}
        return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")

    return answer


async def _body(request: web.Request) -> Body:
    body = orjson.loads(await request.read() or b"{}")
    if not isinstance(body, dict):
        raise TypeError("a JSON object is expected")
    return body


class Control:
    """One method a route."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def users(self, request: web.Request) -> object:
        """POST {name, last_name?, username?, language_code?, label?, id?}, or {"users": [such, …]}: new people."""
        body = await _body(request)
        if "users" in body:
            return [actions.add_user(self._emulator, person) for person in body["users"]]
        return actions.add_user(self._emulator, body)

    async def chats(self, request: web.Request) -> object:
        """POST {title, kind?, forum?, members?, admins?, bots?, bot_admin?, username?}: a new group; ids of people."""
        return actions.add_group(self._emulator, await _body(request))

    async def say(self, request: web.Request) -> object:
        """POST {user, chat, text, thread_id?, anonymous?, reply_to?, forward?}: the message."""
        body = await _body(request)
        person = actions.user(self._emulator, body.pop("user"))
        place = actions.place(self._emulator, body, person)
        return self._emulator.say(person, place, body.pop("text"), **body).page()

    async def press(self, request: web.Request) -> object:
        """POST {user, chat, message_id, data | button, wait?}: the toast, null when none came within 10 seconds."""
        body = await _body(request)
        person = actions.user(self._emulator, body.pop("user"))
        place = actions.place(self._emulator, body, person)
        wait = body.pop("wait", True)
        press = self._emulator.press(person, place, body.pop("message_id"), **body)
        if not wait:
            return {"answer": None}
        try:
            answer = await press.answered(ANSWER_SECONDS)
        except TimeoutError:
            return {"answer": None}
        return {"answer": {"text": answer.text, "show_alert": answer.show_alert, "url": answer.url}}

    async def upload(self, request: web.Request) -> object:
        """POST multipart user, chat, kind (document or photo), caption?, file: the message."""
        fields: Body = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise ValueError("nested or nameless multipart")
            if part.filename is None:
                fields[part.name] = await part.text()
            else:
                fields["file"] = part.filename, bytes(await part.read(decode=True))
        return actions.upload(self._emulator, fields)

    async def faults(self, request: web.Request) -> object:
        """POST a Fault, or {"clear": true}."""
        body = await _body(request)
        if body.pop("clear", False):
            self._emulator.faults.clear()
        if body:
            self._emulator.inject(Fault(**{"method": None, **body}))
        return {"pending": self._emulator.faults.pending}

    async def redeliver(self, request: web.Request) -> object:
        """POST {update_id, bot?}."""
        body = await _body(request)
        self._emulator.redeliver(body["update_id"], actions.bot(self._emulator, body.get("bot")))
        return {"ok": True}

    async def actions(self, request: web.Request) -> object:
        """POST {"do": …}: see `actions.ACTIONS`."""
        return actions.act(self._emulator, await _body(request))

    async def burst(self, request: web.Request) -> object:
        """POST {chat, message_id, data, users}: one press each, queued at once."""
        return actions.burst(self._emulator, await _body(request))

    async def state(self, _request: web.Request) -> object:
        """GET: bots, people, groups, private chats."""
        emulator = self._emulator
        world = emulator.world
        return {
            "bots": [{"id": b.id, "username": b.username, "name": b.name} for b in emulator.bots.values()],
            "users": [actions.user_page(user) for user in world.users.values() if not user.is_bot],
            "chats": [chat_page(chat, emulator.bots) for chat in world.groups.values()],
            "private": [chat_page(chat, emulator.bots) for chat in world.privates.values()],
        }

    async def messages(self, request: web.Request) -> object:
        """GET ?bot=&after=: the messages of a chat, a private chat being named by the person's id."""
        chat = request.match_info["chat"]
        bot = actions.bot(self._emulator, request.query.get("bot"))
        place = self._emulator.chat(int(chat), None, bot)
        after = int(request.query.get("after", "0"))
        return [m.page() for m in self._emulator.history(place) if m.message_id > after]

    async def menu(self, request: web.Request) -> object:
        """GET ?user=&chat=&bot=: the commands in that person's menu there."""
        emulator = self._emulator
        person = actions.user(emulator, int(request.query["user"]))
        return emulator.menu(person, request.query["chat"], actions.bot(emulator, request.query.get("bot")))

    async def calls(self, request: web.Request) -> object:
        """GET ?since=<number>: the Bot API calls behind a number."""
        since = int(request.query.get("since", "0"))
        return [call.page() for call in self._emulator.log.since(since)]

    async def answers(self, request: web.Request) -> object:
        """GET ?bot=: of each answered press its user and the epoch seconds of delivery and answer, oldest first."""
        bot = actions.bot(self._emulator, request.query.get("bot")) or self._emulator.only_bot
        return [{"user": who, "delivered": out, "answered": back} for who, out, back in bot.callbacks.times]

    async def statistics(self, _request: web.Request) -> object:
        """GET: counts of calls, and of callback queries per bot."""
        return actions.statistics(self._emulator)

    async def file(self, request: web.Request) -> web.Response:
        """GET: the bytes of a file, with its name and type."""
        return actions.file_response(self._emulator, request.match_info["file_id"])
