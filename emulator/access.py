"""May this bot do that here? The chat behind a chat_id, or Telegram's refusal.

Source: Client.cpp of the real server, `check_chat_access`; Telegram's strings for 400 and 403.
"""

from __future__ import annotations

from .bots import Bot
from .core import Core
from .errors import ApiError, bad_request, forbidden, migrated
from .world import Chat


def readable_chat(core: Core, bot: Bot, chat_id: int | str) -> Chat:
    """The chat for a question about it. Raises ApiError unless the bot is or was in touch with it."""
    chat = _find(core, bot, chat_id)
    if chat.private and not chat.started:
        raise bad_request("chat not found")
    if not chat.private:
        _check_group(bot, chat)
    return chat


def writable_chat(core: Core, bot: Bot, chat_id: int | str) -> Chat:
    """The chat for sending or editing there. Raises ApiError when the bot may not write."""
    chat = _find(core, bot, chat_id)
    if chat.private:
        _check_private(core, bot, chat)
        return chat
    _check_group(bot, chat)
    if chat.muted_bots and not chat.admin(bot.id):
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def _find(core: Core, bot: Bot, chat_id: int | str) -> Chat:
    world = core.world
    if isinstance(chat_id, str):
        name = chat_id.removeprefix("@").lower()
        named = [chat for chat in world.groups.values() if chat.username and chat.username.lower() == name]
        if not chat_id.startswith("@") or not named:
            raise bad_request("chat not found")
        return named[0]
    chat = world.groups.get(chat_id)
    if chat is not None and bot.id in chat.members:
        return chat
    user = world.users.get(chat_id)
    if user is not None and user.is_bot:
        raise forbidden("bots can't send messages to bots")
    if user is None or not world.knows(bot.id, user):
        raise bad_request("chat not found")
    return world.privates.get((bot.id, user.id)) or Chat(user.id, "private", user=user, bot_id=bot.id)


def _check_private(core: Core, bot: Bot, chat: Chat) -> None:
    if chat.user is not None and chat.user.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(bot: Bot, chat: Chat) -> None:
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    member = chat.member(bot.id)
    if member is None:
        raise bad_request("chat not found")
    place = f"the {chat.kind} chat"
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from {place}")
    if not member.present:
        raise forbidden(f"bot is not a member of {place}")


def need_admin(bot: Bot, chat: Chat, refusal: str) -> None:
    """Raises ApiError with Telegram's `refusal` unless the bot administers the group."""
    if not chat.private and not chat.admin(bot.id):
        raise ApiError(400, f"Bad Request: {refusal}")
