"""/start: a slip's code, an invitation, or hello; and the questions of a verification, pressed or typed."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.actions.begin_verification import begin_verification
from bot.actions.choose_relation import change_relation, choose_relation
from bot.actions.give_consent import give_consent
from bot.actions.invite_staff import INVITE_PREFIX
from bot.actions.show_mine import show_mine
from bot.actions.verification_state import open_question
from bot.handlers import drawings, opinions, questionnaire
from bot.handlers.frame import App, Context, message_of, numbers_of, redraw, reply, request_of, toast, verb_of
from bot.handlers.language import words_of
from bot.handlers.meeting_links import open_link
from bot.handlers.menus import refresh_menus
from bot.handlers.private import PrivatePress
from bot.handlers.roles import accept
from bot.rules.refusals import Reason
from bot.rules.typed_answers import find_code, read_choice
from bot.rules.verification import Progress, Step
from bot.views import people_payloads as verbs
from bot.views.card import HOW
from bot.views.people import repeated, verification_screen, vocabulary, welcome_screen
from bot.views.screen import Screen

_ANSWER = {Step.CONSENT: give_consent, Step.RELATION: choose_relation}


async def start(update: Update, context: Context) -> None:
    """``/start``, with what a deep link carries or without."""
    payload = " ".join(context.args or ())
    if payload.startswith(INVITE_PREFIX):
        await accept(update, context, payload)
    elif await _opens_a_door(update, context, payload):
        return
    elif payload and payload != HOW:
        await _begin(update, context, payload)
    else:
        await _welcome(update, context)


async def _opens_a_door(update: Update, context: Context, payload: str) -> bool:
    """Whether the payload links to a meeting, opinions, a questionnaire or drawings; then it has been opened."""
    for door in (open_link, opinions.open_link, questionnaire.open_link, drawings.open_link):
        if await door(update, context, payload):
            return True
    return False


async def _begin(update: Update, context: Context, code: str) -> None:
    services = context.services
    request = request_of(update, context)
    progress = await begin_verification(services.db, request, services.config, services.slip_key, code)
    await reply(update, await _screen(update, context, progress))


async def _welcome(update: Update, context: Context) -> None:
    services, request = context.services, request_of(update, context)
    waiting = await open_question(services.db, request, services.config)
    if waiting is not None:
        await reply(update, await _screen(update, context, waiting))
        return
    mine = await show_mine(services.db, request, services.config.roles.admins)
    words = await words_of(update, context)
    await reply(update, welcome_screen(mine.tenures, services.config.organizer, words))
    await refresh_menus(context.bot, services, retry=request.telegram_id)


async def _screen(update: Update, context: Context, progress: Progress) -> Screen:
    return verification_screen(progress, context.services.config.organizer, await words_of(update, context))


async def answered(update: Update, context: Context) -> None:
    """A numbered button of one of the two questions."""
    services, (household_id, choice) = context.services, numbers_of(update, 2, Reason.VERIFICATION_EXPIRED)
    answer = _ANSWER[verbs.STEP_OF[verb_of(update)]]
    progress = await answer(services.db, request_of(update, context), services.config, household_id, choice)
    await toast(update, "")
    await redraw(update, await _screen(update, context, progress))


async def relation_changed(update: Update, context: Context) -> None:
    """The button of somebody whose relation to the flat is another now."""
    services, (household_id,) = context.services, numbers_of(update, 1, Reason.NOT_A_MEMBER)
    progress = await change_relation(services.db, request_of(update, context), services.config, household_id)
    await toast(update, "")
    await redraw(update, await _screen(update, context, progress))


async def on_private_text(update: Update, context: Context) -> bool:
    """A message in private: an answer to the open question, or a code. False when it is neither.

    A photo, sticker or file brings the open question again.
    """
    services, text = context.services, message_of(update).text
    waiting = await open_question(services.db, request_of(update, context), services.config)
    if text is None:
        return await _ask_again(update, context, waiting, "people.no_pictures")
    if waiting is not None and await _typed_answer(update, context, waiting, text):
        return True
    code = find_code(text)
    if code is not None:
        await _begin(update, context, code)
        return True
    return await _ask_again(update, context, waiting, "people.not_understood")


async def _typed_answer(update: Update, context: Context, waiting: Progress, text: str) -> bool:
    services = context.services
    choice = read_choice(text, vocabulary(waiting.step, await words_of(update, context)))
    if choice is None:
        return False
    household = waiting.home.household.id
    answer = _ANSWER[waiting.step]
    progress = await answer(services.db, request_of(update, context), services.config, household, choice)
    await reply(update, await _screen(update, context, progress))
    return True


async def _ask_again(update: Update, context: Context, waiting: Progress | None, key: str) -> bool:
    if waiting is None:
        return False
    words = await words_of(update, context)
    await reply(update, repeated(await _screen(update, context, waiting), words, key))
    return True


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("start", start, filters=filters.ChatType.PRIVATE))
    app.add_handler(PrivatePress(answered, *verbs.STEP_OF))
    app.add_handler(PrivatePress(relation_changed, verbs.CHANGE_RELATION))
