"""The helper's desk at the door: people without a phone, mistakes, the number of people, and the slide."""

from __future__ import annotations

import asyncio

from telegram import InputFile, Update

from bot.actions.add_attendee import add_attendee
from bot.actions.check_in import door_code
from bot.actions.correct_headcount import correct_headcount
from bot.actions.plan_change import begin_change
from bot.actions.remove_attendee import list_attendees, remove_attendee
from bot.actions.run_desk import DoorDesk, open_desk
from bot.handlers.frame import App, Context, message_of, query_of, redraw, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.meeting_wizard import change_desk
from bot.handlers.meetings import numbers, show
from bot.handlers.private import PrivatePress
from bot.rules.meeting_change import Verb
from bot.rules.meetings import Meeting
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views import walk
from bot.views.attendees import attendees_screen, named
from bot.views.card import deep_link
from bot.views.check_in import desk_screen, walk_of
from bot.views.meeting_card import end_clock, whole_place
from bot.views.meeting_run import change_screen
from bot.views.rooms import room
from bot.views.screen import Screen
from bot.views.times import moment


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


async def lines(update: Update, context: Context) -> None:
    """Everybody who was written down."""
    meeting_id, page = numbers(update, 2)
    await show(update, await _lines(update, context, meeting_id, page))


async def _lines(update: Update, context: Context, meeting_id: int, page: int = 0) -> Screen:
    services, request = context.services, request_of(update, context)
    written = await list_attendees(services.db, request, services.config.roles.admins, meeting_id)
    return attendees_screen(written, page, await words_of(update, context), services.config.locale.zone)


async def remove(update: Update, context: Context) -> None:
    """A mistaken line is taken off."""
    services, request = context.services, request_of(update, context)
    meeting_id, line_id = numbers(update, 2)
    removed = await remove_attendee(services.db, request, services.config.roles.admins, meeting_id, line_id)
    services.settled.add(update.update_id)
    services.changed.set()
    words, zone = await words_of(update, context), services.config.locale.zone
    await toast(update, words.plain("attendees.removed", who=named(removed.line, words, zone)))
    await redraw(update, await _lines(update, context, meeting_id))


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
    doors = {verbs.DESK: desk, verbs.SLIDE: slide, verbs.UNKNOWN_HOME: unknown_home, verbs.HEADCOUNT: headcount}
    for verb, handler in (doors | {verbs.BUILDINGS: buildings, verbs.CAME: came}).items():
        app.add_handler(PrivatePress(handler, verb))
    app.add_handler(PrivatePress(lines, verbs.LINES))
    app.add_handler(PrivatePress(remove, verbs.REMOVE))
    app.add_handler(PrivatePress(inside, verbs.ENTRANCES, verbs.ROOMS))
