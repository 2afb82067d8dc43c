"""The state of one emulated Telegram and the steps everything else is made of: post, change, deliver."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, TypeVar

from .bots import Bot, make_bot
from .callbacks import Press
from .calls import Call, CallLog, Statistics
from .events import Events
from .faults import Faults
from .files import Files
from .limits import Limits
from .messages import Message, Messages
from .privacy import sees
from .world import Chat, User, World

T = TypeVar("T")
ChatLike = Chat | User | int | str
"""A chat, its id, a person (whose private chat is meant), or "private"."""


class Core(ABC):
    """Users, chats, messages, files, bots. `clock` gives epoch seconds and rules dates, windows and expiry."""

    def __init__(self, limits: Limits | None = None, clock: Callable[[], float] = time.time) -> None:
        self.limits = limits or Limits()
        self.clock = clock
        self.world = World()
        self.messages = Messages()
        self.files = Files()
        self.faults = Faults()
        self.events = Events()
        self.bots: dict[int, Bot] = {}
        self.log = CallLog()

    @property
    def calls(self) -> list[Call]:
        """Every Bot API call so far, oldest first."""
        return self.log.calls

    @property
    def statistics(self) -> Statistics:
        """Counts of the calls by method and by status."""
        return self.log.statistics

    @property
    def now(self) -> int:
        """The whole epoch second that dates are written in."""
        return int(self.clock())

    @property
    def only_bot(self) -> Bot:
        """The bot, when there is exactly one. Raises LookupError otherwise."""
        if len(self.bots) != 1:
            raise LookupError(f"there are {len(self.bots)} bots: name one")
        return next(iter(self.bots.values()))

    def add_bot(self, token: str, username: str, name: str, *, privacy: bool = True) -> Bot:
        """A bot account whose id is the number in front of the token's colon. Raises ValueError for a bad token."""
        number, colon, secret = token.partition(":")
        if not (number.isdigit() and colon and secret):
            raise ValueError("a token is a number, a colon and a secret")
        user = self.world.add_user(name, user_id=int(number), username=username, is_bot=True)

        async def call(method: str, params: dict[str, Any]) -> object:
            return await self.call(token, method, params)

        bot = self.bots[user.id] = make_bot(user, token, privacy, self.limits, self.clock, call)
        self.events.changed()
        return bot

    @abstractmethod
    async def call(self, token: str, method: str, params: dict[str, Any]) -> object:
        """One Bot API call; see `Dispatch`."""

    @abstractmethod
    def bot_leaves(self, chat: Chat, bot: Bot) -> None:
        """A bot leaves a group by itself; see `Groups`."""

    def bot_by_token(self, token: str) -> Bot | None:
        """The bot with exactly this token."""
        number = token.partition(":")[0]
        bot = self.bots.get(int(number)) if number.isdigit() else None
        return bot if bot is not None and bot.token == token else None

    def chat(self, chat: ChatLike, person: User | None = None, bot: Bot | None = None) -> Chat:
        """The chat that is meant; "private" is the person's with `bot` or the only bot. Raises LookupError."""
        if isinstance(chat, Chat):
            return chat
        if isinstance(chat, str) and not chat.lstrip("-").isdigit():
            if chat != "private" or person is None:
                raise LookupError(f"no chat {chat!r}")
            chat = person
        if isinstance(chat, User):
            return self.world.private(chat, (bot or self.only_bot).id)
        number = int(chat)
        if number in self.world.groups:
            return self.world.groups[number]
        user = self.world.users.get(number)
        if user is None or user.is_bot:
            raise LookupError(f"no chat {number}")
        return self.world.private(user, (bot or self.only_bot).id)

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots that are in the chat now."""
        return [bot for bot in self.bots.values() if chat.has(bot.id)]

    def post(self, message: Message, kind: str = "message") -> Message:
        """A new message appears: kept, shown, and delivered to the bots that may see it."""
        self.messages.add(message)
        if message.sender.id in self.bots:
            message.chat.last_bot = message.sender.id
        self.events.publish("message", message.page)
        self.deliver(message, kind)
        return message

    def new_message(self, chat: Chat, sender: User, **content: Any) -> Message:
        """A message with the next id and the present date, not yet posted."""
        return Message(chat, self.world.next_message_id(chat), self.now, sender, **content)

    def deliver(self, message: Message, kind: str) -> None:
        """Queues a message for every bot in the chat that sees it; lasts 24 hours from its date."""
        for bot in self.bots_in(message.chat):
            if sees(bot, message):
                expires = self.clock() + self.limits.update_seconds
                bot.queue.add(kind, message.api(), str(message.chat.id), expires)

    def changed(self, message: Message) -> None:
        """A message was edited."""
        message.changed()
        self.events.publish("edit", message.page)

    def delete(self, message: Message) -> None:
        """A message disappears for everybody."""
        message.deleted = True
        if message.message_id in message.chat.pinned:
            message.chat.pinned.remove(message.message_id)
        self.events.publish("delete", message.page)

    def queue_press(self, bot: Bot, press: Press) -> None:
        """Queues the callback query of a press; it is lost unless fetched within 150 seconds."""
        message = press.message
        shown = message.api() if not message.deleted else _inaccessible(message)
        payload = {
            "id": press.query_id,
            "from": press.user.api(),
            "message": shown,
            "chat_instance": str(message.chat.id * -7919),
            "data": press.data,
        }
        expires = self.clock() + self.limits.callback_queue_seconds
        update = bot.queue.add("callback_query", payload, str(press.user.id), expires, press.delivered)
        press.update_id = update.update_id if update else None

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 5.0) -> T:
        """The first true value of `predicate`, looked at after every change. Raises TimeoutError after real seconds."""
        return await self.events.wait_for(predicate, timeout)

    async def close(self) -> None:
        """Ends webhook delivery, event streams, waiting polls and hanging calls."""
        self.events.close()
        self.faults.release()
        for bot in self.bots.values():
            bot.poller.terminate()
            await bot.sender.close()


def _inaccessible(message: Message) -> dict[str, Any]:
    return {"chat": message.chat.api(), "message_id": message.message_id, "date": 0}
