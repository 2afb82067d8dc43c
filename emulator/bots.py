"""A bot account: its token, its queue and how it is delivered, its budget, its menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .callbacks import Callbacks
from .limits import Budget, Limits
from .polling import Poller
from .updates import Update, UpdateQueue
from .webhooks import Caller, WebhookSender
from .world import User

CommandKey = tuple[str, int | None, int | None, str]
"""Scope type, chat id, user id, language code."""


@dataclass(eq=False, slots=True)
class Bot:
    """One bot; `privacy` is the privacy mode as it was when the bot joined its groups."""

    user: User
    token: str
    privacy: bool
    queue: UpdateQueue
    poller: Poller
    sender: WebhookSender
    budget: Budget
    callbacks: Callbacks
    commands: dict[CommandKey, list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The account's id, the number in front of the token's colon."""
        return self.user.id

    @property
    def username(self) -> str:
        """Without the @."""
        return self.user.username or ""

    @property
    def name(self) -> str:
        """The name people see."""
        return self.user.name

    @property
    def first_name(self) -> str:
        """The name people see."""
        return self.user.first_name

    def _arrived(self, update: Update) -> None:
        self.poller.wake(update)
        if self.sender.webhook is not None:
            self.queue.take_again()
        self.sender.push(update)


def make_bot(user: User, token: str, privacy: bool, limits: Limits, clock: Callable[[], float], call: Caller) -> Bot:
    """A bot account, ready to receive."""
    queue = UpdateQueue(user.id)
    bot = Bot(
        user=user,
        token=token,
        privacy=privacy,
        queue=queue,
        poller=Poller(queue, limits, clock),
        sender=WebhookSender(queue, limits, clock, call),
        budget=Budget(limits),
        callbacks=Callbacks(user.id),
    )
    queue.on_arrival = bot._arrived
    return bot
