"""``/tally`` for staff in private: the picture and the workbook."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.actions.list_consultations import require_tally, visible
from bot.actions.tally_consultation import tally_consultation
from bot.handlers.frame import App, Context, message_of, query_of, reply, request_of, say, toast
from bot.rules.refusals import Reason, Refusal
from bot.rules.tally import Tally, percent
from bot.services import Services
from bot.views import payloads
from bot.views.consultations import chooser


async def tally(update: Update, context: Context) -> None:
    """``/tally`` shows a list, ``/tally 7`` the files."""
    services, request, words = context.services, request_of(update, context), context.services.texts()
    if message_of(update).chat.type != ChatType.PRIVATE:
        await say(update, words, "staff.in_private")
        return
    if context.args and context.args[0].isdigit():
        await _send(update, context, int(context.args[0]))
        return
    found = await visible(services.db, request.telegram_id, services.config.roles.admins)
    if not found:
        await say(update, words, "staff.nothing_to_tally")
        return
    await reply(update, chooser(found, payloads.TALLY, words, "staff.tally_which", request.now))


async def tally_chosen(update: Update, context: Context) -> None:
    """A consultation was chosen from the list."""
    payload = payloads.decode(query_of(update).data or "")
    if payload is None or len(payload.numbers) != 1:
        raise Refusal(Reason.UNKNOWN_CONSULTATION)
    await toast(update, "")
    await _send(update, context, payload.numbers[0])


async def _send(update: Update, context: Context, number: int) -> None:
    services, request = context.services, request_of(update, context)
    await require_tally(services.db, request.telegram_id, services.config.roles.admins, number)
    counted = await tally_consultation(services.db, number, request.now)
    picture, workbook = await asyncio.to_thread(_files, counted, services)
    chat = message_of(update).chat
    await chat.send_photo(picture, caption=_caption(counted, services), filename=f"louyuan-{number}.png")
    await chat.send_document(workbook, filename=f"louyuan-{number}.xlsx")


def _files(counted: Tally, services: Services) -> tuple[bytes, bytes]:
    # The typesetter and the workbook writer are only loaded when somebody asks: the bot starts faster without them.
    from bot.reports.tally_chart import tally_png
    from bot.reports.tally_xlsx import tally_xlsx

    words, zone = services.texts(), services.config.locale.zone
    return tally_png(counted, words, zone), tally_xlsx(counted, words, zone)


def _caption(counted: Tally, services: Services) -> str:
    answered, asked = counted.turnout.weight.households, counted.electorate.households
    return services.texts().plain(
        "staff.tally_caption",
        number=counted.consultation.id,
        title=counted.consultation.title,
        answered=answered,
        asked=asked,
        percent=percent(answered, asked),
    )


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("tally", tally))
    app.add_handler(CallbackQueryHandler(tally_chosen, pattern=rf"^{payloads.TALLY}:"))
