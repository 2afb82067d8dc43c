"""Photos, documents and albums; getFile."""

from __future__ import annotations

from typing import Any

from emulator.errors import bad_request, refused
from emulator.files import StoredFile
from emulator.messages import Message
from emulator.schema import Mismatch, check
from emulator.texts import caption_text
from emulator.world import Chat

from .registry import Request, Result, method
from .sending import placement, send

FEWEST, MOST = 2, 10


def file_of(request: Request, value: str | None, name: str, kind: str) -> StoredFile:
    """The file a call means: uploaded under `name`, attached, or known by its file_id. Raises ApiError."""
    if value is None or value.startswith("attach://"):
        key = value.removeprefix("attach://") if value else name
        upload = request.files.get(key)
        if upload is None:
            raise bad_request(f'can\'t find attached file with name "{key}"')
        return request.core.files.add(kind, *upload)
    if "://" in value:
        raise refused("files are uploaded or sent by file_id, not by address")
    return request.core.files.of_kind(value, kind)


def _send_file(request: Request, kind: str) -> Result:
    chat = request.chat_to_write()
    caption, entities = caption_text(request.params, request.find_user)
    stored = file_of(request, request.params.get(kind), kind, kind)
    content = {kind: stored, "caption": caption, "caption_entities": entities}
    return send(request, chat, content).api()


@method("sendPhoto")
def send_photo(request: Request) -> Result:
    """Bot API, sendPhoto: at most 10 MB, sides at most 10,000 together, ratio at most 20."""
    return _send_file(request, "photo")


@method("sendDocument")
def send_document(request: Request) -> Result:
    """Bot API, sendDocument: at most 50 MB."""
    return _send_file(request, "document")


@method("sendVoice")
def send_voice(request: Request) -> Result:
    """Bot API, sendVoice: at most 50 MB."""
    return _send_file(request, "voice")


def input_media(request: Request, media: dict[str, Any]) -> dict[str, Any]:
    """The content of a message from an InputMediaPhoto or InputMediaDocument. Raises ApiError."""
    kind = media["type"]
    if kind not in ("photo", "document") or "thumbnail" in media:
        raise refused(f"media of type {kind} is not supported, nor are thumbnails")
    try:
        check(media, (f"InputMedia{kind.title()}",), "media")
    except Mismatch as mismatch:
        raise refused(str(mismatch)) from None
    caption, entities = caption_text(media, request.find_user)
    stored = file_of(request, media["media"], kind, kind)
    return {kind: stored, "caption": caption, "caption_entities": entities}


@method("sendMediaGroup")
def send_media_group(request: Request) -> Result:
    """Bot API, sendMediaGroup: 2 to 10 items, documents only among themselves; each counts in the budget."""
    chat = request.chat_to_write()
    media = request.params["media"]
    _check_album(media)
    contents = [input_media(request, item) for item in media]
    place = placement(request, chat)
    request.spend(chat, len(contents))
    return [message.api() for message in _album(request, chat, contents, place)]


def _check_album(media: list[dict[str, Any]]) -> None:
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > MOST:
        raise bad_request("too many messages to send as an album")
    if len(media) < FEWEST:
        raise refused("an album has 2 to 10 items")
    if len({item["type"] for item in media}) > 1:
        raise bad_request("document can't be mixed with other media types")


def _album(request: Request, chat: Chat, contents: list[dict[str, Any]], place: dict[str, Any]) -> list[Message]:
    core = request.core
    made = [core.new_message(chat, request.bot.user, **content, **place) for content in contents]
    group = f"{chat.id}{made[0].message_id:08d}".lstrip("-")
    for message in made:
        message.media_group_id = group
        core.post(message)
    return made


@method("getFile")
def get_file(request: Request) -> Result:
    """Bot API, getFile: at most 20 MB; the path can be downloaded for an hour."""
    stored = request.core.files.link(request.params["file_id"], request.core.clock())
    return {
        "file_id": request.params["file_id"],
        "file_unique_id": stored.unique_id + ("-s" if request.params["file_id"].endswith("-s") else ""),
        "file_size": stored.file_size,
        "file_path": stored.path,
    }
