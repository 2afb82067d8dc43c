"""A questionnaire in the private chat: one message, edited in place from question to question."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest

from bot.actions.my_votes import my_votes
from bot.actions.questionnaire import note_message, open_form, press, show_question, show_summary
from bot.actions.questionnaire_desk import Desk
from bot.actions.questionnaire_hand_in import hand_in, keep_standing, withdraw
from bot.actions.questionnaire_paper import SheetDone, record_sheet
from bot.handlers.frame import App, Context, numbers_of, redraw, reply, request_of, toast, verb_of
from bot.handlers.private import PrivatePress
from bot.rules.questionnaire import Answers
from bot.rules.questionnaire_form import OWN, Form, Sheet
from bot.rules.refusals import Reason
from bot.texts import Texts
from bot.views import questionnaire_payloads as verbs
from bot.views.ballot_paper import ballot_paper
from bot.views.questionnaire import answered_line, page_of_option
from bot.views.questionnaire_payloads import sheet_of
from bot.views.questionnaire_summary import form_screen, replace_screen, sheet_done_screen
from bot.views.screen import Screen

_TAIL = 9


def desk_of(update: Update, context: Context) -> Desk:
    """Who asks, and the message that was pressed."""
    query = update.callback_query
    pressed_id = query.message.message_id if query is not None and query.message is not None else None
    return Desk(request_of(update, context), context.services.config.roles.admins, pressed_id)


def words_for(form: Form, context: Context) -> Texts:
    """The sentences in the language of the one who answers."""
    return context.services.texts(form.language)


def screen_of(form: Form, context: Context, page: int = 0, above: str = "") -> Screen:
    """What the form shows now, below a sentence (HTML) if there is one."""
    return form_screen(form, words_for(form, context), context.services.config.locale.zone, page, above)


def _form_numbers(update: Update, count: int) -> tuple[int, ...]:
    return numbers_of(update, count, Reason.QUESTIONNAIRE_GONE)


async def draw(update: Update, context: Context, form: Form, screen: Screen, said: str = "") -> None:
    """Answer the press and show the screen in its place; below, when the message cannot be edited any more."""
    await toast(update, said)
    try:
        await redraw(update, screen)
    except BadRequest:
        await keep_below(update, context, form, await reply(update, screen))


async def keep_below(update: Update, context: Context, form: Form, message: Message) -> None:
    """The question stands in a new message now."""
    await note_message(context.services.db, desk_of(update, context), form, message.message_id)


async def close_message(context: Context, before: Form, *, answers: Answers, chat_id: int) -> None:
    """What the older message asked stands answered, without buttons; whatever Telegram says, nothing depends on it."""
    line = answered_line(before, answers, words_for(before, context))
    if line is None or before.draft.message_id is None:
        return
    with suppress(BadRequest):
        await context.bot.edit_message_text(
            line.text, chat_id=chat_id, message_id=before.draft.message_id, parse_mode="HTML"
        )


async def open_link(update: Update, context: Context, payload: str) -> bool:
    """``/start q<number>``, what the card's button opens; False when the payload is something else."""
    number = payload.removeprefix(verbs.LINK)
    if not payload.startswith(verbs.LINK) or not (number.isascii() and number.isdigit() and len(number) <= _TAIL):
        return False
    if await _on_card(update, context, int(number)):
        return True
    services = context.services
    desk = replace(desk_of(update, context), message_id=None)  # a letter's button opens it, too, and the letter stays
    form = await open_form(services.db, desk, int(number), OWN)
    services.settled.add(update.update_id)
    sent = await reply(update, screen_of(form, context))
    await close_message(context, form, answers=form.answers, chat_id=sent.chat_id)
    await keep_below(update, context, form, sent)
    return True


async def _on_card(update: Update, context: Context, number: int) -> bool:
    """A consultation that is answered on its card is shown as a paper with the same buttons."""
    services = context.services
    papers = await my_votes(services.db, request_of(update, context).telegram_id, services.now())
    for paper in papers.papers:
        if paper.consultation.id == number:
            await reply(update, ballot_paper(paper, services.texts(papers.language), services.config.locale.zone))
            return True
    return False


async def opened(update: Update, context: Context) -> None:
    """The button of a questionnaire in a list."""
    number, sheet = _form_numbers(update, 2)
    form = await open_form(context.services.db, desk_of(update, context), number, sheet_of(sheet))
    await _settle(update, context, form)


async def summary(update: Update, context: Context) -> None:
    """On to the first open question, or to all answers."""
    number, sheet = _form_numbers(update, 2)
    form = await show_summary(context.services.db, desk_of(update, context), number, sheet_of(sheet))
    await _settle(update, context, form)


async def shown(update: Update, context: Context) -> None:
    """A question again, or another page of its options."""
    question_id, sheet, page = _form_numbers(update, 3)
    form = await show_question(context.services.db, desk_of(update, context), question_id, sheet_of(sheet))
    await _settle(update, context, form, page=page)


async def stepped(update: Update, context: Context) -> None:
    """A button of a question: an option, its points, done, again, skip."""
    deed = verbs.DEEDS[verb_of(update)]
    count = {verbs.POINTS: 4, verbs.SET: 3, verbs.MOST: 3}.get(verb_of(update), 2)
    question_id, sheet, *chosen = _form_numbers(update, count)
    form = await press(context.services.db, desk_of(update, context), question_id, sheet_of(sheet), deed, *chosen)
    same = form.question is not None and form.question.id == question_id
    await _settle(update, context, form, page=page_of_option(chosen[0]) if same and chosen else 0)


async def _settle(update: Update, context: Context, form: Form, *, page: int = 0, said: str = "") -> None:
    context.services.settled.add(update.update_id)
    await draw(update, context, form, screen_of(form, context, page), said)


async def handed_in(update: Update, context: Context) -> None:
    """The answers become ballots; the receipt comes after the commit."""
    number, sheet, seen = _form_numbers(update, 3)
    form, screen, said = await hand_in_now(update, context, number, sheet_of(sheet), seen)
    await draw(update, context, form, screen, said)


async def hand_in_now(
    update: Update, context: Context, number: int, sheet: Sheet, seen: int
) -> tuple[Form, Screen, str]:
    """Hand in: the form, what is to be shown, and what is said in short."""
    services, desk = context.services, desk_of(update, context)
    outcome = await (record_sheet if sheet.on_paper else hand_in)(services.db, desk, number, sheet, seen)
    services.settled.add(update.update_id)
    if isinstance(outcome, SheetDone):
        services.changed.set()
        return outcome.form, sheet_done_screen(outcome.form, outcome.state, words_for(outcome.form, context)), ""
    form, words = outcome.form, words_for(outcome.form, context)
    if outcome.asks:
        return form, replace_screen(form, words, services.config.locale.zone), ""
    if outcome.open_question:
        key = "question.nothing_said" if form.question is None else "refusal.questionnaire_unfinished"
        return form, screen_of(form, context), words.plain(key)
    services.changed.set()
    return form, screen_of(form, context), words.plain("question.handed_in")


async def kept(update: Update, context: Context) -> None:
    """What somebody else at home has handed in goes on counting."""
    number, sheet = _form_numbers(update, 2)
    form = await keep_standing(context.services.db, desk_of(update, context), number, sheet_of(sheet))
    await _settle(update, context, form, said=words_for(form, context).plain("question.kept"))


async def withdrawn(update: Update, context: Context) -> None:
    """The ballots are taken back; the answers stay at hand."""
    number, sheet = _form_numbers(update, 2)
    form = await withdraw(context.services.db, desk_of(update, context), number, sheet_of(sheet))
    context.services.changed.set()
    await _settle(update, context, form, said=words_for(form, context).plain("question.withdrawn"))


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(PrivatePress(opened, verbs.OPEN))
    app.add_handler(PrivatePress(summary, verbs.SUMMARY))
    app.add_handler(PrivatePress(shown, verbs.SHOW))
    app.add_handler(PrivatePress(stepped, *verbs.DEEDS))
    app.add_handler(PrivatePress(handed_in, verbs.HAND_IN))
    app.add_handler(PrivatePress(kept, verbs.KEEP))
    app.add_handler(PrivatePress(withdrawn, verbs.WITHDRAW))
