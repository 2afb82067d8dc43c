"""The drawings of a consultation in private: by a button, or by a link from the group."""

from __future__ import annotations

from telegram import Update

from bot.actions.drawings import Drawings, drawings_for
from bot.handlers.frame import App, Context, message_of, numbers_of, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.publishing.albums import Shown, send_part
from bot.rules.refusals import Reason
from bot.views.drawings import DRAWINGS, LINK


async def send_drawings(update: Update, context: Context, drawings: Drawings) -> None:
    """All of them, album by album, in the chat where they were asked for."""
    words = await words_of(update, context)
    chat_id = message_of(update).chat_id
    for part in drawings.parts:
        await send_part(context.bot, context.services, Shown(drawings.consultation, part, words, chat_id))


async def pressed(update: Update, context: Context) -> None:
    """The button below a question: its drawings; of question 0 all there are."""
    number, question = numbers_of(update, 2, Reason.UNKNOWN_CONSULTATION)
    drawings = await _asked_for(update, context, number, question or None)
    await toast(update, "")
    await send_drawings(update, context, drawings)


async def open_link(update: Update, context: Context, payload: str) -> bool:
    """``/start`` with the link of the drawings; False when it is another one."""
    number = payload.removeprefix(LINK)
    if not payload.startswith(LINK) or not (number.isascii() and number.isdigit() and len(number) < 10):
        return False
    await send_drawings(update, context, await _asked_for(update, context, int(number), None))
    return True


async def _asked_for(update: Update, context: Context, number: int, question: int | None) -> Drawings:
    services, telegram_id = context.services, request_of(update, context).telegram_id
    return await drawings_for(services.db, telegram_id, services.config.roles.admins, number, question)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(pressed, DRAWINGS))
