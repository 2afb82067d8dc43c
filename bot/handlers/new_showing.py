"""How a consultation that is being put together is shown: a question, or the preview in two messages."""

from __future__ import annotations

from datetime import datetime

from telegram import Update

from bot.actions.drawings import Drawings
from bot.actions.new_desk import Desk, NewView
from bot.handlers.drawings import send_drawings
from bot.handlers.frame import Context, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.rules.new_plan import Ask
from bot.rules.refusals import Refusal
from bot.rules.written_file import DefinitionRejected
from bot.templates import available
from bot.texts import Texts
from bot.views.consultations import fault_line
from bot.views.new_plan import question_screen
from bot.views.new_preview import preview_screen, sample_card
from bot.views.screen import Screen
from bot.views.times import moment


def desk_of(update: Update, context: Context) -> Desk:
    """Who asks. What everybody will read is worded in the district's language, so its templates are offered."""
    config = context.services.config
    shelf = available(config.locale.language, config.templates.folder)
    return Desk(request_of(update, context), config.roles.admins, config.locale.zone, shelf.templates)


async def screen_of(update: Update, context: Context, view: NewView) -> Screen:
    """The question that waits, or what there is to know before it begins."""
    services, zone = context.services, context.services.config.locale.zone
    draw = preview_screen if view.plan.ask is Ask.PREVIEW else question_screen
    return draw(view, services.now(), await words_of(update, context), zone)


async def show_view(update: Update, context: Context, view: NewView) -> None:
    """Answer a press: the next question in the same message, or the preview."""
    await toast(update, "")
    card = _card(context, view)
    if card is None:
        await redraw(update, await screen_of(update, context, view))
        return
    await redraw(update, card)
    await _with_drawings(update, context, view)


async def reply_view(update: Update, context: Context, view: NewView) -> None:
    """Answer a message: the next question, or the preview."""
    card = _card(context, view)
    if card is None:
        await reply(update, await screen_of(update, context, view))
        return
    await reply(update, card)
    await _with_drawings(update, context, view)


async def _with_drawings(update: Update, context: Context, view: NewView) -> None:
    """The drawings as the group will get them, then what to do."""
    if view.preview is not None and view.plan.files:
        await send_drawings(update, context, Drawings(view.preview.consultation, view.plan.files))
    await reply(update, await screen_of(update, context, view))


def _card(context: Context, view: NewView) -> Screen | None:
    """What stands in the group stands there in the district's language."""
    services, zone = context.services, context.services.config.locale.zone
    return sample_card(view, services.texts(), zone, services.username)


def faults_text(rejected: DefinitionRejected, words: Texts) -> str:
    """What is wrong with what was typed, as HTML."""
    return "\n".join(words.html("fault.one", fault=fault_line(fault, words)) for fault in rejected.faults[:5])


def refusal_text(refusal: Refusal, words: Texts, context: Context) -> str:
    """Why something could not be used, as HTML."""
    zone = context.services.config.locale.zone
    facts = {
        name: moment(fact, words, zone) if isinstance(fact, datetime) else fact for name, fact in refusal.facts.items()
    }
    return words.html(f"refusal.{refusal.reason.value}", **({"bot": context.services.username} | facts))
