"""Who comes: one answer a home, the last one counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.rules.meetings import Answers, Coming, Meeting
from bot.storage.models import household, rsvp
from bot.storage.parts import in_part, lived_in
from bot.storage.upsert import insert


def store(connection: Connection, meeting_id: int, household_ids: Sequence[int], coming: Coming, now: datetime) -> None:
    """The answer of these homes; an earlier one is replaced."""
    if not household_ids:
        return
    new = insert(connection, rsvp)
    rows = [
        {"meeting_id": meeting_id, "household_id": home, "coming": coming.value, "answered_at": now}
        for home in household_ids
    ]
    replaced = {"coming": new.excluded.coming, "answered_at": new.excluded.answered_at}
    connection.execute(new.on_conflict_do_update(index_elements=["meeting_id", "household_id"], set_=replaced), rows)


def of_homes(
    connection: Connection, meeting_ids: Sequence[int], household_ids: Sequence[int]
) -> dict[tuple[int, int], Coming]:
    """What these homes answered, by (meeting, home); who has not answered is absent."""
    rows = connection.execute(
        select(rsvp.c.meeting_id, rsvp.c.household_id, rsvp.c.coming).where(
            rsvp.c.meeting_id.in_(meeting_ids), rsvp.c.household_id.in_(household_ids)
        )
    )
    return {(row[0], row[1]): Coming(row[2]) for row in rows}


def of_meeting(connection: Connection, meeting_id: int) -> dict[int, Coming]:
    """Every answer, by home."""
    rows = connection.execute(select(rsvp.c.household_id, rsvp.c.coming).where(rsvp.c.meeting_id == meeting_id))
    return {row[0]: Coming(row[1]) for row in rows}


def answers(connection: Connection, meeting: Meeting) -> Answers:
    """Homes invited, and homes by what they answered (every answer is a key, also with 0)."""
    query = select(rsvp.c.coming, func.count()).where(rsvp.c.meeting_id == meeting.id).group_by(rsvp.c.coming)
    found = {row[0]: int(row[1]) for row in connection.execute(query)}
    counting = select(func.count()).select_from(household).where(in_part(meeting.community_id, meeting.scope))
    invited = connection.execute(counting.where(lived_in())).scalar_one()
    return Answers(invited, {coming: found.get(coming.value, 0) for coming in Coming})
