"""Links and messages in private that belong to meetings: /start with a code, typed words, photos and documents."""

from __future__ import annotations

from telegram import Update

from bot.actions.verification_state import open_question
from bot.handlers import arrivals, meeting_wizard, meetings, minutes
from bot.handlers.frame import Context, message_of, request_of
from bot.views.meeting_payloads import CALENDAR_LINK, CHECK_IN_LINK, FILES_LINK


async def open_link(update: Update, context: Context, payload: str) -> bool:
    """``/start`` with the payload of a meeting's link; False when it is none."""
    if payload.startswith(CHECK_IN_LINK):
        await arrivals.arrive(update, context, payload.removeprefix(CHECK_IN_LINK))
        return True
    for prefix, send in ((CALENDAR_LINK, meetings.send_calendar), (FILES_LINK, meetings.send_papers)):
        number = payload.removeprefix(prefix)
        if payload.startswith(prefix) and number.isascii() and number.isdigit() and len(number) < 11:
            await send(update, context, int(number))
            return True
    return False


async def on_private_message(update: Update, context: Context) -> bool:
    """A message for the dialogue about a meeting that waits; a verification that waits goes first."""
    if await open_question(context.services.db, request_of(update, context), context.services.config) is not None:
        return False
    text = message_of(update).text
    if text is not None and await arrivals.on_letters(update, context, text):
        return True
    if text is not None and await meeting_wizard.on_text(update, context, text):
        return True
    return await minutes.on_message(update, context)
