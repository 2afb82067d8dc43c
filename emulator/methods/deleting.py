"""deleteMessage, pinChatMessage and unpinChatMessage."""

from __future__ import annotations

from emulator.access import need_admin
from emulator.errors import bad_request
from emulator.messages import Message
from emulator.world import Chat

from .registry import Request, Result, method

UNDELETABLE = ("forum_topic_created", "migrate_to_chat_id", "migrate_from_chat_id", "supergroup_chat_created")
NO_PIN_RIGHT = "not enough rights to manage pinned messages in the chat"


@method("deleteMessage")
def delete_message(request: Request) -> Result:
    """Bot API, deleteMessage: younger than 48 hours; others' messages only in private or as an admin."""
    chat = request.chat_to_read()
    message = request.core.messages.find(chat, request.params["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender.id == request.bot.id
    if not (own or chat.private or chat.admin(request.bot.id)) or _permanent(message):
        raise bad_request("message can't be deleted")
    if request.core.clock() - message.date >= request.core.limits.delete_seconds:
        raise bad_request("message can't be deleted for everyone")
    request.core.delete(message)
    return True


def _permanent(message: Message) -> bool:
    return message.service is not None and any(key in message.service for key in UNDELETABLE)


@method("pinChatMessage")
def pin_chat_message(request: Request) -> Result:
    """Bot API, pinChatMessage: a service message tells the chat."""
    chat = request.chat_to_write()
    need_admin(request.bot, chat, NO_PIN_RIGHT)
    core = request.core
    message = core.messages.find(chat, request.params["message_id"])
    if message is None or message.service is not None:
        raise bad_request("message to pin not found")
    if message.message_id in chat.pinned:
        chat.pinned.remove(message.message_id)
    chat.pinned.append(message.message_id)
    core.post(core.new_message(chat, request.bot.user, service={"pinned_message": message.unanswered()}))
    return True


@method("unpinChatMessage")
def unpin_chat_message(request: Request) -> Result:
    """Bot API, unpinChatMessage: the given one, or the most recent."""
    chat = request.chat_to_write()
    need_admin(request.bot, chat, NO_PIN_RIGHT)
    message_id = request.params.get("message_id", _newest(chat))
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    request.core.events.changed()
    return True


def _newest(chat: Chat) -> int | None:
    return chat.pinned[-1] if chat.pinned else None
