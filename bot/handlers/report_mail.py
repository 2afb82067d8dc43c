"""Staff ask for a report every week or month, or for no more of them."""

from __future__ import annotations

from telegram import Update

from bot.actions.report_mail import mail_of, set_mail
from bot.handlers.frame import App, Context, numbers_of, redraw, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason, Refusal
from bot.views import report_mail as views
from bot.views.report_menu import periods_screen
from bot.views.report_payloads import MAIL


async def wish(update: Update, context: Context) -> None:
    """One of the buttons under ``/report``, or under a report that came."""
    services, request = context.services, request_of(update, context)
    read = views.read_press(numbers_of(update, 3, Reason.NOT_ALLOWED))
    if read is None:
        raise Refusal(Reason.NOT_ALLOWED)
    kind, wanted, chooses = read
    await set_mail(services.db, request, services.config.roles.admins, kind, wanted=wanted)
    words = await words_of(update, context)
    await toast(update, views.set_sentence(kind, wanted, words), alert=True)
    if not chooses:
        return
    today = request.now.astimezone(services.config.locale.zone).date()
    gets = await mail_of(services.db, request.telegram_id)
    await redraw(update, views.with_mail(periods_screen(today, words), gets, words))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(wish, MAIL))
