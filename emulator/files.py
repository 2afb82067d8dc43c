"""Files that went through Telegram: kept whole, found by file_id, downloadable for an hour after getFile.

Source: Bot API, File, getFile, "Sending files".
"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from typing import Any

from .errors import ApiError, bad_request
from .images import dimensions

MEGABYTE = 1024 * 1024
DOCUMENT_BYTES = 50 * MEGABYTE
PHOTO_BYTES = 10 * MEGABYTE
DOWNLOAD_BYTES = 20 * MEGABYTE
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
LINK_SECONDS = 3600
SMALL_SIDE = 320
LARGE_SIDE = 1280
FOLDERS = {"document": "documents", "photo": "photos", "sticker": "stickers", "voice": "voice"}
VOICE_SECONDS = 7


@dataclass(eq=False, frozen=True, slots=True)
class StoredFile:
    """One file of one kind (document, photo, sticker, voice); sizes in bytes and pixels."""

    kind: str
    file_id: str
    unique_id: str
    file_name: str
    mime_type: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0

    @property
    def file_size(self) -> int:
        """Size in bytes."""
        return len(self.data)

    def _base(self) -> dict[str, Any]:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}

    def document(self) -> dict[str, Any]:
        """The Document object of the Bot API."""
        return self._base() | {"file_name": self.file_name, "mime_type": self.mime_type}

    def photo_sizes(self) -> list[dict[str, Any]]:
        """The PhotoSize objects, smallest first; each has a file_id of its own."""
        small = self._scaled(SMALL_SIDE, "-s")
        large = self._scaled(LARGE_SIDE, "")
        return [large] if small["width"] == large["width"] else [small, large]

    def _scaled(self, side: int, suffix: str) -> dict[str, Any]:
        longest = max(self.width, self.height)
        scale = min(side, longest)
        width, height = self.width * scale // longest or 1, self.height * scale // longest or 1
        ids = {"file_id": self.file_id + suffix, "file_unique_id": self.unique_id + suffix}
        return self._base() | ids | {"width": width, "height": height}

    def sticker(self) -> dict[str, Any]:
        """The Sticker object of the Bot API."""
        fixed = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._base() | fixed | {"emoji": "👍"}

    def voice(self) -> dict[str, Any]:
        """The Voice object of the Bot API; every recording lasts equally long here."""
        return self._base() | {"duration": VOICE_SECONDS, "mime_type": "audio/ogg"}


class Files:
    """The store. File ids stay valid for good; a path handed out by getFile for one hour."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}

    def add(self, kind: str, name: str, data: bytes) -> StoredFile:
        """Stores an upload. Raises ApiError when Telegram would not take it as this kind."""
        width, height = check_upload(kind, data)
        number = len(self._by_id)
        digest = hashlib.sha256(kind.encode() + data).hexdigest()
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        folder = FOLDERS[kind]
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            kind=kind,
            file_id=f"{kind[:3].upper()}{number:06d}-{digest[:40]}",
            unique_id=digest[40:55],
            file_name=name,
            mime_type=mime,
            data=data,
            path=f"{folder}/file_{number}.{suffix}",
            width=width,
            height=height,
        )
        self._by_id[stored.file_id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile:
        """Raises ApiError for an id that never was handed out."""
        stored = self._by_id.get(file_id.removesuffix("-s"))
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored

    def of_kind(self, file_id: str, kind: str) -> StoredFile:
        """A stored file to be sent again; a file of another kind is refused as Telegram does."""
        stored = self.get(file_id)
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def link(self, file_id: str, now: float) -> StoredFile:
        """Opens the download of a file for an hour. Raises ApiError above 20 MB (Bot API, getFile)."""
        try:
            stored = self.get(file_id)
        except ApiError:
            raise bad_request("invalid file_id") from None
        if stored.file_size > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        self._links[stored.path] = (stored, now + LINK_SECONDS)
        return stored

    def download(self, path: str, now: float) -> bytes | None:
        """The bytes behind a path from getFile, None when it was never given or its hour is over."""
        stored, until = self._links.get(path, (None, 0.0))
        return stored.data if stored is not None and now < until else None


def check_upload(kind: str, data: bytes) -> tuple[int, int]:
    """Width and height (0, 0 for what is no photo); raises ApiError for what Telegram does not take."""
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > DOCUMENT_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    if kind != "photo":
        return 0, 0
    if len(data) > PHOTO_BYTES:
        most = f"the maximum size is {PHOTO_BYTES} bytes"
        raise bad_request(f"file of size {len(data)} bytes is too big for a photo; {most}")
    size = dimensions(data)
    if size is None or 0 in size:
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise ApiError(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    return size
