"""/opinions: what residents raised, for those who answer: lists, one opinion, whose it is, until when, the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CommandHandler, filters

from bot.actions.list_opinions import Filter, list_opinions, opinion_papers, show_opinion
from bot.actions.run_opinion import (
    RunDesk,
    assign_to_helper,
    assign_usual,
    due_in,
    link_opinion,
    part_opinion,
)
from bot.actions.work_opinion import WorkView, begin_work, confirm_work, drop_work, type_work
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast
from bot.handlers.language import words_of
from bot.handlers.opinion_files import send_files
from bot.handlers.private import PrivatePress
from bot.rules.opinion_work import Deed, deed_of
from bot.rules.permissions import RoleHeld
from bot.rules.refusals import Reason, Refusal
from bot.views import opinion_payloads as verbs
from bot.views.mine import role_name
from bot.views.minutes import usual_owners
from bot.views.opinion_desk import done_screen, list_screen, opinion_screen, work_screen
from bot.views.screen import Screen

_MOST_NAMES = 8


def _desk(update: Update, context: Context) -> RunDesk:
    """Who answers is written down for everybody, in the district's language."""
    services, config = context.services, context.services.config
    words = services.texts()
    owners = usual_owners(words)
    return RunDesk(
        request_of(update, context),
        config.roles.admins,
        config.locale.zone,
        lambda held: role_name(held, words),
        owners,
    )


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.OPINION_GONE)


async def _show(update: Update, screen: Screen) -> None:
    await toast(update, "")
    await redraw(update, screen)


async def _list(update: Update, context: Context, which: Filter, page: int) -> Screen:
    services, config = context.services, context.services.config
    request = request_of(update, context)
    found = await list_opinions(services.db, request, config.roles.admins, config.locale.zone, which, page)
    return list_screen(found, await words_of(update, context))


async def opinions(update: Update, context: Context) -> None:
    """``/opinions``: what waits, overdue first."""
    await reply(update, await _list(update, context, Filter.OPEN, 0))


async def listed(update: Update, context: Context) -> None:
    """Another list, or another page."""
    which, page = _numbers(update, 2)
    if which not in tuple(Filter):
        raise Refusal(Reason.OPINION_GONE)
    await _show(update, await _list(update, context, Filter(which), page))


async def _one(update: Update, context: Context, number: int) -> Screen:
    services, config = context.services, context.services.config
    request = request_of(update, context)
    view = await show_opinion(services.db, request, config.roles.admins, config.locale.zone, number)
    return opinion_screen(view, await words_of(update, context), config.locale.zone)


async def shown(update: Update, context: Context) -> None:
    """One opinion."""
    await _show(update, await _one(update, context, *_numbers(update, 1)))


async def papers(update: Update, context: Context) -> None:
    """Its photos, voice messages and documents."""
    services, (number,) = context.services, _numbers(update, 1)
    admins = services.config.roles.admins
    files = await opinion_papers(services.db, request_of(update, context), admins, number)
    await send_files(update, files, await words_of(update, context))


async def work(update: Update, context: Context) -> None:
    """What to do with it was chosen: words are asked for."""
    number, deed = _numbers(update, 2)
    view = await begin_work(context.services.db, _desk(update, context), deed_of(deed), number)
    context.services.settled.add(update.update_id)
    await _show(update, await _work(update, context, view))


async def _work(update: Update, context: Context, view: WorkView) -> Screen:
    words, zone = await words_of(update, context), context.services.config.locale.zone
    if view.done:
        return done_screen(view, words, zone)
    names = await _names(context, view.view.helpers) if view.work.deed is Deed.ASSIGN else {}
    return work_screen(view, names, request_of(update, context).telegram_id, words)


async def _names(context: Context, helpers: Sequence[RoleHeld]) -> dict[int, str]:
    """What helpers call themselves, asked of Telegram when it is to be shown; we keep no names."""
    who = [held.telegram_id for held in helpers[:_MOST_NAMES]]
    found = await asyncio.gather(*(_name(context, telegram_id) for telegram_id in who))
    return dict(zip(who, found, strict=True))


async def _name(context: Context, telegram_id: int) -> str:
    try:
        return (await context.bot.get_chat(telegram_id)).full_name or ""
    except TelegramError:  # somebody who has never written to the bot
        return ""


async def on_text(update: Update, context: Context, text: str) -> bool:
    """Typed words for a deed that waits; False when none does."""
    services = context.services
    view = await type_work(services.db, _desk(update, context), text)
    if view is None:
        return False
    services.settled.add(update.update_id)
    services.changed.set()
    await reply(update, await _work(update, context, view))
    return True


async def confirmed(update: Update, context: Context) -> None:
    """What was typed is right."""
    services = context.services
    view = await confirm_work(services.db, _desk(update, context), *_numbers(update, 1))
    services.settled.add(update.update_id)
    services.changed.set()
    await _show(update, await _work(update, context, view))


async def dropped(update: Update, context: Context) -> None:
    """It stays as it is."""
    (number,) = _numbers(update, 1)
    await drop_work(context.services.db, _desk(update, context))
    context.services.settled.add(update.update_id)
    await _show(update, await _one(update, context, number))


async def to_helper(update: Update, context: Context) -> None:
    """It is given to a helper."""
    number, upper, lower = _numbers(update, 3)
    helper = verbs.one_number(upper, lower)
    await assign_to_helper(context.services.db, _desk(update, context), number, helper)
    await _done(update, context, number)


async def to_usual(update: Update, context: Context) -> None:
    """It is given to somebody outside of the chat."""
    number, place = _numbers(update, 2)
    await assign_usual(context.services.db, _desk(update, context), number, place)
    await _done(update, context, number)


async def due(update: Update, context: Context) -> None:
    """Another date for the answer."""
    number, days = _numbers(update, 2)
    await due_in(context.services.db, _desk(update, context), number, days)
    await _done(update, context, number)


async def linked(update: Update, context: Context) -> None:
    """It says the same as another one."""
    number, other = _numbers(update, 2)
    main = await link_opinion(context.services.db, _desk(update, context), number, other)
    await _done(update, context, main.id)


async def parted(update: Update, context: Context) -> None:
    """It does not after all."""
    (number,) = _numbers(update, 1)
    await part_opinion(context.services.db, _desk(update, context), number)
    await _done(update, context, number)


async def _done(update: Update, context: Context, number: int) -> None:
    context.services.settled.add(update.update_id)
    context.services.changed.set()
    await _show(update, await _one(update, context, number))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("opinions", opinions, filters=filters.ChatType.PRIVATE))
    presses = {verbs.LIST: listed, verbs.SHOW: shown, verbs.FILES: papers, verbs.WORK: work, verbs.HELPER: to_helper}
    presses |= {verbs.USUAL: to_usual, verbs.DUE: due, verbs.LINK: linked, verbs.PART: parted}
    for verb, handler in (presses | {verbs.CONFIRM: confirmed, verbs.DROP: dropped}).items():
        app.add_handler(PrivatePress(handler, verb))
