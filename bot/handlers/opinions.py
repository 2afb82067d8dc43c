"""/opinion: giving one piece by piece, and what became of those given."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.give_opinion import GiveDesk, begin_opinion, drop_opinion, press_opinion, submit_opinion
from bot.actions.my_opinions import my_opinion, my_opinions
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.opinion_files import send_files
from bot.handlers.private import PrivatePress
from bot.rules.opinion_plan import Press
from bot.rules.refusals import Reason
from bot.views import opinion_payloads as verbs
from bot.views.opinion_give import category_words, give_screen, sensitive_words, submitted_screen, usual_places
from bot.views.opinion_mine import MOST_LISTED, mine_screen, my_opinion_screen
from bot.views.screen import Screen


def give_desk(update: Update, context: Context) -> GiveDesk:
    """Places are stored for everybody to read, in the district's language."""
    services, config = context.services, context.services.config
    return GiveDesk(
        request_of(update, context),
        config.locale.zone,
        config.opinions.answer_within_days,
        usual_places(services.texts()),
        category_words(),
        sensitive_words(),
    )


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.OPINION_GONE)


async def _show(update: Update, screen: Screen) -> None:
    await toast(update, "")
    await redraw(update, screen)


async def _begin(update: Update, context: Context) -> Screen:
    services = context.services
    view = await begin_opinion(services.db, give_desk(update, context))
    services.settled.add(update.update_id)
    return give_screen(view, await words_of(update, context))


async def opinion(update: Update, context: Context) -> None:
    """``/opinion``, or the link that says so: a new one, or the one half given."""
    await reply(update, await _begin(update, context))


async def new_pressed(update: Update, context: Context) -> None:
    """The same by a button."""
    await _show(update, await _begin(update, context))


async def open_link(update: Update, context: Context, payload: str) -> bool:
    """``/start opinion``; False for any other payload."""
    if payload != verbs.START:
        return False
    await opinion(update, context)
    return True


async def pressed(update: Update, context: Context) -> None:
    """A button of an opinion being given."""
    services = context.services
    serial, what, value = _numbers(update, 3)
    if what == Press.DROP:
        await drop_opinion(services.db, request_of(update, context))
        services.settled.add(update.update_id)
        await _show(update, Screen((await words_of(update, context)).html("opinion.dropped")))
    elif what == Press.SUBMIT:
        await _show(update, await submitted(update, context, serial))
    else:
        view = await press_opinion(services.db, give_desk(update, context), serial, what, value)
        services.settled.add(update.update_id)
        await _show(update, give_screen(view, await words_of(update, context)))


async def submitted(update: Update, context: Context, serial: int | None) -> Screen:
    """Enter the opinion, and say its number."""
    services = context.services
    entered = await submit_opinion(services.db, give_desk(update, context), serial)
    services.settled.add(update.update_id)
    return submitted_screen(entered, services.config.organizer, await words_of(update, context))


async def mine(update: Update, context: Context) -> None:
    """My opinions, a page."""
    services, request, (page,) = context.services, request_of(update, context), _numbers(update, 1)
    found = await my_opinions(services.db, request, page, MOST_LISTED)
    zone = services.config.locale.zone
    await _show(update, mine_screen(found, await words_of(update, context), zone, request.now.astimezone(zone).date()))


async def mine_one(update: Update, context: Context) -> None:
    """One of my opinions."""
    services, request, (number,) = context.services, request_of(update, context), _numbers(update, 1)
    found, _ = await my_opinion(services.db, request, number)
    words, zone = await words_of(update, context), services.config.locale.zone
    await _show(update, my_opinion_screen(found, words, zone, request.now.astimezone(zone).date()))


async def mine_files(update: Update, context: Context) -> None:
    """What I sent along."""
    services, (number,) = context.services, _numbers(update, 1)
    _, files = await my_opinion(services.db, request_of(update, context), number)
    await send_files(update, files, await words_of(update, context))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("opinion", opinion, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(new_pressed, verbs.NEW, numbered=False))
    presses = {verbs.GIVE: pressed, verbs.MINE: mine, verbs.MINE_ONE: mine_one, verbs.MINE_FILES: mine_files}
    for verb, handler in presses.items():
        app.add_handler(PrivatePress(handler, verb))
