"""/language and /privacy, and the language in which somebody is answered."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.choose_language import choose_language, chosen_language
from bot.actions.show_mine import show_mine
from bot.actions.verification_state import open_question
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, toast, told_lately
from bot.handlers.menus import refresh_menus
from bot.handlers.private import PrivatePress
from bot.texts import LANGUAGES, Texts
from bot.views import people_payloads as verbs
from bot.views.payloads import decode
from bot.views.people import (
    language_screen,
    pointer_screen,
    privacy_notice,
    repeated,
    verification_screen,
    welcome_screen,
)
from bot.views.screen import Screen


async def words_of(update: Update, context: Context) -> Texts:
    """The sentences for the one who asks: in the chosen language, or in the district's."""
    services = context.services
    return services.texts(await chosen_language(services.db, request_of(update, context).telegram_id))


async def point_to_private(update: Update, context: Context) -> None:
    """A personal command in a group is answered with the way to the private chat, once in a while."""
    command = (message_of(update).text or "").split("@")[0].split()[0]
    if not told_lately(update, context, command):
        await reply(update, pointer_screen(context.services.texts(), context.services.username))


async def language(update: Update, context: Context) -> None:
    """``/language``: the choice."""
    await reply(update, language_screen(await words_of(update, context)))


def _chosen(update: Update) -> str:
    payload = decode(query_of(update).data or "")
    numbered = dict(enumerate(LANGUAGES, start=1))
    return numbered.get(payload.numbers[0] if payload is not None and payload.numbers else 1, LANGUAGES[0])


async def language_pressed(update: Update, context: Context) -> None:
    """Write the language down; a question that waits is asked again in it."""
    services, request = context.services, request_of(update, context)
    await choose_language(services.db, request, _chosen(update))
    words = await words_of(update, context)
    await toast(update, words.plain("people.language_set"))
    await redraw(update, await _where_one_stands(update, context, words))
    await refresh_menus(context.bot, services, retry=request.telegram_id)


async def _where_one_stands(update: Update, context: Context, words: Texts) -> Screen:
    """The question that waits, in the language chosen now; else hello."""
    services, request = context.services, request_of(update, context)
    waiting = await open_question(services.db, request, services.config)
    if waiting is not None:
        return verification_screen(waiting, services.config.organizer, words)
    mine = await show_mine(services.db, request, services.config.roles.admins)
    return repeated(welcome_screen(mine.tenures, services.config.organizer, words), words, "people.language_set")


async def privacy(update: Update, context: Context) -> None:
    """``/privacy``: the full notice."""
    words = await words_of(update, context)
    await reply(update, Screen(privacy_notice(context.services.config.organizer, words)))


def register(app: App) -> None:
    """Add these handlers to the application."""
    private = filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("language", language, filters=private))
    app.add_handler(CommandHandler("privacy", privacy, filters=private))
    personal = ["start", "mine", "meetings", "meeting", "help", "language", "privacy", "roster", "households", "paper"]
    personal += ["opinion", "opinions", "remind"]
    app.add_handler(CommandHandler(personal, point_to_private, filters=filters.ChatType.GROUPS))
    app.add_handler(PrivatePress(language_pressed, verbs.LANGUAGE))
