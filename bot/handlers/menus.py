"""Commands show in the menu of those who may use them, and of nobody else (Bot API: setMyCommands, scopes)."""

from __future__ import annotations

from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.actions.list_menus import Menu, note_menu, stale_menus
from bot.handlers.frame import App, Context
from bot.services import Services
from bot.texts import Texts
from bot.views.help import EVERYONE, described, private_commands

log = structlog.get_logger(__name__)


def _commands(names: tuple[str, ...], words: Texts) -> list[BotCommand]:
    return [BotCommand(name, described(name, words)) for name in names]


async def set_everyones_menu(bot: Bot, services: Services) -> None:
    """The menus of everybody: in private the residents' commands, in groups only /votes. To be called at start."""
    words = services.texts()
    await bot.set_my_commands(_commands(EVERYONE, words), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(_commands(("votes",), words), BotCommandScopeAllGroupChats())


async def refresh_menus(bot: ExtBot[Any] | Bot, services: Services, *, retry: int | None = None) -> None:
    """Send the private menus that have become stale: a role granted or revoked, a language chosen.

    Cheap when nothing has changed, so it can be called every few seconds: roles are revoked by the command line, too.
    Somebody who has never written to the bot has no menu yet; ``retry`` names the one who has written just now.
    """
    admins = services.config.roles.admins
    for menu in await stale_menus(services.db, admins, services.config.locale.language, retry=retry):
        await note_menu(services.db, menu, sent=await _send(bot, services, menu))


async def _send(bot: Bot, services: Services, menu: Menu) -> bool:
    scope = BotCommandScopeChat(menu.telegram_id)
    words = services.texts(menu.language or None)
    try:
        if menu.is_everyones:
            return await bot.delete_my_commands(scope)
        return await bot.set_my_commands(_commands(private_commands(menu.roles), words), scope)
    except (BadRequest, Forbidden) as error:  # unknown chat, blocked: tried again when the person writes
        log.info("menu not sent", telegram_id=menu.telegram_id, error=error.message)
        return False


async def _tick(context: Context) -> None:
    try:
        await refresh_menus(context.bot, context.services)
    except TelegramError as error:  # out of reach: the next tick tries again
        log.info("menus not refreshed", error=type(error).__name__)


def register(app: App) -> None:
    """Look for stale menus every few seconds; late or twice does no harm."""
    if app.job_queue is not None:
        every = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        app.job_queue.run_repeating(_tick, interval=3, first=1, name="menus", job_kwargs=every)
