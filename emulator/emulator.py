"""The emulator: a small, strict Telegram in one object.

Strict: it never accepts what Telegram refuses, and refuses some things that Telegram silently accepts. Everything it
refuses on its own account says so in the description ("emulator: …").
"""

from __future__ import annotations

from .core import ChatLike
from .dispatch import Dispatch
from .faults import Fault
from .groups import Groups
from .menus import Menus
from .messages import Message
from .people import People
from .privacy import sees
from .world import User


class Emulator(People, Groups, Menus, Dispatch):
    """People write and press, bots call; both see one world. Make it with `Emulator(limits=…, clock=…)`."""

    def history(self, chat: ChatLike, viewer: object = None) -> list[Message]:
        """What a chat shows now, oldest first.

        `viewer` may be a bot (only what that bot was shown or wrote; also selects whose private chat is meant) or a
        person (nothing unless they are in the chat).
        """
        bot = self.bots.get(getattr(viewer, "id", 0))
        place = self.chat(chat, viewer if isinstance(viewer, User) else None, bot)
        shown = self.messages.history(place)
        if bot is not None:
            return [message for message in shown if message.sender.id == bot.id or sees(bot, message)]
        if isinstance(viewer, User) and not place.has(viewer.id):
            return []
        return shown

    def last(self, chat: ChatLike, viewer: object = None) -> Message:
        """The newest message of a chat. Raises LookupError when there is none."""
        newest = self.messages.newest(self.chat(chat)) if viewer is None else None
        shown = [newest] if newest is not None else self.history(chat, viewer)
        if not shown:
            raise LookupError("the chat is empty")
        return shown[-1]


__all__ = ["Emulator", "Fault"]
