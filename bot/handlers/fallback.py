"""Whatever no other handler understood: a kind sentence and the next step, never "wrong command"."""

from __future__ import annotations

from datetime import timedelta

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.handlers import (
    announcements,
    ledger,
    meeting_links,
    minutes,
    new_messages,
    opinion_messages,
    questionnaire_typed,
    start,
)
from bot.handlers.frame import App, Context, message_of, say, toast, told_lately
from bot.handlers.language import words_of

_LESSON_PAUSE = timedelta(minutes=2)


async def private_message(update: Update, context: Context) -> None:
    """Words, pictures, voices in the private chat."""
    if await opinion_messages.on_private_message(update, context):
        return
    if await announcements.on_private_text(update, context):
        return
    if await meeting_links.on_private_message(update, context):
        return
    if await ledger.on_private_document(update, context):
        return
    if await new_messages.on_private_message(update, context):
        return
    if await questionnaire_typed.on_words(update, context):
        return
    if await start.on_private_text(update, context):
        return
    if await questionnaire_typed.on_private_message(update, context):
        return
    words = await words_of(update, context)
    await say(update, words, "fallback.text" if message_of(update).text else "fallback.not_text")


async def group_reply(update: Update, context: Context) -> None:
    """Words in a group are no votes; said to those who answer an open card (one with buttons) with words."""
    answered = message_of(update).reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.id != context.services.bot_id:
        return
    if await minutes.on_group_reply(update, context):
        return
    if answered.reply_markup is None or told_lately(update, context, "words", _LESSON_PAUSE):
        return
    await say(update, context.services.texts(), "fallback.words_are_no_votes")


async def unknown_press(update: Update, context: Context) -> None:
    """A button of another time."""
    words = await words_of(update, context)
    await toast(update, words.plain("fallback.old_button"), alert=True)


def register(app: App) -> None:
    """Add these handlers last."""
    private = filters.ChatType.PRIVATE
    groups = filters.ChatType.GROUPS
    app.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, private_message))
    app.add_handler(MessageHandler(groups & filters.REPLY & filters.TEXT & ~filters.COMMAND, group_reply))
    app.add_handler(CallbackQueryHandler(unknown_press))
