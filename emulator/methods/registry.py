"""The table of methods: each module registers its handlers here by the Bot API's names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from emulator.access import readable_chat, writable_chat
from emulator.bots import Bot
from emulator.core import Core
from emulator.params import Upload
from emulator.world import Chat


@dataclass(slots=True)
class Request:
    """One checked call; `alive` tells whether the caller still listens, `description` goes into a successful reply."""

    core: Core
    bot: Bot
    params: dict[str, Any]
    files: dict[str, Upload]
    alive: Callable[[], bool]
    description: str | None = None

    def chat_to_read(self) -> Chat:
        """The chat that is asked about. Raises ApiError."""
        return readable_chat(self.core, self.bot, self.params["chat_id"])

    def chat_to_write(self) -> Chat:
        """The chat that is written to. Raises ApiError."""
        return writable_chat(self.core, self.bot, self.params["chat_id"])

    def find_user(self, user_id: int) -> dict[str, Any] | None:
        """The User object of somebody this bot has met."""
        world = self.core.world
        user = world.users.get(user_id)
        return user.api() if user is not None and world.knows(self.bot.id, user) else None

    def spend(self, chat: Chat, count: int = 1) -> None:
        """Takes messages or edits from the flood budget. Raises ApiError 429."""
        self.bot.budget.spend(chat.id, count, self.core.clock())


Result = dict[str, Any] | list[Any] | bool | int
Handler = Callable[[Request], Result | Awaitable[Result]]

METHODS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Registers a handler for a Bot API method."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = handler
        return handler

    return register
