"""/meeting: writing a meeting down, previewing and publishing it; its page for helpers; moving and cancelling it."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.plan_change import (
    ChangeDesk,
    begin_change,
    carry_out,
    drop_change,
    press_change,
    type_change,
)
from bot.actions.plan_meeting import Desk, begin_plan, drop_plan, edit, press, publish_plan, type_in
from bot.actions.show_meeting import meeting_to_run
from bot.handlers.frame import App, Context, query_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.meetings import numbers, show
from bot.handlers.private import PrivatePress
from bot.rules.meeting_change import Verb
from bot.rules.meetings import MeetingState
from bot.views import meeting_payloads as verbs
from bot.views.meeting_plan import DROP, EDIT, PUBLISH, default_title, plan_screen, published_screen
from bot.views.meeting_run import CARRY_OUT, KEEP, change_screen, changed_screen, run_screen, usual_reasons
from bot.views.screen import Screen


def _desk(update: Update, context: Context) -> Desk:
    """What is stored for everybody to read (a title) is worded in the district's language."""
    services, config = context.services, context.services.config
    return Desk(
        request_of(update, context),
        config.roles.admins,
        config.locale.zone,
        config.organizer.paper_place,
        lambda plan: default_title(plan, services.texts()),
    )


def change_desk(update: Update, context: Context) -> ChangeDesk:
    """The same for changes: everybody reads the reason."""
    services, config = context.services, context.services.config
    reasons = usual_reasons(services.texts())
    return ChangeDesk(request_of(update, context), config.roles.admins, config.locale.zone, reasons)


async def meeting(update: Update, context: Context) -> None:
    """``/meeting``: a new one, question by question."""
    await reply(update, await _begin(update, context))


async def schedule(update: Update, context: Context) -> None:
    """The same by a button."""
    await show(update, await _begin(update, context))


async def _begin(update: Update, context: Context) -> Screen:
    services, config = context.services, context.services.config
    view = await begin_plan(services.db, _desk(update, context))
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    return plan_screen(view, services.now(), words, config.locale.zone, config.organizer)


async def planned(update: Update, context: Context) -> None:
    """A button of the plan: an answer, another look at a question, publishing or dropping it."""
    services, config = context.services, context.services.config
    serial, what, value = numbers(update, 3)
    if what == PUBLISH:
        await _publish(update, context, serial)
        return
    if what == DROP:
        await drop_plan(services.db, request_of(update, context))
        await show(update, Screen((await words_of(update, context)).html("meeting.plan.dropped")))
        return
    desk = _desk(update, context)
    view = await (
        edit(services.db, desk, serial, value) if what == EDIT else press(services.db, desk, serial, what, value)
    )
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    await show(update, plan_screen(view, services.now(), words, config.locale.zone, config.organizer))


async def _publish(update: Update, context: Context, serial: int) -> None:
    services = context.services
    made, facts = await publish_plan(services.db, _desk(update, context), serial)
    services.settled.add(update.update_id)
    services.changed.set()
    words = await words_of(update, context)
    await show(update, published_screen(made, facts, words, services.config.locale.zone))


async def on_text(update: Update, context: Context, text: str) -> bool:
    """Typed words for a plan or a change that waits; False when none does."""
    services, config = context.services, context.services.config
    words, zone = await words_of(update, context), config.locale.zone
    view = await type_in(services.db, _desk(update, context), text)
    if view is not None:
        await reply(update, plan_screen(view, services.now(), words, zone, config.organizer))
        return True
    change = await type_change(services.db, change_desk(update, context), text)
    if change is None:
        return False
    services.changed.set()
    if change.plan.verb is Verb.HEADCOUNT:
        await reply(update, await _run(update, context, change.meeting.id))
    else:
        await reply(update, change_screen(change, services.now(), words, zone))
    return True


async def manage(update: Update, context: Context) -> None:
    """A meeting, for whoever runs it."""
    await show(update, await _run(update, context, *numbers(update, 1)))


async def _run(update: Update, context: Context, meeting_id: int) -> Screen:
    services, request, config = context.services, request_of(update, context), context.services.config
    facts = await meeting_to_run(services.db, request, config.roles.admins, meeting_id)
    return run_screen(facts, request.now, await words_of(update, context), config.locale.zone, config.organizer)


async def change(update: Update, context: Context) -> None:
    """Moving or cancelling begins."""
    services = context.services
    verb = Verb.MOVE if (query_of(update).data or "").startswith(f"{verbs.MOVE}:") else Verb.CANCEL
    view = await begin_change(services.db, change_desk(update, context), verb, *numbers(update, 1))
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    await show(update, change_screen(view, services.now(), words, services.config.locale.zone))


async def changing(update: Update, context: Context) -> None:
    """A button of a change: an answer, doing it, or leaving everything as it is."""
    services, zone = context.services, context.services.config.locale.zone
    serial, what, value = numbers(update, 3)
    words = await words_of(update, context)
    if what == KEEP:
        await drop_change(services.db, request_of(update, context))
        await show(update, Screen(words.html("meeting.change.kept")))
        return
    desk = change_desk(update, context)
    if what != CARRY_OUT:
        view = await press_change(services.db, desk, serial, what, value)
        services.settled.add(update.update_id)
        await show(update, change_screen(view, services.now(), words, zone))
        return
    done = await carry_out(services.db, desk, serial)
    services.settled.add(update.update_id)
    services.changed.set()
    await toast(update, "")
    verb = Verb.CANCEL if done[0].state is MeetingState.CANCELLED else Verb.MOVE
    await redraw(update, changed_screen(done, verb, words, zone))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("meeting", meeting, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(schedule, verbs.SCHEDULE, numbered=False))
    app.add_handler(PrivatePress(planned, verbs.PLAN))
    app.add_handler(PrivatePress(manage, verbs.MANAGE))
    app.add_handler(PrivatePress(change, verbs.MOVE, verbs.CANCEL))
    app.add_handler(PrivatePress(changing, verbs.CHANGE))
