"""/mine: what is known about me, leaving a home, exporting and deleting; and whether I can be reached."""

from __future__ import annotations

from telegram import InputFile, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ChatMemberHandler, CommandHandler, filters

from bot.actions.choose_language import note_reachable
from bot.actions.erase_person import erase_person
from bot.actions.leave_household import find_own_home, leave_household
from bot.actions.my_votes import my_votes
from bot.actions.show_mine import Mine, show_mine
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.menus import refresh_menus
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason
from bot.views import people_payloads as verbs
from bot.views.mine import erase_question, export_document, leave_question, mine_screen
from bot.views.people import home_name
from bot.views.screen import Screen

_FILE = "louyuan-me.json"


async def _mine(update: Update, context: Context, *, answers: bool = False) -> Mine:
    services = context.services
    return await show_mine(services.db, request_of(update, context), services.config.roles.admins, answers=answers)


async def _screen(update: Update, context: Context) -> Screen:
    services, zone = context.services, context.services.config.locale.zone
    found = await _mine(update, context, answers=True)
    waiting = await my_votes(services.db, found.actor.telegram_id, services.now())
    return mine_screen(found, await words_of(update, context), zone, waiting.forms)


async def mine(update: Update, context: Context) -> None:
    """``/mine``: what is known about me."""
    await reply(update, await _screen(update, context))


async def mine_pressed(update: Update, context: Context) -> None:
    """The same, in place of the message pressed."""
    screen = await _screen(update, context)
    await toast(update, "")
    await redraw(update, screen)


def _household(update: Update) -> int:
    (household_id,) = numbers_of(update, 1, Reason.NOT_A_MEMBER)
    return household_id


async def leave(update: Update, context: Context) -> None:
    """Asks before a home is left."""
    tenure = await find_own_home(context.services.db, request_of(update, context), _household(update))
    await toast(update, "")
    await redraw(update, leave_question(tenure, await words_of(update, context)))


async def leave_now(update: Update, context: Context) -> None:
    """Leaves a home."""
    tenure = await leave_household(context.services.db, request_of(update, context), _household(update))
    await toast(update, "")
    words = await words_of(update, context)
    await redraw(update, Screen(words.html("people.left", home=home_name(tenure.home, words))))


async def export(update: Update, context: Context) -> None:
    """Sends everything that is kept about me as a file."""
    found, words = await _mine(update, context, answers=True), await words_of(update, context)
    document = InputFile(export_document(found, context.services.config.locale.zone), filename=_FILE)
    await toast(update, "")
    await context.bot.send_document(found.actor.telegram_id, document, caption=words.plain("people.exported"))


async def erase(update: Update, context: Context) -> None:
    """Asks before everything about me is deleted."""
    found = await _mine(update, context)
    await toast(update, "")
    await redraw(update, erase_question(found, await words_of(update, context)))


async def erase_now(update: Update, context: Context) -> None:
    """Deletes everything about me; the answer is still in my language."""
    words = await words_of(update, context)
    await erase_person(context.services.db, request_of(update, context))
    await toast(update, "")
    await redraw(update, Screen(words.html("people.erased")))
    await refresh_menus(context.bot, context.services)


async def reachable_changed(update: Update, context: Context) -> None:
    """Somebody has blocked the bot in private, or allowed it again (Bot API: my_chat_member)."""
    change = update.my_chat_member
    if change is not None and change.chat.type == ChatType.PRIVATE:
        reachable = change.new_chat_member.status == ChatMemberStatus.MEMBER
        await note_reachable(context.services.db, request_of(update, context), reachable)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("mine", mine, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(leave, verbs.LEAVE))
    app.add_handler(PrivatePress(leave_now, verbs.LEAVE_NOW))
    whole = {verbs.MINE: mine_pressed, verbs.EXPORT: export, verbs.ERASE: erase, verbs.ERASE_NOW: erase_now}
    for verb, handler in whole.items():
        app.add_handler(PrivatePress(handler, verb, numbered=False))
    # A group of its own: the handlers of groups listen to the same kind of update.
    app.add_handler(ChatMemberHandler(reachable_changed, ChatMemberHandler.MY_CHAT_MEMBER), group=2)
