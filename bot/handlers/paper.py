"""/paper: ballots on paper entered by volunteers and staff, and checked by a second person."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.fill_paper import put_away, resume, start_check, start_entry, take_step
from bot.actions.list_paper import AskedHomes, asked_homes, check_list, paper_menu
from bot.actions.questionnaire_paper import put_sheet_away, start_sheet, start_sheet_check
from bot.actions.record_paper import Done, record_paper
from bot.handlers import questionnaire
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast, verb_of
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.questionnaire_form import Form
from bot.rules.refusals import Reason
from bot.views import paper_payloads as verbs
from bot.views.paper import buildings_screen, checks_screen, entrances_screen, menu_screen, rooms_screen
from bot.views.paper_sheet import done_screen, sheet_screen
from bot.views.questionnaire_payloads import PUT_AWAY, sheet_of
from bot.views.screen import Screen


def _numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.PAPER_STALE)


async def _show(update: Update, screen: Screen) -> None:
    await toast(update, "")
    await redraw(update, screen)


async def _menu(update: Update, context: Context, page: int) -> Screen:
    services, request = context.services, request_of(update, context)
    menu = await paper_menu(services.db, request, services.config.roles.admins)
    return menu_screen(menu, page, await words_of(update, context))


async def paper(update: Update, context: Context) -> None:
    """``/paper``: the open consultations, and what waits for a check."""
    await reply(update, await _menu(update, context, 0))


async def menu(update: Update, context: Context) -> None:
    """The same in place of the message pressed, or another page of it."""
    await _show(update, await _menu(update, context, *_numbers(update, 1)))


async def _homes(update: Update, context: Context, consultation_id: int) -> AskedHomes:
    services, request = context.services, request_of(update, context)
    return await asked_homes(services.db, request, services.config.roles.admins, consultation_id)


async def buildings(update: Update, context: Context) -> None:
    """A consultation was chosen: its buildings."""
    number, page = _numbers(update, 2)
    asked, words = await _homes(update, context, number), await words_of(update, context)
    await _show(update, buildings_screen(asked, page, words))


async def inside(update: Update, context: Context) -> None:
    """A building or an entrance was chosen: what is inside."""
    number, household_id, page = _numbers(update, 3)
    asked, words = await _homes(update, context, number), await words_of(update, context)
    draw = entrances_screen if verb_of(update) == verbs.ENTRANCES else rooms_screen
    await _show(update, draw(asked, household_id, page, words))


async def next_room(update: Update, context: Context) -> None:
    """Back among the doors, at the one that was entered last."""
    number, household_id = _numbers(update, 2)
    asked, words = await _homes(update, context, number), await words_of(update, context)
    await _show(update, rooms_screen(asked, household_id, None, words))


async def sheet(update: Update, context: Context) -> None:
    """A door was chosen: its sheet is in hand now."""
    services, request = context.services, request_of(update, context)
    form = await start_sheet(services.db, questionnaire.desk_of(update, context), *_numbers(update, 2))
    if form is not None:
        await _show_form(update, context, form)
        return
    started = await start_entry(services.db, request, services.config.roles.admins, *_numbers(update, 2))
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    await _show(update, sheet_screen(started, words, services.config.locale.zone))


async def _show_form(update: Update, context: Context, form: Form) -> None:
    """The sheet of a questionnaire is read through the screens of those who answer it."""
    context.services.settled.add(update.update_id)
    await questionnaire.draw(update, context, form, questionnaire.screen_of(form, context))


async def form_dropped(update: Update, context: Context) -> None:
    """The sheet of a questionnaire was put away."""
    number, sheet_number = _numbers(update, 2)
    await put_sheet_away(context.services.db, questionnaire.desk_of(update, context), number, sheet_of(sheet_number))
    context.services.settled.add(update.update_id)
    await _show(update, await _menu(update, context, 0))


async def check(update: Update, context: Context) -> None:
    """An entry was chosen: somebody reads its sheet again."""
    services, request = context.services, request_of(update, context)
    form = await start_sheet_check(services.db, questionnaire.desk_of(update, context), *_numbers(update, 1))
    if form is not None:
        await _show_form(update, context, form)
        return
    started = await start_check(services.db, request, services.config.roles.admins, *_numbers(update, 1))
    services.settled.add(update.update_id)
    words = await words_of(update, context)
    await _show(update, sheet_screen(started, words, services.config.locale.zone))


async def checks(update: Update, context: Context) -> None:
    """The entries of others that wait for a check."""
    services, request = context.services, request_of(update, context)
    listed = await check_list(services.db, request, services.config.roles.admins, *_numbers(update, 1))
    await _show(update, checks_screen(listed, await words_of(update, context), services.config.locale.zone))


async def resumed(update: Update, context: Context) -> None:
    """The sheet half read."""
    services, request = context.services, request_of(update, context)
    found = await resume(services.db, request, services.config.roles.admins)
    await _show(update, sheet_screen(found, await words_of(update, context), services.config.locale.zone))


async def stepped(update: Update, context: Context) -> None:
    """The question that waited was answered."""
    services, request, verb = context.services, request_of(update, context), verb_of(update)
    question_id, household_id, *option = _numbers(update, 3 if verb == verbs.OPTION else 2)
    key, admins = (question_id, household_id), services.config.roles.admins
    found = await take_step(services.db, request, admins, key, verbs.DEEDS[verb], *option)
    services.settled.add(update.update_id)
    await _show(update, sheet_screen(found, await words_of(update, context), services.config.locale.zone))


async def recorded(update: Update, context: Context) -> None:
    """The sheet was confirmed; the answer comes after the commit."""
    services, request = context.services, request_of(update, context)
    question_id, household_id = _numbers(update, 2)
    key, admins = (question_id, household_id), services.config.roles.admins
    outcome = await record_paper(services.db, request, admins, key)
    services.settled.add(update.update_id)
    services.changed.set()
    words = await words_of(update, context)
    zone = services.config.locale.zone
    await _show(
        update, done_screen(outcome, words) if isinstance(outcome, Done) else sheet_screen(outcome, words, zone)
    )


async def dropped(update: Update, context: Context) -> None:
    """The sheet was put away."""
    services, request = context.services, request_of(update, context)
    question_id, household_id = _numbers(update, 2)
    await put_away(services.db, request, (question_id, household_id))
    services.settled.add(update.update_id)
    await _show(update, await _menu(update, context, 0))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("paper", paper, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(menu, verbs.MENU))
    app.add_handler(PrivatePress(buildings, verbs.BUILDINGS))
    app.add_handler(PrivatePress(inside, verbs.ENTRANCES, verbs.ROOMS))
    app.add_handler(PrivatePress(next_room, verbs.NEXT_ROOM))
    app.add_handler(PrivatePress(sheet, verbs.SHEET))
    app.add_handler(PrivatePress(check, verbs.CHECK))
    app.add_handler(PrivatePress(checks, verbs.CHECKS))
    app.add_handler(PrivatePress(resumed, verbs.RESUME, numbered=False))
    app.add_handler(PrivatePress(stepped, *verbs.DEEDS))
    app.add_handler(PrivatePress(recorded, verbs.RECORD))
    app.add_handler(PrivatePress(dropped, verbs.PUT_AWAY))
    app.add_handler(PrivatePress(form_dropped, PUT_AWAY))
