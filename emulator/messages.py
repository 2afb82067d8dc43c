"""Messages: what one is, how the Bot API shows it, how the page shows it, and where they are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .entities import Entity, to_html, with_found
from .files import StoredFile
from .keyboards import Button, buttons_of
from .world import Chat, User


@dataclass(eq=False, slots=True)
class Message:
    """A message as it stands now; `edits` are its earlier texts or captions, oldest first. Dates are epoch seconds."""

    chat: Chat
    message_id: int
    date: int
    sender: User
    text: str | None = None
    entities: list[Entity] = field(default_factory=list)
    caption: str | None = None
    caption_entities: list[Entity] = field(default_factory=list)
    markup: dict[str, Any] | None = None
    keyboard: dict[str, Any] | None = None
    document: StoredFile | None = None
    photo: StoredFile | None = None
    sticker: StoredFile | None = None
    voice: StoredFile | None = None
    service: dict[str, Any] | None = None
    sender_chat: Chat | None = None
    thread_id: int | None = None
    reply_to: Message | None = None
    origin: dict[str, Any] | None = None
    media_group_id: str | None = None
    edit_date: int | None = None
    edits: list[str] = field(default_factory=list)
    deleted: bool = False
    _shown: dict[str, Any] | None = None

    @property
    def buttons(self) -> list[list[Button]]:
        """The rows of the inline keyboard, or of the reply keyboard sent with the message."""
        return buttons_of(self.markup or self.keyboard)

    @property
    def words(self) -> str:
        """The text, or the caption, or nothing."""
        return self.text or self.caption or ""

    @property
    def html(self) -> str:
        """The text (or caption) as safe HTML."""
        if self.text is not None:
            return to_html(self.text, with_found(self.text, self.entities))
        return to_html(self.caption or "", with_found(self.caption or "", self.caption_entities))

    @property
    def root(self) -> int:
        """The id of the message at which a thread of replies began."""
        return self.reply_to.root if self.reply_to is not None else self.message_id

    def find_button(self, data: str | None, text: str | None) -> Button | None:
        """The button with this callback data, or the first whose text begins with `text`."""
        for row in self.buttons:
            for button in row:
                if data is not None and button.callback_data == data:
                    return button
                if data is None and text is not None and button.text.startswith(text):
                    return button
        return None

    def changed(self) -> None:
        """Forget the rendered form after a change."""
        self._shown = None

    def api(self) -> dict[str, Any]:
        """The Message object of the Bot API. The same dict until the message changes: never alter it."""
        if self._shown is None:
            self._shown = self.unanswered() | self._replied()
        return self._shown

    def _replied(self) -> dict[str, Any]:
        replied = self.reply_to
        return {"reply_to_message": replied.unanswered()} if replied and not replied.deleted else {}

    def unanswered(self) -> dict[str, Any]:
        """The Message object without the message it replies to, as it stands inside another message."""
        shown: dict[str, Any] = {"message_id": self.message_id, "from": self.sender.api(), "date": self.date}
        shown["chat"] = self.chat.api()
        if self.sender_chat is not None:
            shown["sender_chat"] = self.sender_chat.api()
        if self.thread_id is not None:
            shown |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        elif self.reply_to is not None and self.chat.kind == "supergroup":
            shown["message_thread_id"] = self.root  # a thread of replies: no topic, and nothing to send to
        optional = {
            "edit_date": self.edit_date,
            "forward_origin": self.origin,
            "media_group_id": self.media_group_id,
            "reply_markup": self.markup,
        }
        shown |= {key: value for key, value in optional.items() if value is not None}
        return shown | self._content() | (self.service or {})

    def _content(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if self.text is not None:
            shown |= _written("text", "entities", self.text, self.entities)
        if self.document is not None:
            shown["document"] = self.document.document()
        if self.photo is not None:
            shown["photo"] = self.photo.photo_sizes()
        if self.sticker is not None:
            shown["sticker"] = self.sticker.sticker()
        if self.voice is not None:
            shown["voice"] = self.voice.voice()
        if self.caption:
            shown |= _written("caption", "caption_entities", self.caption, self.caption_entities)
        return shown

    def page(self) -> dict[str, Any]:
        """The message as the control API and the events show it."""
        photo = self.photo
        return {
            "chat": self.chat.id,
            "bot": self.chat.bot_id,
            "message_id": self.message_id,
            "thread_id": self.thread_id,
            "from": {"id": self.sender.id, "name": self.sender.name, "is_bot": self.sender.is_bot},
            "sender_chat": self.sender_chat.id if self.sender_chat else None,
            "date": self.date,
            "edit_date": self.edit_date,
            "text": self.text,
            "html": self.html if self.text is not None else None,
            "caption": self.caption,
            "caption_html": self.html if self.caption is not None else None,
            "buttons": [[_button(button) for button in row] for row in self.buttons],
            "inline": self.markup is not None,
            "document": self.document.document() if self.document else None,
            "photo": {"file_id": photo.file_id, "width": photo.width, "height": photo.height} if photo else None,
            "sticker": self.sticker.sticker() if self.sticker else None,
            "voice": self.voice.voice() if self.voice else None,
            "service": self.service,
            "reply_to": self.reply_to.message_id if self.reply_to else None,
            "forwarded": self.origin is not None,
            "media_group_id": self.media_group_id,
            "edits": len(self.edits),
            "deleted": self.deleted,
        }


def _written(text_key: str, entities_key: str, text: str, entities: list[Entity]) -> dict[str, Any]:
    shown = with_found(text, entities)
    return {text_key: text, entities_key: shown} if shown else {text_key: text}


def _button(button: Button) -> dict[str, str | None]:
    return {"text": button.text, "callback_data": button.callback_data, "url": button.url}


class Messages:
    """Every message, by chat and id; deleted ones stay for the history but are not found any more."""

    def __init__(self) -> None:
        self._by_chat: dict[tuple[int, int | None], dict[int, Message]] = {}

    def add(self, message: Message) -> None:
        """Keeps a new message."""
        self._of(message.chat)[message.message_id] = message

    def find(self, chat: Chat, message_id: int) -> Message | None:
        """The message unless it does not exist or was deleted."""
        message = self._of(chat).get(message_id)
        return None if message is None or message.deleted else message

    def any(self, chat: Chat, message_id: int) -> Message | None:
        """The message even when it was deleted."""
        return self._of(chat).get(message_id)

    def history(self, chat: Chat) -> list[Message]:
        """What the chat shows now, oldest first."""
        return [message for message in self._of(chat).values() if not message.deleted]

    def newest(self, chat: Chat) -> Message | None:
        """The last message that the chat shows."""
        return next((message for message in reversed(self._of(chat).values()) if not message.deleted), None)

    def _of(self, chat: Chat) -> dict[int, Message]:
        return self._by_chat.setdefault((chat.id, chat.bot_id), {})
