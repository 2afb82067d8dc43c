"""Drawings go out: one message, or an album of up to ten (Bot API: sendPhoto, sendDocument, sendMediaGroup)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from telegram import InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.actions.drawings import Drawings, learn
from bot.publishing.trouble import Trouble, trouble_of
from bot.rules.attachments import PHOTO, Attachment, Part
from bot.services import Services
from bot.texts import Texts
from bot.views.drawings import caption

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of some drawings and the language of its captions."""

    drawings: Drawings
    part: Part
    words: Texts

    def caption(self, file: Attachment) -> str:
        """What the file shows, in one line."""
        return caption(self.drawings.consultation, file, self.words)

    def source(self, file: Attachment) -> str | bytes:
        """What Telegram is given: its own id of the file, or the bytes."""
        return file.file_id or self.drawings.contents[file.upload_id or 0]


async def send_part(bot: ExtBot[Any], services: Services, chat_id: int, thread_id: int | None, shown: Shown) -> None:
    """Send it and remember the ids of files that were new to Telegram.

    When Telegram refuses an album, its files go out one by one, so that one bad drawing does not hold back the others.
    """
    part = tuple(file for file in shown.part if file.file_id or file.upload_id in shown.drawings.contents)
    try:
        if len(part) > 1:
            await _send_album(bot, services, chat_id, thread_id, shown, part)
        elif part:
            await _send_one(bot, services, chat_id, thread_id, shown, part[0])
    except BadRequest as error:
        if trouble_of(error) is not Trouble.REFUSED:
            raise
        for file in part if len(part) > 1 else ():
            await _send_if_taken(bot, services, chat_id, thread_id, shown, file)
        log.error("Telegram refused a drawing", consultation=shown.drawings.consultation.id, error=error.message)


async def _send_album(
    bot: ExtBot[Any], services: Services, chat_id: int, thread_id: int | None, shown: Shown, part: Part
) -> None:
    media = [
        (InputMediaPhoto if file.kind == PHOTO else InputMediaDocument)(
            shown.source(file), caption=shown.caption(file), filename=file.name
        )
        for file in part
    ]
    messages = await bot.send_media_group(chat_id, media, message_thread_id=thread_id)
    for file, message in zip(part, messages, strict=True):
        await _remember(services, file, message)


async def _send_one(
    bot: ExtBot[Any], services: Services, chat_id: int, thread_id: int | None, shown: Shown, file: Attachment
) -> None:
    send = bot.send_photo if file.kind == PHOTO else bot.send_document
    source, said = shown.source(file), shown.caption(file)
    message = await send(chat_id, source, caption=said, filename=file.name, message_thread_id=thread_id)
    await _remember(services, file, message)


async def _send_if_taken(
    bot: ExtBot[Any], services: Services, chat_id: int, thread_id: int | None, shown: Shown, file: Attachment
) -> None:
    try:
        await _send_one(bot, services, chat_id, thread_id, shown, file)
    except BadRequest as error:
        if trouble_of(error) is not Trouble.REFUSED:
            raise


async def _remember(services: Services, file: Attachment, message: Message) -> None:
    if file.upload_id is None:
        return
    known = message.photo[-1].file_id if message.photo else message.document.file_id if message.document else None
    if known is not None:
        await learn(services.db, file.upload_id, known)
