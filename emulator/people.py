"""What people do: write, send files, press buttons, follow links, edit and delete."""

from __future__ import annotations

from typing import Any

from .callbacks import Press
from .core import ChatLike, Core
from .links import start_link
from .messages import Message
from .texts import CAPTION_CHARACTERS, TEXT_CHARACTERS, clean
from .world import ANONYMOUS_ADMIN, Chat, User


class People(Core):
    """The doings of people; a person who may not do a thing gets PermissionError, a missing thing is a LookupError."""

    def say(
        self,
        person: User,
        chat: ChatLike,
        text: str,
        *,
        thread_id: int | None = None,
        anonymous: bool = False,
        reply_to: int | Message | None = None,
        forward: bool | Message = False,
        entities: list[dict[str, Any]] | None = None,
    ) -> Message:
        """A person writes a text. Raises ValueError for one that a client would not send (empty, above 4096)."""
        text = clean(text).strip()
        if not 1 <= len(text) <= TEXT_CHARACTERS:
            raise ValueError("a message has 1 to 4096 characters")
        content = {"text": text, "entities": entities or [], "origin": self._origin(person, forward)}
        return self._write(person, chat, thread_id, anonymous, reply_to, content)

    def send_document(
        self, person: User, chat: ChatLike, filename: str, data: bytes, caption: str | None = None, **where: Any
    ) -> Message:
        """A person sends a file; `where` takes thread_id, anonymous and reply_to."""
        return self._send(person, chat, {"document": self.files.add("document", filename, data)}, caption, where)

    def send_photo(
        self, person: User, chat: ChatLike, data: bytes, caption: str | None = None, **where: Any
    ) -> Message:
        """A person sends a picture (PNG or JPEG); `where` takes thread_id, anonymous and reply_to."""
        return self._send(person, chat, {"photo": self.files.add("photo", "photo.jpg", data)}, caption, where)

    def send_sticker(self, person: User, chat: ChatLike, **where: Any) -> Message:
        """A person sends a sticker: a message without text or caption."""
        return self._send(person, chat, {"sticker": self.files.add("sticker", "sticker.webp", b"RIFF")}, None, where)

    def send_voice(self, person: User, chat: ChatLike, data: bytes = b"OggS", **where: Any) -> Message:
        """A person records a voice message."""
        return self._send(person, chat, {"voice": self.files.add("voice", "voice.ogg", data)}, None, where)

    def _send(
        self, person: User, chat: ChatLike, content: dict[str, Any], caption: str | None, where: dict[str, Any]
    ) -> Message:
        caption = clean(caption).strip() if caption else None
        if caption and len(caption) > CAPTION_CHARACTERS:
            raise ValueError("a caption has at most 1024 characters")
        placed = {"thread_id": None, "anonymous": False, "reply_to": None} | where
        content = content | {"caption": caption}
        return self._write(person, chat, placed["thread_id"], placed["anonymous"], placed["reply_to"], content)

    def _write(
        self,
        person: User,
        chat: ChatLike,
        thread_id: int | None,
        anonymous: bool,
        reply_to: int | Message | None,
        content: dict[str, Any],
    ) -> Message:
        place = self._enter(person, chat)
        if thread_id is not None and thread_id not in place.topics:
            raise LookupError(f"no topic {thread_id} in {place.name}")
        replied = self.message(place, reply_to) if reply_to is not None else None
        sender, behind = self._mask(person, place) if anonymous else (person, None)
        if place.private:
            place.started = True
        message = self.new_message(place, sender, sender_chat=behind, thread_id=thread_id, reply_to=replied, **content)
        return self.post(message)

    def _enter(self, person: User, chat: ChatLike) -> Chat:
        place = self.chat(chat, person)
        if person.deactivated or place.migrated_to is not None:
            raise PermissionError(f"{person.name} cannot write to {place.name} any more")
        if not place.has(person.id):
            raise PermissionError(f"{person.name} is not in {place.name}")
        if place.private and place.blocked:
            raise PermissionError(f"{person.name} has blocked the bot: unblock first")
        return place

    def _mask(self, person: User, place: Chat) -> tuple[User, Chat]:
        if not place.admin(person.id) or place.kind != "supergroup":
            raise PermissionError(f"{person.name} is no admin of a supergroup here, so not anonymous either")
        return self.world.users[ANONYMOUS_ADMIN], place

    def _origin(self, person: User, forward: bool | Message) -> dict[str, Any] | None:
        if forward is False:
            return None
        sender, date = (forward.sender, forward.date) if isinstance(forward, Message) else (person, self.now)
        return {"type": "user", "date": date, "sender_user": sender.api()}

    def message(self, chat: Chat, message: int | Message) -> Message:
        """The message with this id. Raises LookupError when it does not exist or was deleted."""
        found = self.messages.find(chat, message if isinstance(message, int) else message.message_id)
        if found is None:
            raise LookupError(f"no message {message} in {chat.name}")
        return found

    def press(
        self,
        person: User,
        chat: ChatLike,
        message_id: int | Message,
        data: str | None = None,
        button: str | None = None,
        *,
        forged: bool = False,
    ) -> Press:
        """A person presses a button of a bot's message, named by its data or the beginning of its text.

        `forged` sends data that no button has, or presses on a deleted message, as a modified client can.
        Raises LookupError when the keyboard as it stands has no such callback button.
        """
        place = self.chat(chat, person)
        if not place.has(person.id):
            raise PermissionError(f"{person.name} is not in {place.name}")
        number = message_id if isinstance(message_id, int) else message_id.message_id
        message = self.messages.any(place, number) if forged else self.message(place, number)
        if message is None or message.sender.id not in self.bots:
            raise LookupError(f"no message {number} of a bot in {place.name}")
        bot = self.bots[message.sender.id]
        chosen = data if forged else _button_data(message, data, button)
        press = bot.callbacks.open(person, message, chosen or "")
        self.queue_press(bot, press)
        return press

    def follow(self, person: User, url: str) -> Message:
        """A person opens `https://t.me/<bot>?start=<payload>`: the client sends `/start <payload>` in private.

        Raises LookupError for a link to no bot here, ValueError for a payload Telegram does not pass on.
        """
        link = start_link(url)
        bot = next((bot for bot in self.bots.values() if link and bot.username.lower() == link.username), None)
        if link is None or bot is None:
            raise LookupError(f"{url} leads to no bot here")
        if not link.usable or link.parameter != "start":
            raise ValueError("a start payload has 1 to 64 characters of A-Z a-z 0-9 _ -")
        place = self.world.private(person, bot.id)
        return self.say(person, place, f"/start {link.payload}")

    def edit(self, person: User, message: Message, text: str) -> Message:
        """A person corrects a message of theirs; bots get edited_message."""
        if message.sender is not person or message.text is None:
            raise PermissionError("people edit their own texts only")
        message.edits.append(message.text)
        message.text, message.entities, message.edit_date = clean(text).strip(), [], self.now
        self.changed(message)
        self.deliver(message, "edited_message")
        return message

    def erase(self, message: Message) -> None:
        """A person deletes a message; bots are not told."""
        self.delete(message)


def _button_data(message: Message, data: str | None, text: str | None) -> str:
    button = message.find_button(data, text)
    if button is None or button.callback_data is None:
        raise LookupError(f"message {message.message_id} has no callback button {data or text!r}")
    return button.callback_data
