"""What comes with opinions: photos, voice messages and documents, in and out. Telegram keeps the files."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InputMediaPhoto, Message, Update

from bot.handlers.frame import message_of, toast
from bot.rules.opinions import OpinionFile
from bot.texts import Texts

# Bot API, sendMediaGroup: an album has 2 to 10 items.
_ALBUM = 10


def file_of(message: Message) -> OpinionFile | None:
    """What a message carries, of a photo the largest size (Bot API: Message.photo); None for anything else."""
    if message.photo:
        return OpinionFile("photo", message.photo[-1].file_id)
    if message.voice is not None:
        return OpinionFile("voice", message.voice.file_id)
    if message.document is not None:
        return OpinionFile("document", message.document.file_id, message.document.file_name)
    return None


async def send_files(update: Update, files: Sequence[OpinionFile], words: Texts) -> None:
    """Photos as albums, the rest one by one, below the page they belong to."""
    await toast(update, words.plain("opinion.no_files") if not files else "")
    chat = message_of(update).chat
    photos = [file.file_id for file in files if file.kind == "photo"]
    for start in range(0, len(photos), _ALBUM):
        album = photos[start : start + _ALBUM]
        if len(album) == 1:
            await chat.send_photo(album[0])
        else:
            await chat.send_media_group([InputMediaPhoto(each) for each in album])
    for file in files:
        if file.kind != "photo":
            await (chat.send_voice if file.kind == "voice" else chat.send_document)(file.file_id)
