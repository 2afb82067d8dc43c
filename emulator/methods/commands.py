"""The bot's menu and descriptions: setMyCommands and its like."""

from __future__ import annotations

import re
from typing import Any

from emulator.access import readable_chat
from emulator.bots import CommandKey
from emulator.errors import ApiError, bad_request

from .registry import Request, Result, method

COMMANDS = 100
NAME = re.compile(r"[a-z0-9_]+")
NAME_CHARACTERS = 32
DESCRIPTION_CHARACTERS = 256
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
ABOUT_CHARACTERS = 512
SHORT_ABOUT_CHARACTERS = 120
_SCOPES = "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member"
SCOPES = _SCOPES.split()


def _key(request: Request) -> CommandKey:
    scope: dict[str, Any] = request.params.get("scope") or {"type": "default"}
    kind = scope["type"]
    if (
        kind not in SCOPES
        or ("chat_id" in scope) != kind.startswith("chat")
        or ("user_id" in scope) != (kind == "chat_member")
    ):
        raise bad_request("unsupported type specified")
    chat_id = None
    if "chat_id" in scope:
        chat = readable_chat(request.core, request.bot, scope["chat_id"])
        if chat.private and kind != "chat":
            raise bad_request("can't use specified scope in private chats")
        chat_id = chat.id
    return kind, chat_id, scope.get("user_id"), _language(request)


def _language(request: Request) -> str:
    code: str = request.params.get("language_code", "")
    if not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


@method("setMyCommands")
def set_my_commands(request: Request) -> Result:
    """Bot API, setMyCommands: at most 100; names of 1-32 a-z 0-9 _; descriptions of 1-256 characters."""
    key, commands = _key(request), request.params["commands"]
    if len(commands) > COMMANDS:
        raise ApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
    request.bot.commands[key] = [_checked(command) for command in commands]
    request.core.events.changed()
    return True


def _checked(command: dict[str, Any]) -> dict[str, Any]:
    name, description = command["command"].strip().removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > NAME_CHARACTERS:
        raise bad_request(f"Command length must not exceed {NAME_CHARACTERS}")
    if not NAME.fullmatch(name):
        raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > DESCRIPTION_CHARACTERS:
        raise bad_request(f"Command description length must not exceed {DESCRIPTION_CHARACTERS}")
    return {"command": name, "description": description}


@method("getMyCommands")
def get_my_commands(request: Request) -> Result:
    """Bot API, getMyCommands: of exactly this scope and language."""
    return request.bot.commands.get(_key(request), [])


@method("deleteMyCommands")
def delete_my_commands(request: Request) -> Result:
    """Bot API, deleteMyCommands: wider scopes shine through again."""
    request.bot.commands.pop(_key(request), None)
    request.core.events.changed()
    return True


def _describe(request: Request, name: str, longest: int, store: dict[str, str]) -> Result:
    text = request.params.get(name, "")
    if len(text) > longest:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    store[_language(request)] = text
    return True


@method("setMyDescription")
def set_my_description(request: Request) -> Result:
    """Bot API, setMyDescription: up to 512 characters."""
    return _describe(request, "description", ABOUT_CHARACTERS, request.bot.descriptions)


@method("setMyShortDescription")
def set_my_short_description(request: Request) -> Result:
    """Bot API, setMyShortDescription: up to 120 characters."""
    return _describe(request, "short_description", SHORT_ABOUT_CHARACTERS, request.bot.short_descriptions)
