"""/roster and /households: how far verification has come, and confirming owners."""

from __future__ import annotations

import structlog
from telegram import Update
from telegram.constants import ParseMode
from telegram.error import Forbidden, TelegramError
from telegram.ext import CommandHandler, filters

from bot.actions.choose_language import note_unreachable
from bot.actions.confirm_owner import Verdict, confirm_owner
from bot.actions.list_roster import list_buildings, list_communities, list_flats, list_waiting
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast, verb_of
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.refusals import Reason
from bot.views import people_payloads as verbs
from bot.views.people import home_name
from bot.views.rooms import room
from bot.views.roster import buildings_screen, communities_screen, flats_screen, waiting_screen
from bot.views.screen import Screen

log = structlog.get_logger(__name__)


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.NOT_ALLOWED)


async def _communities(update: Update, context: Context, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    found = await list_communities(services.db, request, services.config.roles.admins)
    if len(found) == 1:
        return await _waiting(update, context, found[0].community_id, page)
    return communities_screen(found, page, await words_of(update, context))


async def _waiting(update: Update, context: Context, community_id: int, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    found = await list_waiting(services.db, request, services.config.roles.admins, community_id, page)
    return waiting_screen(found, await words_of(update, context), services.config.locale.zone)


async def _buildings(update: Update, context: Context, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    found = await list_buildings(services.db, request, services.config.roles.admins)
    if len(found) == 1:
        return await _flats(update, context, found[0].first_id, page)
    return buildings_screen(found, page, await words_of(update, context))


async def _flats(update: Update, context: Context, household_id: int, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    found = await list_flats(services.db, request, services.config.roles.admins, household_id)
    return flats_screen(found, page, await words_of(update, context))


async def roster(update: Update, context: Context) -> None:
    """``/roster``: the communities, or the only one."""
    await reply(update, await _communities(update, context, 0))


async def households(update: Update, context: Context) -> None:
    """``/households``: the buildings, or the only one."""
    await reply(update, await _buildings(update, context, 0))


async def turned(update: Update, context: Context) -> None:
    """A button that leads to another page or list."""
    pages = {verbs.COMMUNITIES: _communities, verbs.BUILDINGS: _buildings}
    verb = verb_of(update)
    if verb in pages:
        screen = await pages[verb](update, context, *_numbers(update, 1))
    else:
        screen = await (_waiting if verb == verbs.WAITING else _flats)(update, context, *_numbers(update, 2))
    await toast(update, "")
    await redraw(update, screen)


async def decided(update: Update, context: Context) -> None:
    """Staff say whether somebody who waits is an owner; the person is told."""
    services, request = context.services, request_of(update, context)
    person_id, household_id, page = _numbers(update, 3)
    confirmed = verb_of(update) == verbs.OWNER
    admins = services.config.roles.admins
    verdict = await confirm_owner(services.db, request, admins, person_id, household_id, confirmed)
    words = await words_of(update, context)
    outcome = ("confirmed" if confirmed else "refused") if verdict.fresh else "already"
    home = room(verdict.home.household.address, words)
    await toast(update, words.plain(f"roles.roster.{outcome}", room=home))
    await redraw(update, await _waiting(update, context, verdict.home.household.community_id, page))
    await _tell(context, verdict)


async def _tell(context: Context, verdict: Verdict) -> None:
    """Best effort: the verdict stands in /mine whether or not this message arrives."""
    services, person = context.services, verdict.person
    if person is None or not verdict.fresh or not person.reachable:
        return
    words = services.texts(person.language)
    key = "people.owner_confirmed" if verdict.confirmed else "people.owner_refused"
    text = words.html(key, home=home_name(verdict.home, words))
    try:
        await context.bot.send_message(person.telegram_id, text, parse_mode=ParseMode.HTML)
    except Forbidden:
        await note_unreachable(services.db, person.telegram_id)
    except TelegramError as error:
        log.warning("verdict not told", error=error.message)


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("roster", roster, filters=filters.ChatType.PRIVATE))
    app.add_handler(CommandHandler("households", households, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(turned, verbs.COMMUNITIES, verbs.WAITING, verbs.BUILDINGS, verbs.FLATS))
    app.add_handler(PrivatePress(decided, verbs.OWNER, verbs.NO_OWNER))
