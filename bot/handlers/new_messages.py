"""Messages in private for the consultation that is being put together: words, files, and what does not fit."""

from __future__ import annotations

from telegram import Message, Update

from bot.actions.new_desk import NewView
from bot.actions.new_plan import see_new, send_file, type_new
from bot.actions.verification_state import open_question
from bot.handlers.frame import Context, message_of, reply, request_of
from bot.handlers.language import words_of
from bot.handlers.new_showing import desk_of, faults_text, refusal_text, reply_view, screen_of
from bot.rules.attachments import DOCUMENT, NAME_LIMIT, PHOTO, Attachment, must_fit
from bot.rules.new_plan import Ask
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible
from bot.rules.written_file import DefinitionRejected
from bot.views.screen import Screen, shorten


async def on_private_message(update: Update, context: Context) -> bool:
    """Something for the plan that waits; False when none does.

    What cannot be used is answered with a sentence and the question once more: nothing is lost.
    """
    view = await _waiting(update, context)
    if view is None:
        return False
    words = await words_of(update, context)
    try:
        await _take(update, context, message_of(update))
    except DefinitionRejected as rejected:
        await _ask_again(update, context, view, faults_text(rejected, words))
    except Refusal as refusal:
        await _ask_again(update, context, view, refusal_text(refusal, words, context))
    return True


async def _waiting(update: Update, context: Context) -> NewView | None:
    """The plan, unless the message is meant for something else: a command, a verification, words at the preview."""
    services, text = context.services, message_of(update).text
    view = await see_new(services.db, desk_of(update, context))
    if view is None or (text is not None and (text.startswith("/") or view.plan.ask is Ask.PREVIEW)):
        return None
    return None if await open_question(services.db, request_of(update, context), services.config) else view


async def _ask_again(update: Update, context: Context, view: NewView, sentence: str) -> None:
    screen = await screen_of(update, context, view)
    await reply(update, Screen(f"{sentence}\n\n{screen.text}", screen.buttons))


async def _take(update: Update, context: Context, message: Message) -> None:
    services, desk = context.services, desk_of(update, context)
    file = file_of(message)
    if file is not None:
        taken = await send_file(services.db, desk, file, message.media_group_id)
        view = None if taken is None or taken[1] else taken[0]
    elif message.text is not None:
        view = await type_new(services.db, desk, message.text)
    else:
        raise Refusal(Reason.NEW_WANTS_WORDS)
    services.settled.add(update.update_id)
    if view is not None:
        await reply_view(update, context, view)


def file_of(message: Message) -> Attachment | None:
    """A photo in its largest size, or a document (Bot API: Message.photo).

    Raises Refusal(FILE_KIND, FILE_TOO_LARGE).
    """
    if message.photo:
        largest = message.photo[-1]
        must_fit(PHOTO, None, largest.file_size)
        return Attachment(PHOTO, largest.file_id)
    document = message.document
    if document is None:
        return None
    name = shorten(visible(document.file_name or "").strip(), NAME_LIMIT)
    must_fit(DOCUMENT, name, document.file_size)
    return Attachment(DOCUMENT, document.file_id, name)
