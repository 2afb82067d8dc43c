"""Typed words, and what are no words, while a questionnaire is in hand in the private chat."""

from __future__ import annotations

from telegram import Update

from bot.actions.questionnaire import Ended, Typed, type_in
from bot.actions.verification_state import open_question
from bot.handlers.frame import Context, message_of, reply, request_of
from bot.handlers.questionnaire import close_message, desk_of, hand_in_now, keep_below, screen_of, words_for
from bot.rules.questionnaire_form import Form
from bot.rules.refusals import Reason, Refusal
from bot.rules.typed_answers import is_slip_alone
from bot.views.questionnaire import not_understood
from bot.views.screen import Screen

_OWN_WORDS = {
    Reason.ANSWER_UNREADABLE: "question.unreadable",
    Reason.UNKNOWN_OPTION: "question.no_such_option",
}


async def on_words(update: Update, context: Context) -> bool:
    """Words for the question that waits, before anybody looks for a slip's code in them: a telephone number is none."""
    services, text = context.services, message_of(update).text
    if text is None or is_slip_alone(text):
        return False
    if await open_question(services.db, request_of(update, context), services.config) is not None:
        return False
    return await on_private_message(update, context)


async def on_private_message(update: Update, context: Context) -> bool:
    """A message for the question that waits; False when none does, or it is a command."""
    services, message = context.services, message_of(update)
    text = None if message.forward_origin is not None else message.text
    if text is not None and text.startswith("/"):
        return False
    typed = await type_in(services.db, desk_of(update, context), text)
    if typed is None:
        return False
    services.settled.add(update.update_id)
    if isinstance(typed, Ended):
        raise typed.refusal
    await _answer(update, context, typed, is_text=text is not None)
    return True


async def _answer(update: Update, context: Context, typed: Typed, *, is_text: bool) -> None:
    """The next question below the words; the older message keeps what was answered."""
    form = typed.form
    if typed.hand_in:
        form, screen, _said = await hand_in_now(update, context, form.consultation.id, form.sheet, 0)
    elif typed.refusal is not None:
        screen = _again(context, form, typed.refusal, is_text=is_text)
    else:
        above = words_for(form, context).html("question.idle") if typed.idle else ""
        screen = screen_of(form, context, above=above)
    sent = await reply(update, screen)
    await close_message(context, typed.before, answers=form.answers, chat_id=sent.chat_id)
    await keep_below(update, context, form, sent)


def _again(context: Context, form: Form, refusal: Refusal, *, is_text: bool) -> Screen:
    """A kind sentence, three examples, and the question as it was."""
    words = words_for(form, context)
    key = _OWN_WORDS.get(refusal.reason, f"refusal.{refusal.reason.value}")
    sentence = words.html(key if is_text else "question.not_words", **refusal.facts)
    if form.question is None:
        return screen_of(form, context, above=sentence)
    return not_understood(form, refusal.reason, sentence, words)
