"""A TOML file becomes meetings; whatever is wrong with it is told by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from bot.actions.create_consultation import Author, DefinitionRejected, Lines, placed, read_checked
from bot.actions.create_meeting import create_meeting
from bot.rules.definition import Fault
from bot.rules.meeting_definition import check_meeting
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.refusals import Reason, Refusal
from bot.storage.database import Database

# What only the database knows, as a fault of the file: on which key, and which sentence.
_FAULTS = {
    Reason.UNKNOWN_COMMUNITY: ("community", "unknown_community"),
    Reason.UNKNOWN_COMMUNITY_NEAR: ("community", "unknown_community_near"),
    Reason.MEETING_NO_HOMES: ("scope", "unknown_scope"),
    Reason.UNKNOWN_CONSULTATION: ("consultation", "unknown_consultation"),
}


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
