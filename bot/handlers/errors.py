"""The one place where a refusal becomes words, and where a defect becomes an apology."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError

from bot.actions.transact import is_transient
from bot.handlers.frame import Context, say, toast
from bot.handlers.language import words_of
from bot.rules.refusals import Reason, Refusal
from bot.texts import Texts
from bot.views.screen import shorten
from bot.views.times import moment

log = structlog.get_logger(__name__)

# A toast is gone in a moment: whatever asks for a next step stays until it has been read.
_ALERTS = frozenset(Reason) - {Reason.NOTHING_TO_WITHDRAW}
_FACT = 40


async def on_error(update: object, context: Context) -> None:
    """Answer a refusal kindly; hand anything else to the intake, which retries what may pass and logs the rest."""
    error = context.error
    if not isinstance(update, Update) or error is None:
        say_so = log.info if error is not None and is_transient(error) else log.error  # trouble is told elsewhere
        say_so("failed outside an update", error=type(error).__name__)
        return
    if isinstance(error, Refusal):
        await _refuse(update, context, error)
        return
    if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
        # Out of reach, blocked, too many at once: what was asked has been done, only the answer did not arrive.
        log.info("answer not delivered", update_id=update.update_id, error=type(error).__name__)
        return
    context.services.failed[update.update_id] = error
    if not is_transient(error) and not isinstance(error, TelegramError):
        await _apologise(update, context.services.texts())


async def _refuse(update: Update, context: Context, refusal: Refusal) -> None:
    words = await _words(update, context, refusal)
    facts = {"bot": context.services.username} | _readable(refusal.facts, words, context)
    key = f"refusal.{refusal.reason.value}"
    if update.callback_query is not None:
        await toast(update, words.plain(key, **facts), alert=refusal.reason in _ALERTS)
    elif update.effective_message is not None:
        await say(update, words, key, **facts)


async def _words(update: Update, context: Context, refusal: Refusal) -> Texts:
    """The language of the one who asked; what everybody in a group reads stands in the district's."""
    language = refusal.facts.get("language")
    if isinstance(language, str):
        return context.services.texts(language)
    chat = update.effective_chat
    if update.callback_query is None and (chat is None or chat.type != ChatType.PRIVATE):
        return context.services.texts()
    return await words_of(update, context)


def _readable(facts: Mapping[str, object], words: Texts, context: Context) -> dict[str, object]:
    """Instants as people read them; a long title must not push the rest out of a toast."""
    zone = context.services.config.locale.zone
    return {
        name: moment(fact, words, zone) if isinstance(fact, datetime) else shorten(str(fact), _FACT)
        for name, fact in facts.items()
    }


async def _apologise(update: Update, words: Texts) -> None:
    try:
        if update.callback_query is not None:
            await toast(update, words.plain("common.defect"), alert=True)
        elif update.effective_message is not None:
            await say(update, words, "common.defect")
    except TelegramError:
        log.warning("could not apologise", update_id=update.update_id)
