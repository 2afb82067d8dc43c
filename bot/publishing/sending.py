"""How a screen goes out to a chat, and what a failure says about the chat."""

from __future__ import annotations

from typing import Any

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.actions import cards as care
from bot.actions.drawings import Drawings
from bot.actions.letters import unreachable
from bot.publishing.albums import Shown, send_part
from bot.publishing.trouble import Trouble, trouble_of
from bot.rules.attachments import Part
from bot.services import Services
from bot.views.screen import Screen

log = structlog.get_logger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def markup(screen: Screen) -> InlineKeyboardMarkup | None:
    """The screen's buttons as Telegram wants them."""
    if not screen.buttons:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.text, callback_data=b.data, url=b.url) for b in row] for row in screen.buttons]
    )


class Sender:
    """Sends and edits for the publisher; groups that are gone or moved are noted here."""

    def __init__(self, bot: ExtBot[Any], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def send(self, chat_id: int, thread_id: int | None, screen: Screen, reply_to: int | None = None) -> int:
        """Post; returns the message id."""
        message = await self._bot.send_message(
            chat_id,
            screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(screen),
            message_thread_id=thread_id,
            link_preview_options=NO_PREVIEW,
            reply_to_message_id=reply_to,
            allow_sending_without_reply=True if reply_to else None,
        )
        return message.message_id

    async def send_part(self, chat_id: int, thread_id: int | None, drawings: Drawings, part: Part) -> None:
        """Post one message or album of drawings."""
        words = self._services.texts()
        await send_part(self._bot, self._services, Shown(drawings.consultation, part, words, chat_id, thread_id))

    async def edit(self, chat_id: int, message_id: int, screen: Screen, rate: dict[str, Any]) -> None:
        """Redraw a message in place."""
        await self._bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(screen),
            link_preview_options=NO_PREVIEW,
            rate_limit_args=rate,
        )

    async def note(self, chat_id: int, error: TelegramError) -> Trouble:
        """Remember what the error says about the chat."""
        trouble = trouble_of(error)
        if isinstance(error, ChatMigrated):
            await care.follow(self._services.db, chat_id, error.new_chat_id)
        elif trouble is Trouble.GONE and chat_id > 0:
            await unreachable(self._services.db, chat_id)
        elif trouble is Trouble.GONE:
            await care.leave(self._services.db, chat_id)
            log.warning("no longer able to write in the group", chat_id=chat_id)
        elif trouble is Trouble.MUTED:
            log.warning("the group does not let the bot write; trying again in some minutes", chat_id=chat_id)
        elif trouble is Trouble.TOPIC_GONE:
            await care.leave_topic(self._services.db, chat_id)
            log.warning("the forum topic is closed; writing in the general one", chat_id=chat_id)
        elif trouble is Trouble.REFUSED:
            log.error("Telegram refused a message", chat_id=chat_id, error=error.message)
        return trouble
