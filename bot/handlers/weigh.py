"""``物业测算`` under a report: which compounds could pay for property management together."""

from __future__ import annotations

from telegram import Update

from bot.actions.weigh_desk import weigh, weighable
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.reports.viability_words import viability_brief, weigh_all
from bot.rules.refusals import Reason
from bot.rules.report_facts import Place
from bot.views.report_payloads import WEIGH, WEIGH_GO
from bot.views.weigh import Choice, answer_screen, choose_screen

_FEN = 100


async def choose(update: Update, context: Context) -> None:
    """The list; a press puts a community in or takes it out."""
    places, choice = await _asked(update, context)
    words = await words_of(update, context)
    await toast(update, "")
    screen = choose_screen(places, choice, words)
    if choice == Choice(choice.part):
        await reply(update, screen)  # the picture above stays
    else:
        await redraw(update, screen)


async def go(update: Update, context: Context) -> None:
    """The answer for those that are in."""
    places, choice = await _asked(update, context)
    services, words = context.services, await words_of(update, context)
    chosen = choice.chosen(places)
    if not chosen:
        await toast(update, words.plain("viability.chat.none_chosen"), alert=True)
        return
    await toast(update, "")
    weighed = await weigh(services.db, chosen, request_of(update, context).now)
    found = weigh_all(weighed.compounds, choice.cost * _FEN if choice.cost else None, words)
    lines = viability_brief(found, weighed.without, words) if found else [words.plain("viability.chat.nothing")]
    await redraw(update, answer_screen(lines, choice, words))


async def _asked(update: Update, context: Context) -> tuple[tuple[Place, ...], Choice]:
    services, request = context.services, request_of(update, context)
    choice = Choice.read(numbers_of(update, 4, Reason.NOT_ALLOWED))
    admins = services.config.roles.admins
    return await weighable(services.db, request.telegram_id, admins, choice.part, request.now), choice


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(choose, WEIGH))
    app.add_handler(PrivatePress(go, WEIGH_GO))
