"""An invitation to serve is accepted; /help, which depends on the roles."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.accept_invite import accept_invite
from bot.actions.show_mine import show_mine
from bot.handlers.frame import App, Context, reply, request_of
from bot.handlers.language import words_of
from bot.handlers.menus import refresh_menus
from bot.handlers.menus import register as register_menus
from bot.views.help import help_screen, role_granted
from bot.views.people import paper_way


async def accept(update: Update, context: Context, payload: str) -> None:
    """``/start r_…``: grants the role and tells what it allows."""
    services, request = context.services, request_of(update, context)
    held = await accept_invite(services.db, request, payload)
    await reply(update, role_granted(held, await words_of(update, context)))
    await refresh_menus(context.bot, services, retry=request.telegram_id)


async def help_(update: Update, context: Context) -> None:
    """``/help``: what this person can do here."""
    services, request = context.services, request_of(update, context)
    mine = await show_mine(services.db, request, services.config.roles.admins)
    words = await words_of(update, context)
    await reply(update, help_screen(mine.actor.roles, words, paper_way(services.config.organizer, words)))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("help", help_, filters=filters.ChatType.PRIVATE))
    register_menus(app)  # menus follow roles
