"""Presses that count in the private chat only.

A press's data comes from outside: a modified client could press a personal button on a card in a group, and the group
would read the answer there.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler

from bot.handlers.frame import Context


class PrivatePress(CallbackQueryHandler[Context, None]):
    """Handles presses whose data begins with one of the verbs, in private chats; elsewhere they are not ours."""

    def __init__(
        self, callback: Callable[[Update, Context], Coroutine[Any, Any, None]], *verbs: str, numbered: bool = True
    ) -> None:
        super().__init__(callback, pattern=rf"^({'|'.join(verbs)})" + (":" if numbered else "$"))

    def check_update(self, update: object) -> Any:
        """What CallbackQueryHandler says, for presses in private chats."""
        chat = update.effective_chat if isinstance(update, Update) else None
        return super().check_update(update) if chat is not None and chat.type == ChatType.PRIVATE else None
