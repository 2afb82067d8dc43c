"""A ledger file or a community sheet that staff send as a document in private; told apart by its header."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from telegram import Document, Update
from telegram.error import TelegramError

from bot.actions.take_table import keeps_ledger, take_table
from bot.handlers.frame import Context, message_of, reply, request_of
from bot.handlers.language import words_of
from bot.rules.headers import Found, recognise
from bot.rules.ledger import LEDGER
from bot.rules.roster import ROSTER
from bot.rules.sheet import COMMUNITY_SHEET
from bot.rules.tables import BadRows, Unreadable
from bot.views.ledger import refused, taken, unreadable
from bot.views.screen import Screen

_MOST_MEGABYTES = 10
_SUFFIXES = (".csv", ".xlsx")


async def on_private_document(update: Update, context: Context) -> bool:
    """A table from somebody who keeps the ledger; False for everything else."""
    sent = message_of(update).document
    if sent is None or Path(sent.file_name or "").suffix.lower() not in _SUFFIXES:
        return False
    services, request = context.services, request_of(update, context)
    if not await keeps_ledger(services.db, request.telegram_id, services.config.roles.admins):
        return False
    await reply(update, await _answer(update, context, sent))
    return True


async def _answer(update: Update, context: Context, sent: Document) -> Screen:
    services, words = context.services, await words_of(update, context)
    if (sent.file_size or 0) > _MOST_MEGABYTES * 1024 * 1024:
        return Screen(words.html("ledger.too_large", most=_MOST_MEGABYTES))
    try:
        content = bytes(await (await sent.get_file()).download_as_bytearray())
    except TelegramError:  # nothing has been done with it: whoever sent it must hear so
        return Screen(words.html("ledger.not_received"))
    name = sent.file_name or ""
    try:
        found = await asyncio.to_thread(_found, content, Path(name).suffix.lower())
        if found.layout is ROSTER:
            return unreadable(words, "roster_in_chat", path=name)
        config = services.config
        done = await take_table(
            services.db, found, request_of(update, context), config.roles.admins, config.locale.zone
        )
    except BadRows as bad:
        return refused(words, bad)
    except Unreadable as fault:
        return unreadable(words, fault.reason, **(fault.facts | {"path": name}))
    services.settled.add(update.update_id)
    return taken(words, done)


def _found(content: bytes, suffix: str) -> Found:
    """The table in the file. It is read from the disk like one that is imported on the command line."""
    from bot.reports.table_in import read_sheets

    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        return recognise(read_sheets(Path(file.name)), (LEDGER, ROSTER, COMMUNITY_SHEET))
