"""Checking in: the code at the door, 「到」 typed, and the helper's desk with its slide."""

from __future__ import annotations

import asyncio

from telegram import InputFile, Message, Update
from telegram.ext import MessageHandler, filters

from bot.actions.add_attendee import add_attendee
from bot.actions.check_in import check_in, door_code
from bot.actions.correct_headcount import correct_headcount
from bot.actions.plan_change import begin_change
from bot.actions.run_desk import DoorDesk, open_desk
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.meeting_wizard import change_desk
from bot.handlers.meetings import numbers, show
from bot.handlers.private import PrivatePress
from bot.rules.meeting_change import Verb
from bot.rules.meetings import Meeting
from bot.rules.typed_arrival import check_in_code, says_here
from bot.texts import LANGUAGES, Texts, texts
from bot.views import meeting_payloads as verbs
from bot.views import walk
from bot.views.card import deep_link
from bot.views.check_in import arrived_in_group, arrived_screen, desk_screen, walk_of
from bot.views.meeting_card import end_clock, whole_place
from bot.views.meeting_run import change_screen
from bot.views.rooms import room
from bot.views.times import moment


class _Arrival(filters.MessageFilter):
    """「到」 or "here", in any language of the house, or a code of the door."""

    def filter(self, message: Message) -> bool:
        """Whether the whole message says that somebody has come."""
        text = message.text or ""
        return _is_here(text) or check_in_code(text) is not None


def _is_here(text: str) -> bool:
    words = [word for language in LANGUAGES for word in texts(language).template("check_in.words").split("/")]
    return len(text) < 20 and says_here(text, words)


async def typed(update: Update, context: Context) -> None:
    """In private: for the meeting that is on now, or for the one with the code."""
    await arrive(update, context, check_in_code(message_of(update).text or ""))


async def arrive(update: Update, context: Context, code: str | None) -> None:
    """Write the person down; ``code`` None is the meeting that is on now."""
    services = context.services
    arrived = await check_in(services.db, request_of(update, context), code)
    services.settled.add(update.update_id)
    services.changed.set()
    await reply(update, arrived_screen(arrived, services.texts(arrived.language)))


async def typed_in_group(update: Update, context: Context) -> None:
    """The same as an answer to a message of the bot in the group; no home is named there."""
    answered, services = message_of(update).reply_to_message, context.services
    if answered is None or answered.from_user is None or answered.from_user.id != services.bot_id:
        return
    arrived = await check_in(services.db, request_of(update, context))
    services.settled.add(update.update_id)
    services.changed.set()
    await reply(update, arrived_in_group(arrived, services.texts()))


async def _desk(update: Update, context: Context, meeting_id: int, *, homes: bool = False) -> DoorDesk:
    services, request = context.services, request_of(update, context)
    return await open_desk(services.db, request, services.config.roles.admins, meeting_id, homes=homes)


async def desk(update: Update, context: Context) -> None:
    """Who has come so far."""
    found = await _desk(update, context, *numbers(update, 1))
    await show(update, desk_screen(found, await words_of(update, context)))


async def buildings(update: Update, context: Context) -> None:
    """Somebody without a phone: which building?"""
    meeting_id, page = numbers(update, 2)
    found, words = await _desk(update, context, meeting_id, homes=True), await words_of(update, context)
    await show(update, walk.buildings_screen(walk_of(found, words), page, words))


async def inside(update: Update, context: Context) -> None:
    """A building or an entrance was chosen."""
    meeting_id, household_id, page = numbers(update, 3)
    found, words = await _desk(update, context, meeting_id, homes=True), await words_of(update, context)
    entrances = (query_of(update).data or "").startswith(f"{verbs.ENTRANCES}:")
    draw = walk.entrances_screen if entrances else walk.rooms_screen
    await show(update, draw(walk_of(found, words), household_id, page, words))


async def came(update: Update, context: Context) -> None:
    """A door was chosen: one more person of this home."""
    services, request = context.services, request_of(update, context)
    meeting_id, household_id = numbers(update, 2)
    await add_attendee(services.db, request, services.config.roles.admins, meeting_id, household_id)
    services.settled.add(update.update_id)
    services.changed.set()
    found, words = await _desk(update, context, meeting_id, homes=True), await words_of(update, context)
    home = next(home for home in found.homes if home.household_id == household_id)
    await toast(update, words.plain("check_in.added", room=room(home.address, words)))
    await redraw(update, walk.rooms_screen(walk_of(found, words), household_id, None, words))


async def unknown_home(update: Update, context: Context) -> None:
    """One more person of no known home."""
    services, request = context.services, request_of(update, context)
    (meeting_id,) = numbers(update, 1)
    await add_attendee(services.db, request, services.config.roles.admins, meeting_id, None)
    services.settled.add(update.update_id)
    services.changed.set()
    words = await words_of(update, context)
    await toast(update, words.plain("check_in.added_unknown"))
    await redraw(update, desk_screen(await _desk(update, context, meeting_id), words))


async def headcount(update: Update, context: Context) -> None:
    """The number is typed next; or those written down count again."""
    services, request = context.services, request_of(update, context)
    meeting_id, typing = numbers(update, 2)
    words = await words_of(update, context)
    if typing:
        view = await begin_change(services.db, change_desk(update, context), Verb.HEADCOUNT, meeting_id)
        await show(update, change_screen(view, request.now, words, services.config.locale.zone))
        return
    await correct_headcount(services.db, request, services.config.roles.admins, meeting_id, None)
    services.settled.add(update.update_id)
    services.changed.set()
    await show(update, desk_screen(await _desk(update, context, meeting_id), words))


async def slide(update: Update, context: Context) -> None:
    """The page for the door: to print, and as a picture."""
    services, request = context.services, request_of(update, context)
    admins = services.config.roles.admins
    meeting, code = await door_code(services.db, request.telegram_id, admins, *numbers(update, 1))
    await toast(update, "")  # the picture takes a moment
    words = services.texts()
    pdf, png = await asyncio.to_thread(_files, meeting, code, context, words)
    chat, name = message_of(update).chat, f"louyuan-check-in-{meeting.id}"
    caption = (await words_of(update, context)).plain("check_in.slide_caption", code=code)
    await chat.send_photo(InputFile(png, filename=f"{name}.png"), caption=caption)
    await chat.send_document(InputFile(pdf, filename=f"{name}.pdf"))


def _files(meeting: Meeting, code: str, context: Context, words: Texts) -> tuple[bytes, bytes]:
    # The typesetter is only loaded when somebody asks: the bot starts faster without it.
    from bot.reports.meeting_slide import Slide, slide_pdf, slide_png

    services = context.services
    zone, link = services.config.locale.zone, deep_link(services.username, f"{verbs.CHECK_IN_LINK}{code}")
    when = f"{moment(meeting.starts_at, words, zone)}\u2014{end_clock(meeting, zone)}"
    drawn = Slide(meeting.title, whole_place(meeting, words), when, meeting.place, services.username, code, link)
    return slide_pdf(drawn, words), slide_png(drawn, words)


def register(app: App) -> None:
    """Add these handlers to the application."""
    replies = filters.ChatType.GROUPS & filters.REPLY
    app.add_handler(MessageHandler(filters.ChatType.PRIVATE & _Arrival(), typed))
    app.add_handler(MessageHandler(replies & _Arrival(), typed_in_group))
    doors = {verbs.DESK: desk, verbs.SLIDE: slide, verbs.UNKNOWN_HOME: unknown_home, verbs.HEADCOUNT: headcount}
    for verb, handler in (doors | {verbs.BUILDINGS: buildings, verbs.CAME: came}).items():
        app.add_handler(PrivatePress(handler, verb))
    app.add_handler(PrivatePress(inside, verbs.ENTRANCES, verbs.ROOMS))
