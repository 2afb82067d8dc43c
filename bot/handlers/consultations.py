"""Staff by chat: a definition sent as a document, and /close."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.actions.create_consultation import (
    SIZE_LIMIT,
    Author,
    DefinitionRejected,
    Placed,
    create_consultations,
    may_create,
)
from bot.actions.end_consultation import close_consultation
from bot.actions.list_consultations import manageable, require_tally
from bot.actions.meeting_file import may_send_files, means_meeting
from bot.actions.show_created import show_created
from bot.actions.tally_consultation import tally_consultation
from bot.handlers import meeting_files
from bot.handlers.frame import (
    App,
    Context,
    message_of,
    number_in,
    numbers_of,
    redraw,
    reply,
    request_of,
    say,
    toast,
    told_lately,
    verb_of,
)
from bot.handlers.language import words_of
from bot.handlers.private import PrivatePress
from bot.rules.consultation import Status
from bot.rules.refusals import Reason, Refusal
from bot.templates import available
from bot.views import payloads
from bot.views.consultations import chooser, close_question, created_all, faults_screen
from bot.views.screen import Screen


async def document(update: Update, context: Context) -> None:
    """A TOML file from staff becomes a consultation; one that means a meeting becomes that, from volunteers, too."""
    services, request = context.services, request_of(update, context)
    author = Author(request, services.config.roles.admins)
    await may_send_files(services.db, request.telegram_id, author.admins)
    words = await words_of(update, context)
    try:
        raw = await _download(update)
        if await means_meeting(services.db, raw, request.telegram_id, author.admins):
            await meeting_files.create(update, context, raw, author)
            return
        await may_create(services.db, request.telegram_id, author.admins)
        settings = services.config
        shelf = available(settings.locale.language, settings.templates.folder)
        numbers = await create_consultations(
            services.db, raw, request.now, settings.locale.zone, author, shelf.templates
        )
    except DefinitionRejected as rejected:
        await reply(update, faults_screen(rejected.faults, words))
        return
    services.settled.add(update.update_id)
    services.changed.set()
    shown = [await show_created(services.db, number) for number in numbers]
    await reply(update, created_all(shown, words, services.config.locale.zone))


async def _download(update: Update) -> bytes:
    sent = message_of(update).document
    if sent is None or (sent.file_size or 0) > SIZE_LIMIT:
        raise DefinitionRejected([Placed(None, "", "file_too_large", {"most": SIZE_LIMIT // 1024})])
    try:
        return bytes(await (await sent.get_file()).download_as_bytearray())
    except TelegramError:  # nothing has been done with it: whoever sent it must hear so
        raise DefinitionRejected([Placed(None, "", "not_received", {})]) from None


async def close(update: Update, context: Context) -> None:
    """``/close`` or ``/close 7`` in private."""
    services, request = context.services, request_of(update, context)
    if message_of(update).chat.type != ChatType.PRIVATE:
        if not told_lately(update, context, "close"):
            await say(update, services.texts(), "staff.in_private")
        return
    number, words = number_in(context), await words_of(update, context)
    if number is not None:
        await _ask(update, context, number)
        return
    found = await manageable(services.db, request.telegram_id, services.config.roles.admins, request.now)
    if not found:
        await say(update, words, "staff.nothing_open")
        return
    await reply(update, chooser(found, payloads.CLOSE, words, "staff.close_which", request.now))


async def _ask(update: Update, context: Context, number: int) -> None:
    services, request = context.services, request_of(update, context)
    await require_tally(services.db, request.telegram_id, services.config.roles.admins, number)
    tally = await tally_consultation(services.db, number, request.now)
    if tally.status is Status.CLOSED:
        raise Refusal(Reason.ALREADY_CLOSED, title=tally.consultation.title)
    screen = close_question(tally, await words_of(update, context))
    await (reply if update.callback_query is None else redraw)(update, screen)


async def close_chosen(update: Update, context: Context) -> None:
    """A consultation was chosen, or its closing confirmed or called off."""
    services, request, words = context.services, request_of(update, context), await words_of(update, context)
    (number,) = numbers_of(update, 1, Reason.UNKNOWN_CONSULTATION)
    verb = verb_of(update)
    if verb == payloads.CLOSE:
        await _ask(update, context, number)
        await toast(update, "")
        return
    if verb == payloads.KEEP_OPEN:
        await redraw(update, Screen(words.html("staff.kept_open")))
        await toast(update, "")
        return
    closed = await close_consultation(services.db, number, request.now, request, services.config.roles.admins)
    services.settled.add(update.update_id)
    services.changed.set()
    await toast(update, words.plain("staff.closed_toast"))
    await redraw(update, Screen(words.html("staff.closed_now", title=closed.title, number=closed.id)))


def register(app: App) -> None:
    """Add these handlers to the application."""
    private = filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("close", close))
    app.add_handler(PrivatePress(close_chosen, payloads.CLOSE, payloads.CLOSE_NOW, payloads.KEEP_OPEN))
    app.add_handler(MessageHandler(private & filters.Document.FileExtension("toml"), document))
