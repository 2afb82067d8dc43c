"""/remind: helpers remind homes that have not answered; and the button below such letters."""

from __future__ import annotations

from datetime import datetime

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.remind import Preview, list_remindable, preview_reminder, see_parts, send_reminder
from bot.actions.remind_letters import must_be_asked
from bot.handlers import questionnaire
from bot.handlers.frame import App, Context, number_in, numbers_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason
from bot.texts import Texts
from bot.views import remind_payloads as verbs
from bot.views.questionnaire_payloads import LINK
from bot.views.remind import menu_screen, parts_screen, preview_screen, sent_screen
from bot.views.screen import Screen
from bot.views.times import moment


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.UNKNOWN_CONSULTATION)


async def remind(update: Update, context: Context) -> None:
    """``/remind`` or ``/remind 7``: where has not everybody answered?"""
    number = number_in(context)
    await reply(update, await (_menu(update, context, 0) if number is None else _parts(update, context, number, 0)))


async def _menu(update: Update, context: Context, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    found = await list_remindable(services.db, request, services.config.roles.admins)
    return menu_screen(found, page, await words_of(update, context))


async def _parts(update: Update, context: Context, number: int, page: int) -> Screen:
    """The buildings; whoever serves one only sees it at once."""
    services, request, config = context.services, request_of(update, context), context.services.config
    overview = await see_parts(services.db, request, config.roles.admins, config.reminders.limit, number)
    if len(overview.parts) == 1:
        return await _preview(update, context, number, overview.parts[0].first_id)
    return parts_screen(overview, page, await words_of(update, context))


async def _preview(update: Update, context: Context, number: int, home_id: int) -> Screen:
    services, request, config = context.services, request_of(update, context), context.services.config
    shown = await preview_reminder(services.db, request, config.roles.admins, config.reminders.limit, number, home_id)
    words, zone = await words_of(update, context), config.locale.zone
    return preview_screen(shown, _obstacle(shown, words, context), config.organizer, words, zone, request.now)


def _obstacle(shown: Preview, words: Texts, context: Context) -> str:
    """Why nothing can be sent now, in words."""
    if shown.obstacle is None:
        return ""
    zone = context.services.config.locale.zone
    facts = {
        name: moment(fact, words, zone) if isinstance(fact, datetime) else fact
        for name, fact in shown.obstacle.facts.items()
    }
    return words.html(f"refusal.{shown.obstacle.reason.value}", **facts)


async def menu(update: Update, context: Context) -> None:
    """Another page of the consultations."""
    await _show(update, await _menu(update, context, *_numbers(update, 1)))


async def parts(update: Update, context: Context) -> None:
    """A consultation was chosen, or another page of its buildings."""
    await _show(update, await _parts(update, context, *_numbers(update, 2)))


async def part(update: Update, context: Context) -> None:
    """A building was chosen, or all of them."""
    await _show(update, await _preview(update, context, *_numbers(update, 2)))


async def send(update: Update, context: Context) -> None:
    """Out it goes."""
    services, request, config = context.services, request_of(update, context), context.services.config
    chosen = _numbers(update, 2)
    ordered = await send_reminder(services.db, request, config.roles.admins, config.reminders.limit, *chosen)
    services.settled.add(update.update_id)
    services.changed.set()
    words = await words_of(update, context)
    await _show(update, sent_screen(ordered, words, config.locale.zone, request.now))


async def drop(update: Update, context: Context) -> None:
    """It stays unsent."""
    await _show(update, Screen((await words_of(update, context)).html("remind.dropped")))


async def answer(update: Update, context: Context) -> None:
    """The button below a letter: the paper to fill in, or the questionnaire, as a message of its own."""
    (number,) = _numbers(update, 1)
    await must_be_asked(context.services.db, request_of(update, context), number)
    await questionnaire.open_link(update, context, f"{LINK}{number}")
    await toast(update, "")


async def _show(update: Update, screen: Screen) -> None:
    await toast(update, "")
    await redraw(update, screen)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("remind", remind, filters=filters.ChatType.PRIVATE))
    pressed = {verbs.MENU: menu, verbs.PARTS: parts, verbs.PART: part, verbs.SEND: send, verbs.ANSWER: answer}
    for verb, handler in pressed.items():
        app.add_handler(PrivatePress(handler, verb))
    app.add_handler(PrivatePress(drop, verbs.DROP, numbered=False))
