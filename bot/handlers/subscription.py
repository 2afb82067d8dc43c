"""退订 and 订阅, typed or as /stop and /subscribe: no more private notices, or again."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.actions.subscribe import set_subscribed
from bot.handlers.frame import App, Context, request_of, say
from bot.handlers.language import words_of
from bot.texts import LANGUAGES, texts


def _typed(key: str) -> filters.Regex:
    """One of the words, in any language, alone in the message; quotation marks and a full stop do not matter."""
    words = "|".join(word for language in LANGUAGES for word in texts(language).template(key).split())
    return filters.Regex(rf"(?i)^\W*({words})\W*$")


async def stop(update: Update, context: Context) -> None:
    """No more private notices."""
    await set_subscribed(context.services.db, request_of(update, context), False)
    await say(update, await words_of(update, context), "reminder.unsubscribed")


async def subscribe(update: Update, context: Context) -> None:
    """Private notices again."""
    await set_subscribed(context.services.db, request_of(update, context), True)
    await say(update, await words_of(update, context), "reminder.subscribed")


def register(app: App) -> None:
    """Add these handlers to the application."""
    private = filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("stop", stop, filters=private))
    app.add_handler(CommandHandler("subscribe", subscribe, filters=private))
    app.add_handler(MessageHandler(private & _typed("reminder.stop_words"), stop))
    app.add_handler(MessageHandler(private & _typed("reminder.subscribe_words"), subscribe))
