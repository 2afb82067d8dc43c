"""Messages in private that belong to opinions: words, photos, voice of a giver; the typed words of a helper."""

from __future__ import annotations

from telegram import Message, Update

from bot.actions.give_opinion import GiveView, listening, say_opinion, show_opinion_file
from bot.actions.verification_state import open_question
from bot.handlers import opinion_desk
from bot.handlers.frame import Context, message_of, reply, request_of
from bot.handlers.language import words_of
from bot.handlers.opinion_files import file_of
from bot.handlers.opinions import give_desk, submitted
from bot.rules.refusals import Reason, Refusal
from bot.rules.typed_answers import is_slip_alone
from bot.views.opinion_give import give_screen, says_yes


async def on_private_message(update: Update, context: Context) -> bool:
    """A message for the dialogue about an opinion that waits; False when none does, or it is meant for another."""
    services, request, message = context.services, request_of(update, context), message_of(update)
    if _is_for_others(message):
        return False
    waiting = await listening(services.db, request)
    if waiting is None or await open_question(services.db, request, services.config) is not None:
        return False
    if not waiting.given:
        return message.text is not None and await opinion_desk.on_text(update, context, message.text)
    if waiting.complete and message.text is not None and says_yes(message.text):
        await reply(update, await submitted(update, context, None))
        return True
    view = await _taken(update, context, message)
    if view is None:
        return False
    services.settled.add(update.update_id)
    if not view.again:
        await reply(update, give_screen(view, await words_of(update, context)))
    return True


def _is_for_others(message: Message) -> bool:
    """Commands, and a slip's code sent alone."""
    text = message.text or ""
    return text.startswith("/") or is_slip_alone(text)


async def _taken(update: Update, context: Context, message: Message) -> GiveView | None:
    """Kept as part of the opinion. Raises Refusal(OPINION_FORWARDED, OPINION_UNREADABLE); earlier pieces stay."""
    if message.forward_origin is not None:
        raise Refusal(Reason.OPINION_FORWARDED)
    db, desk = context.services.db, give_desk(update, context)
    file = file_of(message)
    if file is not None:
        return await show_opinion_file(db, desk, file, message.caption, message.media_group_id)
    if message.text is None:
        raise Refusal(Reason.OPINION_UNREADABLE)
    return await say_opinion(db, desk, message.text)
