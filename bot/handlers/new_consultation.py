"""/new: staff put a consultation together, look at it as residents will, and open it."""

from __future__ import annotations

from collections.abc import Awaitable

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler

from bot.actions.new_desk import NewView
from bot.actions.new_open import finish_new
from bot.actions.new_plan import begin_new, drop_new, edit_new, press_new, see_new
from bot.handlers.frame import App, Context, message_of, numbers_of, reply, request_of, say, toast, told_lately
from bot.handlers.language import words_of
from bot.handlers.meetings import show
from bot.handlers.new_showing import desk_of, faults_text, screen_of, show_view
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason, Refusal
from bot.rules.written_file import DefinitionRejected
from bot.views.new_plan import DROP, EDITING, NEW, OPEN, SAMPLE, SHOW
from bot.views.new_preview import opened_screen
from bot.views.new_questions import sample_question
from bot.views.screen import Screen


async def new(update: Update, context: Context) -> None:
    """``/new`` in private."""
    services = context.services
    if message_of(update).chat.type != ChatType.PRIVATE:
        if not told_lately(update, context, "new"):
            await say(update, services.texts(), "staff.in_private")
        return
    view = await begin_new(services.db, desk_of(update, context))
    services.settled.add(update.update_id)
    await reply(update, await screen_of(update, context, view))


async def pressed(update: Update, context: Context) -> None:
    """A button of the plan: an answer, another look at a question, the end of it all."""
    desk, db = desk_of(update, context), context.services.db
    serial, what, value = numbers_of(update, 3, Reason.NEW_GONE)
    try:
        if what == DROP:
            await _drop(update, context)
        elif what == OPEN:
            await _open(update, context, serial)
        elif what == SHOW:
            await _show_question(update, context, value)
        elif what == EDITING:
            await _step(update, context, edit_new(db, desk, serial, value))
        else:
            await _step(update, context, press_new(db, desk, serial, what, value))
    except DefinitionRejected as rejected:
        await toast(update, "")
        await reply(update, Screen(faults_text(rejected, await words_of(update, context))))


async def _step(update: Update, context: Context, step: Awaitable[NewView]) -> None:
    view = await step
    context.services.settled.add(update.update_id)
    await show_view(update, context, view)


async def _drop(update: Update, context: Context) -> None:
    await drop_new(context.services.db, request_of(update, context))
    context.services.settled.add(update.update_id)
    await show(update, Screen((await words_of(update, context)).html("new.dropped")))


async def _open(update: Update, context: Context, serial: int) -> None:
    services = context.services
    made = await finish_new(services.db, desk_of(update, context), serial)
    services.settled.add(update.update_id)
    services.changed.set()
    await show(update, opened_screen(made, await words_of(update, context), services.config.locale.zone))


async def _show_question(update: Update, context: Context, number: int) -> None:
    view = await see_new(context.services.db, desk_of(update, context))
    if view is None or view.preview is None:
        raise Refusal(Reason.NEW_GONE)
    await toast(update, "")
    drawings = frozenset(file.question for file in view.plan.files)
    await reply(
        update, sample_question(view.preview.consultation, view.home, drawings, number, context.services.texts())
    )


async def sampled(update: Update, context: Context) -> None:
    """A button of the preview."""
    await toast(update, (await words_of(update, context)).plain("new.sample"))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("new", new))
    app.add_handler(PrivatePress(pressed, NEW))
    app.add_handler(PrivatePress(sampled, SAMPLE, numbered=False))
