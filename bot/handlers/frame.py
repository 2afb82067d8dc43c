"""What every handler shares: who asks, how to answer, and how a screen becomes a Telegram message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from telegram import CallbackQuery, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot, JobQueue

from bot.actions.transact import Request
from bot.publishing.sending import NO_PREVIEW, markup
from bot.rules.refusals import Reason, Refusal
from bot.services import Services
from bot.texts import Texts
from bot.views.payloads import decode
from bot.views.screen import TOAST_LIMIT, Screen, shorten


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The handlers' context, with the house's services."""

    @property
    def services(self) -> Services:
        """The parts handlers share."""
        return cast(Services, self.application.bot_data["services"])


# Many ask in the group at once where to vote: the answer stands there already, and cards need the room.
_POINTER_PAUSE = timedelta(seconds=15)

App = Application[ExtBot[Any], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Context]]


def request_of(update: Update, context: Context) -> Request:
    """Who asks, by which update, and when."""
    user = update.effective_user
    return Request(update.update_id, user.id if user else 0, context.services.now())


def query_of(update: Update) -> CallbackQuery:
    """The pressed button; handlers for presses only are called with one."""
    assert update.callback_query is not None  # noqa: S101 - told to the type checker
    return update.callback_query


def verb_of(update: Update) -> str:
    """What the pressed button wants, e.g. ``v``."""
    return (query_of(update).data or "").partition(":")[0]


def numbers_of(update: Update, count: int, otherwise: Reason) -> tuple[int, ...]:
    """The numbers in a pressed button's data. Raises Refusal(otherwise) when it does not have so many."""
    payload = decode(query_of(update).data or "")
    if payload is None or len(payload.numbers) != count:
        raise Refusal(otherwise)
    return payload.numbers


def message_of(update: Update) -> Message:
    """The message; handlers for messages only are called with one."""
    assert update.effective_message is not None  # noqa: S101 - told to the type checker
    return update.effective_message


def told_lately(update: Update, context: Context, what: str, pause: timedelta = _POINTER_PAUSE) -> bool:
    """Whether this group heard it within ``pause``; a lively chat must not use up what Telegram lets us send."""
    services, key = context.services, (message_of(update).chat_id, what)
    now = services.now()
    last = services.taught.get(key)
    if last is not None and now - last < pause:
        return True
    services.taught[key] = now
    return False


def number_in(context: Context) -> int | None:
    """The number written behind a command, e.g. ``/close 7``; None when there is none."""
    word = context.args[0].lstrip("#") if context.args else ""
    return int(word) if word.isdecimal() and len(word) < 10 else None


async def reply(update: Update, screen: Screen) -> Message:
    """Answer in the same chat and topic."""
    message = message_of(update)
    return await message.get_bot().send_message(
        message.chat_id,
        screen.text,
        parse_mode=ParseMode.HTML,
        reply_markup=markup(screen),
        message_thread_id=message.message_thread_id if message.is_topic_message else None,
        link_preview_options=NO_PREVIEW,
    )


async def say(update: Update, words: Texts, key: str, **facts: object) -> Message:
    """Answer with one sentence."""
    return await reply(update, Screen(words.html(key, **facts)))


async def redraw(update: Update, screen: Screen) -> None:
    """Replace the message the pressed button belongs to; the same content again is no error.

    The message may be too old for Telegram to show its content (InaccessibleMessage): its ids are enough.
    """
    query = query_of(update)
    if query.message is None:
        return
    try:
        await query.get_bot().edit_message_text(
            screen.text,
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(screen),
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


async def toast(update: Update, text: str, *, alert: bool = False, url: str | None = None) -> None:
    """Answer a press. A press that waited too long for its answer is harmless: the effect is in the database."""
    try:
        await query_of(update).answer(shorten(text, TOAST_LIMIT) or None, show_alert=alert, url=url)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():  # the library writes the first letter large
            raise
