"""sendMessage and sendChatAction, and what every sending method shares: thread, reply, keyboard, budget."""

from __future__ import annotations

from typing import Any

from emulator.errors import bad_request, refused
from emulator.keyboards import check_markup, inline_only
from emulator.messages import Message
from emulator.texts import message_text
from emulator.world import Chat

from .registry import Request, Result, method

_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
ACTIONS = frozenset(_ACTIONS.split())


def placement(request: Request, chat: Chat) -> dict[str, Any]:
    """Where a new message goes: its topic and the message it replies to. Raises ApiError."""
    thread_id = request.params.get("message_thread_id")
    if thread_id is not None and thread_id not in chat.topics:
        raise bad_request("message thread not found")
    replied = _replied(request, chat)
    if replied is not None and thread_id not in (None, replied.thread_id):
        raise bad_request("message to be replied not found")
    if replied is not None:
        thread_id = replied.thread_id
    return {"thread_id": thread_id, "reply_to": replied}


def _replied(request: Request, chat: Chat) -> Message | None:
    wish = request.params.get("reply_parameters")
    if wish is None:
        return None
    if wish.get("chat_id", chat.id) != chat.id or wish.keys() & {"quote", "checklist_task_id", "poll_option_id"}:
        raise refused("reply_parameters takes a message_id of the same chat, without a quote")
    replied = request.core.messages.find(chat, wish["message_id"])
    if replied is None and not wish.get("allow_sending_without_reply", False):
        raise bad_request("message to be replied not found")
    return replied


def markup_of(request: Request, chat: Chat) -> dict[str, Any]:
    """The keyboard of a new message: inline ones belong to it, others to the chat. Raises ApiError."""
    markup = request.params.get("reply_markup")
    check_markup(markup, private=chat.private)
    if markup is None or "inline_keyboard" in markup:
        return {"markup": inline_only(markup), "keyboard": None}
    return {"markup": None, "keyboard": markup}


def send(request: Request, chat: Chat, content: dict[str, Any]) -> Message:
    """Posts a bot's message with what is in `content`, within the flood budget. Raises ApiError."""
    content |= placement(request, chat) | markup_of(request, chat)
    request.spend(chat)
    core = request.core
    return core.post(core.new_message(chat, request.bot.user, **content))


@method("sendMessage")
def send_message(request: Request) -> Result:
    """Bot API, sendMessage."""
    chat = request.chat_to_write()
    text, entities = message_text(request.params, request.find_user)
    return send(request, chat, {"text": text, "entities": entities}).api()


@method("sendChatAction")
def send_chat_action(request: Request) -> Result:
    """Bot API, sendChatAction: nothing remains of it."""
    chat = request.chat_to_write()
    if request.params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_id = request.params.get("message_thread_id")
    if thread_id is not None and thread_id not in chat.topics:
        raise bad_request("message thread not found")
    return True
