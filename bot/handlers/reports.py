"""``/report`` for staff in private: a picture and a few lines, files on request, and the way to a part."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler

from bot.actions.report_desk import Allowed, Chosen, allow, places_in_reach, report_for
from bot.actions.report_mail import mail_of
from bot.handlers.frame import (
    App,
    Context,
    message_of,
    numbers_of,
    reply,
    request_of,
    say,
    toast,
    told_lately,
)
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.publishing.sending import markup
from bot.reports.template_fault import TemplateFault
from bot.rules import report_period
from bot.rules.refusals import Reason, Refusal
from bot.rules.report import Period
from bot.views import report_menu
from bot.views.report_mail import with_mail
from bot.views.report_payloads import FILE, PARTS, SHOW
from bot.views.screen import Screen

if TYPE_CHECKING:
    from bot.rules.report import Report
    from bot.texts import Texts

_READERS = (report_period.read_year, report_period.read_month, report_period.read_week)


async def report(update: Update, context: Context) -> None:
    """``/report`` asks for the period; ``/report 2020``, ``2020-11`` or ``2020-11-24`` names it."""
    services, request = context.services, request_of(update, context)
    if message_of(update).chat.type != ChatType.PRIVATE:
        if not told_lately(update, context, "report"):
            await say(update, services.texts(), "staff.in_private")
        return
    words = await words_of(update, context)
    await places_in_reach(services.db, request.telegram_id, services.config.roles.admins)  # a kind refusal, maybe
    if context.args:
        wanted = Chosen(_typed(context.args[0]))
        await _show(update, context, wanted, await _allowed(update, context, wanted))
        return
    today = request.now.astimezone(services.config.locale.zone).date()
    gets = await mail_of(services.db, request.telegram_id)
    await reply(update, with_mail(report_menu.periods_screen(today, words), gets, words))


def _typed(text: str) -> Period:
    """A year, a month, or the week of a day. Raises Refusal(REPORT_DAY_UNREADABLE)."""
    for read in _READERS[:-1]:
        try:
            return read(text)
        except Refusal:
            continue
    return _READERS[-1](text)


async def chosen(update: Update, context: Context) -> None:
    """A period, or a part of what was shown."""
    kind, day, part = numbers_of(update, 3, Reason.NOT_ALLOWED)
    wanted = Chosen(_period(kind, day), part)
    asked = await _allowed(update, context, wanted)
    await toast(update, "")  # the picture takes a moment
    await _show(update, context, wanted, asked)


async def parts(update: Update, context: Context) -> None:
    """Which subdistrict, or which of its communities."""
    services, request = context.services, request_of(update, context)
    kind, day, page, part = numbers_of(update, 4, Reason.NOT_ALLOWED)
    places = await places_in_reach(services.db, request.telegram_id, services.config.roles.admins)
    words = await words_of(update, context)
    await toast(update, "")
    await reply(update, report_menu.parts_screen(places, _period(kind, day), page, part, words))


async def file_chosen(update: Update, context: Context) -> None:
    """One of the files."""
    kind, day, part, shape = numbers_of(update, 4, Reason.NOT_ALLOWED)
    if shape >= len(report_menu.FORMATS):
        raise Refusal(Reason.NOT_ALLOWED)
    asked = await _allowed(update, context, Chosen(_period(kind, day), part))
    await toast(update, "")
    made, words = await _made(update, context, asked), await words_of(update, context)
    name = report_menu.FORMATS[shape]
    try:
        content = await asyncio.to_thread(_file, made, name, words, context)
    except TemplateFault as fault:
        await say(update, words, f"district.{fault.reason}", **fault.facts)
        return
    ending = "txt" if name == "text" else name
    await message_of(update).chat.send_document(content, filename=f"{report_menu.file_stem(made)}.{ending}")


def _period(kind: int, day: int) -> Period:
    period = report_menu.period_of(kind, day)
    if period is None:
        raise Refusal(Reason.NOT_ALLOWED)
    return period


async def _allowed(update: Update, context: Context, wanted: Chosen) -> Allowed:
    services = context.services
    return await allow(services.db, request_of(update, context).telegram_id, services.config.roles.admins, wanted)


async def _made(update: Update, context: Context, asked: Allowed) -> Report:
    config = context.services.config
    now = request_of(update, context).now
    return await report_for(context.services.db, asked, now, config.locale.zone, config.assessment.weights)


async def _show(update: Update, context: Context, wanted: Chosen, asked: Allowed) -> None:
    made = await _made(update, context, asked)
    words = await words_of(update, context)
    picture, lines = await asyncio.to_thread(_picture, made, words, context)
    buttons = report_menu.file_buttons(wanted.period, wanted.part, words, parts=len(made.communities) > 1)
    await message_of(update).chat.send_photo(
        picture,
        caption=report_menu.caption(lines),
        filename=f"{report_menu.file_stem(made)}.png",
        reply_markup=markup(Screen("", buttons)),
    )


def _picture(made: Report, words: Texts, context: Context) -> tuple[bytes, list[str]]:
    # The typesetter is only loaded when somebody asks: the bot starts faster without it.
    from bot.reports.report_brief import brief_lines
    from bot.reports.report_picture import report_picture

    zone = context.services.config.locale.zone
    return report_picture(made, words, zone), list(brief_lines(made, words, zone))


def _file(made: Report, name: str, words: Texts, context: Context) -> bytes:
    from bot.reports.report_formats import render

    config = context.services.config
    return render(made, name, words, config.locale.zone, config.templates.folder)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("report", report))
    app.add_handler(PrivatePress(chosen, SHOW))
    app.add_handler(PrivatePress(parts, PARTS))
    app.add_handler(PrivatePress(file_chosen, FILE))
