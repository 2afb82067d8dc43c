"""A TOML file becomes meetings; whatever is wrong with it is told by line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from bot.actions import access
from bot.actions.create_consultation import Author, DefinitionRejected, Lines, placed, read_checked
from bot.actions.create_meeting import create_meeting
from bot.rules.definition import Fault
from bot.rules.meeting_definition import check_meeting, is_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.permissions import Right, rights_of
from bot.rules.refusals import Reason, Refusal
from bot.storage.database import Connection, Database

_CREATING = frozenset({Right.MANAGE_CONSULTATIONS, Right.SCHEDULE_MEETINGS})
# What only the database knows, as a fault of the file: on which key, and which sentence.
_FAULTS = {
    Reason.UNKNOWN_COMMUNITY: ("community", "unknown_community"),
    Reason.UNKNOWN_COMMUNITY_NEAR: ("community", "unknown_community_near"),
    Reason.MEETING_NO_HOMES: ("scope", "unknown_scope"),
    Reason.UNKNOWN_CONSULTATION: ("consultation", "unknown_consultation"),
}


async def may_send_files(db: Database, telegram_id: int, admins: Sequence[int]) -> None:
    """Before a file is even fetched: raises Refusal(NOT_ALLOWED) for people who may create nothing anywhere."""
    if not await db.read(lambda connection: _rights(connection, telegram_id, admins) & _CREATING):
        raise Refusal(Reason.NOT_ALLOWED)


async def means_meeting(db: Database, raw: bytes, telegram_id: int, admins: Sequence[int]) -> bool:
    """Whether a file is to be read as a meeting: by its keys.

    One that cannot be read at all is taken for what its sender may create.
    """
    try:
        return is_meeting(tomllib.loads(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError):
        rights = await db.read(lambda connection: _rights(connection, telegram_id, admins))
        return Right.MANAGE_CONSULTATIONS not in rights


def _rights(connection: Connection, telegram_id: int, admins: Sequence[int]) -> frozenset[Right]:
    return frozenset(rights_of(access.actor_of(connection, admins, telegram_id).roles))


def read_meeting_file(raw: bytes, now: datetime, zone: tzinfo) -> tuple[tuple[MeetingDraft, ...], Lines]:
    """The checked meetings (several for a series) and the lines of the keys. Raises DefinitionRejected."""

    def check(data: Mapping[str, object]) -> tuple[MeetingDraft, ...] | list[Fault]:
        return check_meeting(data, now, zone)

    return read_checked(raw, check)


async def create_from_file(
    db: Database, raw: bytes, now: datetime, zone: tzinfo, author: Author | None = None
) -> tuple[list[int], tuple[MeetingDraft, ...]]:
    """Store the meetings of the file; returns their numbers and what was stored.

    Raises DefinitionRejected with every fault, or Refusal(NOT_ALLOWED, MEETING_OUTSIDE_YOURS).
    """
    drafts, lines = read_meeting_file(raw, now, zone)
    try:
        return await create_meeting(db, drafts, now, author), drafts
    except Refusal as refusal:
        if refusal.reason not in _FAULTS:
            raise
        key, sentence = _FAULTS[refusal.reason]
        if refusal.reason is Reason.MEETING_NO_HOMES and drafts[0].scope.building is None:
            key, sentence = "community", "no_households"
        value = drafts[0].consultation_id if key == "consultation" else drafts[0].community
        fault = Fault((key,), sentence, {"value": value, "near": refusal.facts.get("near", "")})
        raise DefinitionRejected([placed(lines, fault)]) from None
