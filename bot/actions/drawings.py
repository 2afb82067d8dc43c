"""The drawings of a consultation: which there are, for whom, and what Telegram has told about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """A consultation and its files; ``contents`` holds the bytes of those that Telegram has not seen, by upload."""

    consultation: Consultation
    files: tuple[Attachment, ...]
    contents: Mapping[int, bytes]

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
    return Drawings(consultation, wanted, _contents(connection, wanted))


def _contents(connection: Connection, files: Sequence[Attachment]) -> dict[int, bytes]:
    kept = {file.upload_id: attachments.content(connection, file.upload_id) for file in files if file.upload_id}
    return {number: content for number, content in kept.items() if content is not None}


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
