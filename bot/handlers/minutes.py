"""Minutes: texts, photos and documents in private, opinions with owner and day, and what the group adds."""

from __future__ import annotations

from telegram import Message, Update

from bot.actions.add_opinion import add_opinion
from bot.actions.plan_minutes import (
    MinutesDesk,
    begin_minutes,
    drop_minutes,
    press_minutes,
    publish_minutes,
    send_file,
    send_text,
)
from bot.handlers.frame import App, Context, message_of, reply, request_of, say
from bot.handlers.language import words_of
from bot.handlers.meetings import numbers, show
from bot.handlers.private import PrivatePress
from bot.rules.meeting_overview import MinuteFile
from bot.rules.opinions import due_day
from bot.views import meeting_payloads as verbs
from bot.views.minutes import DROP, SEND, minutes_done, minutes_screen, usual_owners
from bot.views.screen import Screen


def _desk(update: Update, context: Context) -> MinutesDesk:
    """Who answers is written down for everybody, in the district's language."""
    services, config = context.services, context.services.config
    owners = usual_owners(services.texts())
    return MinutesDesk(request_of(update, context), config.roles.admins, config.locale.zone, owners)


async def begin(update: Update, context: Context) -> None:
    """The minutes of a meeting are asked for."""
    services = context.services
    view = await begin_minutes(services.db, _desk(update, context), *numbers(update, 1))
    services.settled.add(update.update_id)
    await show(update, minutes_screen(view, await words_of(update, context), services.config.locale.zone))


async def pressed(update: Update, context: Context) -> None:
    """A button of the minutes that are being written."""
    services, zone = context.services, context.services.config.locale.zone
    serial, what, value = numbers(update, 3)
    words = await words_of(update, context)
    if what == DROP:
        await drop_minutes(services.db, request_of(update, context))
        await show(update, Screen(words.html("minutes.dropped")))
        return
    if what != SEND:
        view = await press_minutes(services.db, _desk(update, context), serial, what, value)
        services.settled.add(update.update_id)
        await show(update, minutes_screen(view, words, zone))
        return
    facts = await publish_minutes(services.db, _desk(update, context), serial)
    services.settled.add(update.update_id)
    services.changed.set()
    await show(update, minutes_done(facts, words))


async def on_message(update: Update, context: Context) -> bool:
    """A text, a photo or a document while minutes are being written; False when they are not."""
    services, message = context.services, message_of(update)
    file = _file(message)
    if file is not None:
        desk = _desk(update, context)
        view = await send_file(services.db, desk, file, message.caption, message.media_group_id)
    elif message.text is not None:
        view = await send_text(services.db, _desk(update, context), message.text)
    else:
        return False
    if view is None:
        return False
    services.settled.add(update.update_id)
    if not view.again:
        await reply(update, minutes_screen(view, await words_of(update, context), services.config.locale.zone))
    return True


def _file(message: Message) -> MinuteFile | None:
    """What Telegram keeps of it; of a photo the largest size (Bot API: Message.photo)."""
    if message.photo:
        return MinuteFile("photo", message.photo[-1].file_id)
    if message.document is not None:
        return MinuteFile("document", message.document.file_id, message.document.file_name)
    return None


async def on_group_reply(update: Update, context: Context) -> bool:
    """An answer to the minutes in a group is one more opinion; False when it answers something else."""
    services, message = context.services, message_of(update)
    answered = message.reply_to_message
    if answered is None or not message.text:
        return False
    request = request_of(update, context)
    config = services.config
    due = due_day(request.now, config.locale.zone, config.opinions.answer_within_days)
    number = await add_opinion(services.db, request, message.chat_id, answered.message_id, message.text, due)
    if number is None:
        return False
    services.settled.add(update.update_id)
    await say(update, services.texts(), "minutes.added", number=number)
    return True


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(begin, verbs.MINUTES))
    app.add_handler(PrivatePress(pressed, verbs.WRITE))
