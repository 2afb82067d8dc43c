"""Makes `api.json`: the rows of the machine-readable Bot API that this emulator answers for.

Input: the JSON edition of the Bot API reference (https://core.telegram.org/bots/api) as published by the
MIT-licensed project PaulSonOfLars/telegram-bot-api-spec, `api.min.json`.  Run when Telegram publishes a new version:

    python -m emulator.reduce api.min.json emulator/api.json

A field is written as one string: `!` in front when it is required, `|` between alternatives, `[X]` for an array of X.
A type that is a union of types is written as a list of their names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CREDIT = "Reduced from the Telegram Bot API reference, https://core.telegram.org/bots/api"

_METHODS = (
    "getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto sendDocument sendMediaGroup "
    "sendVoice sendChatAction editMessageText editMessageReplyMarkup editMessageCaption editMessageMedia deleteMessage "
    "answerCallbackQuery getFile getChat getChatMember getChatAdministrators getChatMemberCount setMyCommands "
    "getMyCommands deleteMyCommands setMyDescription setMyShortDescription pinChatMessage unpinChatMessage leaveChat"
)
METHODS = _METHODS.split()

_TYPES = (
    "Update Message MaybeInaccessibleMessage InaccessibleMessage Chat ChatFullInfo AcceptedGiftTypes ChatPermissions "
    "User MessageEntity PhotoSize Document Sticker Voice File MessageOrigin MessageOriginUser MessageOriginHiddenUser "
    "ForumTopicCreated CallbackQuery ChatMemberUpdated ChatMember ChatMemberOwner ChatMemberAdministrator "
    "ChatMemberMember ChatMemberRestricted ChatMemberLeft ChatMemberBanned WebhookInfo BotCommand BotCommandScope "
    "BotCommandScopeDefault BotCommandScopeAllPrivateChats BotCommandScopeAllGroupChats "
    "BotCommandScopeAllChatAdministrators BotCommandScopeChat BotCommandScopeChatAdministrators "
    "BotCommandScopeChatMember InlineKeyboardMarkup InlineKeyboardButton WebAppInfo LoginUrl CopyTextButton "
    "SwitchInlineQueryChosenChat ReplyKeyboardMarkup KeyboardButton ReplyKeyboardRemove ForceReply ReplyParameters "
    "LinkPreviewOptions InputMedia InputMediaPhoto InputMediaDocument ResponseParameters"
)
TYPES = _TYPES.split()


def spell(field: dict[str, Any]) -> str:
    """One field or parameter as a string, for example `!Integer|String` or `[MessageEntity]`."""
    alternatives = "|".join(_spell_type(name) for name in field["types"])
    return ("!" if field["required"] else "") + alternatives


def _spell_type(name: str) -> str:
    prefix = "Array of "
    return f"[{_spell_type(name[len(prefix) :])}]" if name.startswith(prefix) else name


def _row(fields: list[dict[str, Any]]) -> dict[str, str]:
    return {field["name"]: spell(field) for field in fields}


def reduce_api(full: dict[str, Any]) -> dict[str, Any]:
    """The rows of `full` that the emulator needs. Raises KeyError when a method or type is gone from the API."""
    methods = {
        name: {"returns": "|".join(map(_spell_type, full["methods"][name]["returns"]))}
        | {"parameters": _row(full["methods"][name].get("fields", []))}
        for name in METHODS
    }
    types = {name: full["types"][name].get("subtypes") or _row(full["types"][name].get("fields", [])) for name in TYPES}
    return {"credit": CREDIT, "version": full["version"], "methods": methods, "types": types}


def main(source: str, target: str) -> None:
    """Reads the full reference at `source` and writes the reduced one to `target`."""
    reduced = reduce_api(json.loads(Path(source).read_text("utf-8")))
    text = json.dumps(reduced, ensure_ascii=False, indent=1)
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
