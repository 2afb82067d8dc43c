"""The control API's verbs, from JSON to the emulator and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from aiohttp import web

from .bots import Bot
from .emulator import Emulator
from .errors import ApiError
from .groups import chat_page
from .messages import Message
from .world import Chat, User

Body = dict[str, Any]
SAFE_TYPES = ("image/png", "image/jpeg", "image/webp", "application/pdf")


def user(emulator: Emulator, user_id: object) -> User:
    """The person with this id. Raises LookupError."""
    found = emulator.world.users.get(int(str(user_id)))
    if found is None or found.is_bot:
        raise IndexError(f"no person {user_id}")
    return found


def bot(emulator: Emulator, bot_id: object) -> Bot | None:
    """The bot with this id, None when none is named. Raises LookupError."""
    if bot_id is None:
        return None
    found = emulator.bots.get(int(str(bot_id)))
    if found is None:
        raise IndexError(f"no bot {bot_id}")
    return found


def place(emulator: Emulator, body: Body, person: User) -> Chat:
    """The chat named by `chat` (and `bot`), which are taken out of the body. Raises LookupError."""
    return emulator.chat(body.pop("chat"), person, bot(emulator, body.pop("bot", None)))


def user_page(person: User) -> Body:
    """A person as the page sees one."""
    return {
        "id": person.id,
        "name": person.name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "label": person.label,
        "is_bot": person.is_bot,
        "deactivated": person.deactivated,
    }


def add_user(emulator: Emulator, body: Body) -> Body:
    """A new person from {name, last_name, username, language_code, label, id}."""
    name = body.pop("name", None) or body.pop("first_name")
    return user_page(emulator.add_user(name, user_id=body.pop("id", None), **body))


def add_group(emulator: Emulator, body: Body) -> Body:
    """A new group from {title, kind, forum, members, admins, bots, bot_admin, username}."""
    members, admins = ([user(emulator, number) for number in body.pop(key, [])] for key in ("members", "admins"))
    named = body.pop("bots", None)
    bots = None if named is None else [found for number in named if (found := bot(emulator, number))]
    title, kind = body.pop("title"), body.pop("kind", "supergroup")
    chat = emulator.add_group(title, kind, bots=bots, members=members, admins=admins, **body)
    return chat_page(chat, emulator.bots)


def upload(emulator: Emulator, fields: Body) -> Body:
    """A file sent by a person; `kind` is document (the default) or photo."""
    person = user(emulator, fields["user"])
    chat = place(emulator, fields, person)
    filename, data = fields["file"]
    caption = fields.get("caption") or None
    where = {"thread_id": int(fields["thread_id"])} if fields.get("thread_id") else {}
    try:
        if fields.get("kind") == "photo":
            return emulator.send_photo(person, chat, data, caption, **where).page()
        return emulator.send_document(person, chat, filename, data, caption, **where).page()
    except ApiError as refusal:
        raise ValueError(refusal.description) from None


def burst(emulator: Emulator, body: Body) -> Body:
    """One press of the same button by each of many people."""
    chat = emulator.chat(body["chat"])
    presses = [
        emulator.press(user(emulator, number), chat, body["message_id"], body["data"]) for number in body["users"]
    ]
    return {"queued": len(presses)}


def statistics(emulator: Emulator) -> Body:
    """Counts of calls by method and status, of refusals, and of callback queries per bot."""
    counts = emulator.statistics
    return {
        "by_method": dict(counts.by_method),
        "by_status": {str(status): count for status, count in counts.by_status.items()},
        "refusals": dict(counts.refusals),
        "calls": sum(counts.by_method.values()),
        "bots": {
            str(found.id): {
                "pressed": found.callbacks.pressed,
                "answered": found.callbacks.answered,
                "expired_updates": found.queue.expired,
            }
            for found in emulator.bots.values()
        },
    }


def file_response(emulator: Emulator, file_id: str) -> web.Response:
    """A stored file for the page; types a browser might run are served as downloads."""
    try:
        stored = emulator.files.get(file_id)
    except ApiError:
        raise web.HTTPNotFound from None
    safe = stored.mime_type in SAFE_TYPES
    disposition = "inline" if safe else "attachment"
    headers = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(stored.file_name)}",
        "X-Content-Type-Options": "nosniff",
    }
    kind = stored.mime_type if safe else "application/octet-stream"
    return web.Response(body=stored.data, content_type=kind, headers=headers)


def _chat_of(emulator: Emulator, body: Body) -> Chat:
    return emulator.chat(body["chat"])


def _bot_of(emulator: Emulator, body: Body) -> Bot | None:
    return bot(emulator, body.get("bot"))


def _user_of(emulator: Emulator, body: Body) -> User:
    return user(emulator, body["user"])


def _message_of(emulator: Emulator, body: Body) -> tuple[User, Message]:
    person = user(emulator, body["user"])
    return person, emulator.message(emulator.chat(body["chat"], person), body["message_id"])


ACTIONS: dict[str, Callable[[Emulator, Body], object]] = {
    "block": lambda e, b: e.block(_user_of(e, b), _bot_of(e, b)),
    "unblock": lambda e, b: e.unblock(_user_of(e, b), _bot_of(e, b)),
    "deactivate": lambda e, b: e.deactivate(_user_of(e, b)),
    "remove_bot": lambda e, b: e.remove_bot(_chat_of(e, b), _bot_of(e, b)),
    "add_bot": lambda e, b: e.add_bot_to(_chat_of(e, b), _bot_of(e, b), admin=bool(b.get("admin", False))),
    "make_supergroup": lambda e, b: chat_page(e.make_supergroup(_chat_of(e, b)), e.bots),
    "add_topic": lambda e, b: {"thread_id": e.add_topic(_chat_of(e, b), b["name"])},
    "remove_topic": lambda e, b: e.remove_topic(_chat_of(e, b), b["thread_id"]),
    "join": lambda e, b: e.join(_user_of(e, b), _chat_of(e, b)),
    "leave": lambda e, b: e.leave(_user_of(e, b), _chat_of(e, b)),
    "promote": lambda e, b: e.promote(_user_of(e, b), _chat_of(e, b), anonymous=bool(b.get("anonymous", False))),
    "demote": lambda e, b: e.demote(_user_of(e, b), _chat_of(e, b)),
    "mute_bots": lambda e, b: e.mute_bots(_chat_of(e, b), bool(b.get("muted", True))),
    "follow": lambda e, b: e.follow(_user_of(e, b), b["url"]).page(),
    "edit": lambda e, b: e.edit(*_message_of(e, b), b["text"]).page(),
    "erase": lambda e, b: e.erase(_message_of(e, b)[1]),
}
"""What `POST /emulator/actions` can do, by the value of `do`."""


def act(emulator: Emulator, body: Body) -> object:
    """Performs one action. Raises ValueError for an unknown one."""
    action = ACTIONS.get(body.get("do", ""))
    if action is None:
        raise ValueError(f"unknown action {body.get('do')!r}; one of {', '.join(ACTIONS)}")
    return action(emulator, body) or {"ok": True}
