"""The drawings of a consultation: which there are, for whom, and what Telegram has told about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import access
from bot.rules.attachments import Attachment, Part, about, parts
from bot.rules.consultation import Consultation
from bot.rules.permissions import Right, may
from bot.rules.refusals import Reason, Refusal
from bot.storage import attachments, consultations, memberships
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Drawings:
    """A consultation and its files."""

    consultation: Consultation
    files: tuple[Attachment, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """As they go out."""
        return parts(self.files)


async def drawings_of(db: Database, number: int | None, question: int | None = None) -> Drawings | None:
    """The drawings of a consultation, or of one question of it; None when there are none."""
    if number is None:
        return None
    return await db.read(lambda connection: _drawings(connection, number, question))


def _drawings(connection: Connection, number: int, question: int | None) -> Drawings | None:
    files = attachments.of(connection, number)
    wanted = files if question is None else about(files, question)
    consultation = consultations.load(connection, number) if wanted else None
    if consultation is None:
        return None
    return Drawings(consultation, wanted)


@dataclass(frozen=True, slots=True)
class Source:
    """What Telegram is given: its own id of the file, or the bytes, and then the number to remember its id by."""

    file: Attachment
    content: bytes | None = None

    @property
    def given(self) -> str | bytes:
        """The id or the bytes."""
        return self.file.file_id if self.file.file_id is not None else self.content or b""


async def sources_of(db: Database, part: Part) -> tuple[Source, ...]:
    """The files of a part as they can be sent now; one that is gone is left out."""

    def fetch(connection: Connection) -> tuple[Source, ...]:
        found = attachments.as_known_now(connection, part)
        contents = [attachments.content(connection, file.upload_id) if file.upload_id else None for file in found]
        pairs = zip(found, contents, strict=True)
        return tuple(Source(file, content) for file, content in pairs if file.file_id or content)

    return await db.read(fetch)


async def drawings_for(
    db: Database, telegram_id: int, admins: Sequence[int], number: int, question: int | None = None
) -> Drawings:
    """The same for somebody who asks in private: a resident of the community, or who serves there.

    Raises Refusal(UNKNOWN_CONSULTATION, OTHER_COMMUNITY, NO_DRAWINGS).
    """

    def fetch(connection: Connection) -> Drawings:
        found = consultations.load(connection, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        _must_belong(connection, telegram_id, admins, found)
        drawings = _drawings(connection, number, question)
        if drawings is None:
            raise Refusal(Reason.NO_DRAWINGS, title=found.title)
        return drawings

    return await db.read(fetch)


def _must_belong(connection: Connection, telegram_id: int, admins: Sequence[int], found: Consultation) -> None:
    tenures = memberships.tenures_of(connection, telegram_id)
    if any(each.home.household.community_id == found.community_id for each in tenures):
        return
    place = access.place_of_community(connection, found.community_id)
    if not may(access.actor_of(connection, admins, telegram_id), Right.SEE_TALLY, place):
        raise Refusal(Reason.OTHER_COMMUNITY, community=found.community_name)


async def learn(db: Database, upload_id: int, file_id: str) -> None:
    """Telegram has the file and calls it so."""
    await db.write(lambda connection: attachments.known_to_telegram(connection, upload_id, file_id))
