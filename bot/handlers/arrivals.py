"""Somebody has come: the code at the door, 「到」 typed in private or in the group, and which meeting it is."""

from __future__ import annotations

from datetime import timedelta

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.actions.check_in import check_in, is_check_in_code, open_doors
from bot.handlers.frame import App, Context, message_of, redraw, reply, request_of, toast, told_lately
from bot.handlers.meetings import numbers
from bot.rules.meeting_overview import CheckIn
from bot.rules.refusals import Refusal
from bot.rules.typed_arrival import check_in_code, lettered_code, says_here
from bot.texts import LANGUAGES, texts
from bot.views import meeting_payloads as verbs
from bot.views.attendees import which_screen
from bot.views.check_in import arrived_in_group, arrived_screen
from bot.views.screen import shorten

_TITLE = 60
# In a lively group one word for many who have come; the card counts them all.
_GROUP_PAUSE = timedelta(seconds=20)


class _Arrival(filters.MessageFilter):
    """「到」 or "here", in any language of the house, or a code of the door."""

    def filter(self, message: Message) -> bool:
        """Whether the whole message says that somebody has come."""
        text = message.text or ""
        return _is_here(text) or check_in_code(text) is not None


def _is_here(text: str) -> bool:
    words = [word for language in LANGUAGES for word in texts(language).template("check_in.words").split("/")]
    return len(text) < 20 and says_here(text, words)


async def typed(update: Update, context: Context) -> None:
    """In private: for the meeting that is on now, or for the one with the code."""
    await arrive(update, context, check_in_code(message_of(update).text or ""))


async def on_letters(update: Update, context: Context, text: str) -> bool:
    """Ten letters that are the code of a door; False for words."""
    code = lettered_code(text)
    if code is None or not await is_check_in_code(context.services.db, code):
        return False
    await arrive(update, context, code)
    return True


async def arrive(update: Update, context: Context, code: str | int | None) -> None:
    """Write the person down; ``code`` None is the meeting that is on now. Where several are, they are asked which."""
    services = context.services
    if code is None:
        doors = await open_doors(services.db, request_of(update, context))
        if len(doors.meetings) > 1:
            zone = services.config.locale.zone
            await reply(update, which_screen(doors.meetings, services.texts(doors.language), zone))
            return
    arrived = await _write_down(update, context, code)
    await reply(update, arrived_screen(arrived, services.texts(arrived.language)))


async def _write_down(update: Update, context: Context, code: str | int | None) -> CheckIn:
    services = context.services
    arrived = await check_in(services.db, request_of(update, context), code)
    services.settled.add(update.update_id)
    services.changed.set()
    return arrived


async def chosen(update: Update, context: Context) -> None:
    """One of several meetings that are on; in a group the question stays for the neighbours."""
    services = context.services
    arrived = await _write_down(update, context, *numbers(update, 1))
    words = services.texts(arrived.language)
    await toast(update, words.plain("attendees.in_group", title=shorten(arrived.meeting.title, _TITLE)))
    if message_of(update).chat.type == ChatType.PRIVATE:
        await redraw(update, arrived_screen(arrived, words))


async def typed_in_group(update: Update, context: Context) -> None:
    """The same before everybody; no home is named there.

    An answer to a message of the bot is always answered. Of neighbours who just type 「到」, all who are verified are
    written down, some are answered, and nobody is told off: the word may have meant something else.
    """
    answered, services = message_of(update).reply_to_message, context.services
    asks_us = answered is not None and answered.from_user is not None and answered.from_user.id == services.bot_id
    if not asks_us and not _is_here(message_of(update).text or ""):
        return
    try:
        doors = await open_doors(services.db, request_of(update, context))
        arrived = await _write_down(update, context, None) if len(doors.meetings) == 1 else None
    except Refusal:
        if asks_us:
            raise
        return
    if not asks_us and told_lately(update, context, "arrived", _GROUP_PAUSE):
        return
    words, zone = services.texts(), services.config.locale.zone
    await reply(update, arrived_in_group(arrived, words) if arrived else which_screen(doors.meetings, words, zone))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(MessageHandler(filters.ChatType.PRIVATE & _Arrival(), typed))
    app.add_handler(MessageHandler(filters.ChatType.GROUPS & _Arrival(), typed_in_group))
    app.add_handler(CallbackQueryHandler(chosen, pattern=rf"^{verbs.ARRIVED}:"))
