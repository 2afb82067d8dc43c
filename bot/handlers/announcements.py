"""/announce: staff choose a place, write, see a preview, send, watch and stop."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.announcements import (
    Progress,
    begin_announcement,
    buildings_to_announce,
    drop_announcement,
    places_to_announce,
    send_announcement,
    write_announcement,
)
from bot.actions.announcing import announcement_progress, stop_announcement
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason, Refusal
from bot.views import payloads
from bot.views.announcement import parts_screen, places_screen, preview_screen, progress_screen
from bot.views.payloads import decode
from bot.views.screen import Screen


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    payload = decode(query_of(update).data or "")
    if payload is None or len(payload.numbers) != count:
        raise Refusal(Reason.ANNOUNCEMENT_GONE)
    return payload.numbers


async def announce(update: Update, context: Context) -> None:
    """``/announce``: where to?"""
    services, request = context.services, request_of(update, context)
    found, everywhere = await places_to_announce(services.db, request, services.config.roles.admins)
    await reply(update, places_screen(found, everywhere, await words_of(update, context)))


async def part(update: Update, context: Context) -> None:
    """A community is chosen: all of it, or a building?"""
    services, request = context.services, request_of(update, context)
    (community_id,) = _numbers(update, 1)
    found = await buildings_to_announce(services.db, request, services.config.roles.admins, community_id)
    await toast(update, "")
    await redraw(update, parts_screen(community_id, found, await words_of(update, context)))


async def chosen(update: Update, context: Context) -> None:
    """The place is chosen: the text comes next."""
    services, request = context.services, request_of(update, context)
    community_id, household_id = _numbers(update, 2)
    admins = services.config.roles.admins
    await begin_announcement(services.db, request, admins, community_id or None, household_id or None)
    await toast(update, "")
    await redraw(update, Screen((await words_of(update, context)).html("announce.write")))


async def on_private_text(update: Update, context: Context) -> bool:
    """The text of an announcement, if one is being written: shows the preview. False when none is."""
    services, text = context.services, message_of(update).text
    if text is None:
        return False
    draft = await write_announcement(services.db, request_of(update, context), text)
    if draft is None:
        return False
    config, words = services.config, await words_of(update, context)
    await reply(update, preview_screen(draft, config.organizer.name, words, config.locale.zone, services.now()))
    return True


async def send(update: Update, context: Context) -> None:
    """Out it goes."""
    services, message = context.services, query_of(update).message
    watched = None if message is None else message.message_id
    progress = await send_announcement(services.db, request_of(update, context), services.config.roles.admins, watched)
    services.changed.set()
    await _show(update, context, progress)


async def drop(update: Update, context: Context) -> None:
    """It stays unsent."""
    await drop_announcement(context.services.db, request_of(update, context))
    await toast(update, "")
    await redraw(update, Screen((await words_of(update, context)).html("announce.dropped")))


async def progress_pressed(update: Update, context: Context) -> None:
    """How far is it?"""
    services, (number,) = context.services, _numbers(update, 1)
    admins = services.config.roles.admins
    await _show(update, context, await announcement_progress(services.db, number, request_of(update, context), admins))


async def stop(update: Update, context: Context) -> None:
    """No further."""
    services, request, (number,) = context.services, request_of(update, context), _numbers(update, 1)
    admins = services.config.roles.admins
    await _show(update, context, await stop_announcement(services.db, number, request.now, request, admins))


async def _show(update: Update, context: Context, progress: Progress) -> None:
    services = context.services
    await toast(update, "")
    screen = progress_screen(progress, await words_of(update, context), services.config.locale.zone, services.now())
    await redraw(update, screen)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("announce", announce, filters=filters.ChatType.PRIVATE))
    numbered = {
        payloads.ANNOUNCE_IN: part,
        payloads.ANNOUNCE_TO: chosen,
        payloads.ANNOUNCE_PROGRESS: progress_pressed,
        payloads.ANNOUNCE_STOP: stop,
    }
    for verb, handler in numbered.items():
        app.add_handler(PrivatePress(handler, verb))
    app.add_handler(PrivatePress(send, payloads.ANNOUNCE_SEND, numbered=False))
    app.add_handler(PrivatePress(drop, payloads.ANNOUNCE_DROP, numbered=False))
