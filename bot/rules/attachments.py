"""Drawings and papers that belong to a consultation, to one of its questions, or to an option, and how they are sent.

Limits: Bot API, "Sending files" (a bot uploads photos of up to 10 MB) and getFile (it reads files of up to 20 MB);
sendMediaGroup takes 2 to 10 items, documents only among themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.rules.refusals import Reason, Refusal

PHOTO, DOCUMENT = "photo", "document"
MEGABYTE = 1024 * 1024
LIMITS = {PHOTO: 10 * MEGABYTE, DOCUMENT: 20 * MEGABYTE}
MOST_FILES = 20
ALBUM = 10
NAME_LIMIT = 100
# What a file begins with, and what it is shown as (ISO 32000-1, 7.5.2; PNG, 5.2; JFIF).
_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", PHOTO), (b"\xff\xd8\xff", PHOTO), (b"%PDF-", DOCUMENT))
_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file; question 0 means the whole consultation, option 0 the whole question.

    It is at Telegram (``file_id``), or still here (``upload_id`` names its bytes). ``id`` is where it is written down.
    """

    kind: str
    file_id: str | None
    name: str | None = None
    question: int = 0
    option: int = 0
    upload_id: int | None = None
    id: int = field(default=0, compare=False)

    @property
    def order(self) -> tuple[int, int]:
        """Files stand in the order of what they belong to."""
        return self.question, self.option


Part: TypeAlias = tuple[Attachment, ...]
"""What goes out in one message or one album."""


def parts(files: Iterable[Attachment]) -> tuple[Part, ...]:
    """Albums of at most ten, photos before documents, each in the order of the questions."""
    ordered = sorted(files, key=lambda file: file.order)
    made: list[Part] = []
    for kind in (PHOTO, DOCUMENT):
        same = [file for file in ordered if file.kind == kind]
        made += [tuple(same[start : start + ALBUM]) for start in range(0, len(same), ALBUM)]
    return tuple(made)


def about(files: Sequence[Attachment], question: int) -> tuple[Attachment, ...]:
    """The files of one question and its options; of question 0, those of the whole."""
    return tuple(file for file in files if file.question == question)


def kind_of(content: bytes) -> str | None:
    """Photo or document by its first bytes; None for what is neither a picture nor a PDF."""
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def must_fit(kind: str, name: str | None, size: int | None) -> None:
    """Raises Refusal(FILE_KIND, FILE_TOO_LARGE) for a document that is no drawing, or too large; size in bytes."""
    if kind == DOCUMENT and not (name or "").lower().endswith(_ENDINGS):
        raise Refusal(Reason.FILE_KIND)
    if size is not None and size > LIMITS[kind]:
        raise Refusal(Reason.FILE_TOO_LARGE, most=LIMITS[kind] // MEGABYTE)
