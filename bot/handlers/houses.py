"""``看各楼栋`` under a tally: the buildings of one consultation, and how many homes have answered."""

from __future__ import annotations

import asyncio

from telegram import Update

from bot.actions.show_houses import houses_of_consultation
from bot.handlers.frame import App, Context, message_of, numbers_of, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason
from bot.views.houses import houses_caption
from bot.views.report_payloads import HOUSES


async def houses(update: Update, context: Context) -> None:
    """The picture."""
    services, request = context.services, request_of(update, context)
    (number,) = numbers_of(update, 1, Reason.UNKNOWN_CONSULTATION)
    admins, now = services.config.roles.admins, request.now
    item, found = await houses_of_consultation(services.db, request.telegram_id, admins, number, now)
    await toast(update, "")  # the picture takes a moment
    words, zone = await words_of(update, context), services.config.locale.zone
    from bot.reports.houses_picture import houses_picture  # the typesetter is only loaded when somebody asks

    picture = await asyncio.to_thread(houses_picture, item, found, now, words, zone)
    caption = houses_caption(item, words)
    await message_of(update).chat.send_photo(picture, caption=caption, filename=f"louyuan-{number}-houses.png")


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(houses, HOUSES))
