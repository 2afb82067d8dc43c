"""The editMessage… methods: only a bot's own messages, only real changes, from the same budget as sending."""

from __future__ import annotations

from typing import Any

from emulator.errors import NOT_MODIFIED, bad_request
from emulator.keyboards import check_markup, inline_only
from emulator.messages import Message
from emulator.texts import caption_text, message_text
from emulator.world import Chat

from .media import input_media
from .registry import Request, Result, method


def _editable(request: Request) -> tuple[Chat, Message]:
    for name, refusal in (("chat_id", "chat_id is empty"), ("message_id", "message identifier is not specified")):
        if name not in request.params:
            raise bad_request(refusal)
    chat = request.chat_to_write()
    message = request.core.messages.find(chat, request.params["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    foreign = message.sender.id != request.bot.id or message.origin is not None
    if foreign or message.service is not None or message.keyboard is not None:
        raise bad_request("message can't be edited")
    return chat, message


def _new_markup(request: Request, chat: Chat) -> dict[str, Any] | None:
    """Editing without reply_markup takes the keyboard away."""
    markup = request.params.get("reply_markup")
    check_markup(markup, private=chat.private)
    return inline_only(markup)


def _apply(request: Request, chat: Chat, message: Message, content: dict[str, Any]) -> Result:
    """Counts the edit, refuses one that changes nothing, and makes it."""
    request.spend(chat)
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad_request(NOT_MODIFIED)
    if content.keys() != {"markup"}:
        message.edits.append(message.words)
        message.edit_date = request.core.now
    for name, value in content.items():
        setattr(message, name, value)
    request.core.changed(message)
    return message.api()


@method("editMessageText")
def edit_message_text(request: Request) -> Result:
    """Bot API, editMessageText."""
    chat, message = _editable(request)
    text, entities = message_text(request.params, request.find_user)
    markup = _new_markup(request, chat)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    return _apply(request, chat, message, {"text": text, "entities": entities, "markup": markup})


@method("editMessageCaption")
def edit_message_caption(request: Request) -> Result:
    """Bot API, editMessageCaption."""
    chat, message = _editable(request)
    caption, entities = caption_text(request.params, request.find_user)
    markup = _new_markup(request, chat)
    if message.text is not None:
        raise bad_request("there is no caption in the message to edit")
    return _apply(request, chat, message, {"caption": caption, "caption_entities": entities, "markup": markup})


@method("editMessageReplyMarkup")
def edit_message_reply_markup(request: Request) -> Result:
    """Bot API, editMessageReplyMarkup."""
    chat, message = _editable(request)
    return _apply(request, chat, message, {"markup": _new_markup(request, chat)})


@method("editMessageMedia")
def edit_message_media(request: Request) -> Result:
    """Bot API, editMessageMedia; also adds media to a text message."""
    chat, message = _editable(request)
    content = input_media(request, request.params["media"])
    markup = _new_markup(request, chat)
    if message.media_group_id is not None and request.params["media"]["type"] not in _kind(message):
        raise bad_request("can't use the media of the specified type in the album")
    whole = {"text": None, "entities": [], "photo": None, "document": None} | content | {"markup": markup}
    return _apply(request, chat, message, whole)


def _kind(message: Message) -> tuple[str, ...]:
    return ("photo",) if message.photo is not None else ("document",)
