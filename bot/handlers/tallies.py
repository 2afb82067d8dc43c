"""``/tally`` for staff in private: the picture and the workbook."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import tzinfo

from telegram import Chat, InputMediaPhoto, Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler

from bot.actions.list_consultations import require_tally, visible
from bot.actions.tally_by_building import tally_by_building
from bot.actions.tally_together import tally_together
from bot.handlers.frame import (
    App,
    Context,
    message_of,
    number_in,
    numbers_of,
    reply,
    request_of,
    say,
    toast,
    told_lately,
)
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.publishing.sending import markup
from bot.reports.tally_together import lines_of, name_of
from bot.rules.refusals import Reason
from bot.rules.tally import Tally, percent
from bot.rules.tally_buildings import ByBuilding
from bot.texts import Texts
from bot.views import payloads
from bot.views.consultations import chooser
from bot.views.houses import houses_button
from bot.views.new_together import TOGETHER, together_offer
from bot.views.result_message import message
from bot.views.screen import Screen


async def tally(update: Update, context: Context) -> None:
    """``/tally`` shows a list, ``/tally 7`` the files."""
    services, request = context.services, request_of(update, context)
    if message_of(update).chat.type != ChatType.PRIVATE:
        if not told_lately(update, context, "tally"):
            await say(update, services.texts(), "staff.in_private")
        return
    number, words = number_in(context), await words_of(update, context)
    if number is not None:
        await _send(update, context, number)
        return
    found = await visible(services.db, request.telegram_id, services.config.roles.admins)
    if not found:
        await say(update, words, "staff.nothing_to_tally")
        return
    await reply(update, chooser(found, payloads.TALLY, words, "staff.tally_which", request.now))


async def tally_chosen(update: Update, context: Context) -> None:
    """A consultation was chosen from the list."""
    await _send(update, context, *numbers_of(update, 1, Reason.UNKNOWN_CONSULTATION))


async def _send(update: Update, context: Context, number: int) -> None:
    services, request = context.services, request_of(update, context)
    await require_tally(services.db, request.telegram_id, services.config.roles.admins, number)
    if update.callback_query is not None:
        await toast(update, "")  # the picture takes a moment
    staff = await tally_by_building(services.db, number, request.now)
    counted = staff.tally
    words, zone = await words_of(update, context), services.config.locale.zone
    pictures, workbook = await asyncio.to_thread(_files, counted, words, zone, staff.buildings)
    chat = message_of(update).chat
    if len(counted.questions) > 1:
        await reply(update, Screen(message(counted, words, zone)))
    await _send_pictures(chat, pictures, f"louyuan-{number}", _caption(counted, words))
    buttons = markup(houses_button(counted.consultation, words))
    await chat.send_document(workbook, filename=f"louyuan-{number}.xlsx", reply_markup=buttons)
    if counted.consultation.group_id is not None:
        await reply(update, together_offer(counted.consultation, words))


async def send_together(update: Update, context: Context) -> None:
    """All communities that were asked at once, added up."""
    services, request = context.services, request_of(update, context)
    (number,) = numbers_of(update, 1, Reason.UNKNOWN_CONSULTATION)
    words, zone = await words_of(update, context), services.config.locale.zone
    by = (request.telegram_id, services.config.roles.admins)
    summed = await tally_together(services.db, number, request.now, lambda count: name_of(count, words), by)
    await toast(update, "")
    await reply(update, Screen("\n".join(lines_of(summed, words))))
    await reply(update, Screen(message(summed.tally, words, zone)))
    pictures, workbook = await asyncio.to_thread(_files, summed.tally, words, zone)
    chat = message_of(update).chat
    await _send_pictures(chat, pictures, f"louyuan-{number}-together")
    await chat.send_document(workbook, filename=f"louyuan-{number}-together.xlsx")


async def _send_pictures(chat: Chat, pictures: Sequence[bytes], name: str, caption: str | None = None) -> None:
    """Several go as one album, which holds up to ten (Bot API: sendMediaGroup), and so does ``tally_pngs``."""
    if len(pictures) == 1:
        await chat.send_photo(pictures[0], caption=caption, filename=f"{name}.png")
        return
    pages = enumerate(pictures, 1)
    album = [InputMediaPhoto(each, filename=f"{name}-{page}.png") for page, each in pages]
    await chat.send_media_group(album, caption=caption)


def _files(
    counted: Tally, words: Texts, zone: tzinfo, buildings: Sequence[ByBuilding] = ()
) -> tuple[list[bytes], bytes]:
    # The typesetter and the workbook writer are only loaded when somebody asks: the bot starts faster without them.
    from bot.reports.tally_chart import tally_pngs
    from bot.reports.tally_xlsx import tally_xlsx

    return tally_pngs(counted, words, zone), tally_xlsx(counted, words, zone, buildings)


def _caption(counted: Tally, words: Texts) -> str:
    answered, asked = counted.turnout.weight.households, counted.electorate.households
    return words.plain(
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
    app.add_handler(PrivatePress(tally_chosen, payloads.TALLY))
    app.add_handler(PrivatePress(send_together, TOGETHER))
