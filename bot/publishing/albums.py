"""Drawings go out: one message, or an album of up to ten (Bot API: sendPhoto, sendDocument, sendMediaGroup)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import structlog
from telegram import InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.actions.drawings import Source, learn, sources_of
from bot.publishing.trouble import Trouble, trouble_of
from bot.rules.attachments import PHOTO, Attachment, Part
from bot.rules.consultation import Consultation
from bot.services import Services
from bot.texts import Texts
from bot.views.drawings import caption

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of a consultation's drawings, where it goes, and the language of its captions."""

    consultation: Consultation
    part: Part
    words: Texts
    chat_id: int
    thread_id: int | None = None

    def caption(self, file: Attachment) -> str:
        """What the file shows, in one line."""
        return caption(self.consultation, file, self.words)


async def send_part(bot: ExtBot[Any], services: Services, shown: Shown) -> None:
    """Send it and remember the ids of files that were new to Telegram.

    Files that Telegram has not seen go out one part after the other: the groups that follow then need no bytes. When
    Telegram refuses an album, its files go out one by one, so that one bad drawing does not hold back the others.
    """
    async with AsyncExitStack() as stack:
        if any(file.file_id is None for file in shown.part):
            await stack.enter_async_context(services.uploading)
        sources = await sources_of(services.db, shown.part)
        try:
            await _send(bot, services, shown, sources)
        except BadRequest as error:
            if trouble_of(error) is not Trouble.REFUSED:
                raise
            log.error("Telegram refused a drawing", consultation=shown.consultation.id, error=error.message)
            for source in sources if len(sources) > 1 else ():
                await _send_if_taken(bot, services, shown, source)


async def _send(bot: ExtBot[Any], services: Services, shown: Shown, sources: Sequence[Source]) -> None:
    if len(sources) < 2:
        for source in sources:
            await _remember(services, source, await _send_one(bot, shown, source))
        return
    media = [
        (InputMediaPhoto if source.file.kind == PHOTO else InputMediaDocument)(
            source.given, caption=shown.caption(source.file), filename=source.file.name
        )
        for source in sources
    ]
    messages = await bot.send_media_group(shown.chat_id, media, message_thread_id=shown.thread_id)
    for source, message in zip(sources, messages, strict=True):
        await _remember(services, source, message)


async def _send_one(bot: ExtBot[Any], shown: Shown, source: Source) -> Message:
    send = bot.send_photo if source.file.kind == PHOTO else bot.send_document
    said, name = shown.caption(source.file), source.file.name
    return await send(shown.chat_id, source.given, caption=said, filename=name, message_thread_id=shown.thread_id)


async def _send_if_taken(bot: ExtBot[Any], services: Services, shown: Shown, source: Source) -> None:
    try:
        await _remember(services, source, await _send_one(bot, shown, source))
    except BadRequest as error:
        if trouble_of(error) is not Trouble.REFUSED:
            raise


async def _remember(services: Services, source: Source, message: Message) -> None:
    if source.file.upload_id is None:
        return
    known = message.photo[-1].file_id if message.photo else message.document.file_id if message.document else None
    if known is not None:
        await learn(services.db, source.file.upload_id, known)
