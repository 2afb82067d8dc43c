"""Somebody answers a meeting's minutes in the group: what they say is one more opinion in the ledger."""

from __future__ import annotations

from datetime import date

from bot.actions.answer_invitation import voter_of
from bot.actions.transact import Request, transact
from bot.rules.meeting_draft import one_line
from bot.rules.meeting_minutes import OPINION_LIMIT
from bot.rules.meeting_overview import OpinionDraft
from bot.rules.meeting_scope import invited
from bot.storage import meetings, opinions, outbox
from bot.storage.database import Connection, Database


async def add_opinion(
    db: Database, request: Request, chat_id: int, message_id: int, text: str, due_on: date | None = None
) -> int | None:
    """Enter it, to be answered until the end of ``due_on``; return its number among the meeting's opinions.

    None when the message answered is no minutes.

    Raises Refusal(NOT_VERIFIED, MEETING_OTHER_COMMUNITY, MEETING_NOT_INVITED, MEETING_TEXT_EMPTY, MEETING_TEXT_LONG):
    the ledger holds what residents say.
    """
    about = await db.read(lambda connection: outbox.subject_at(connection, opinions.MINUTES, chat_id, message_id))
    if about is None:
        return None

    def change(connection: Connection) -> int | None:
        meeting = meetings.load(connection, about)
        if meeting is None:
            return None
        voter = voter_of(connection, request)
        homes = invited(meeting, voter.memberships if voter else ())
        draft = OpinionDraft(one_line(text, OPINION_LIMIT), due_on=due_on)
        home = homes[0]
        numbers = opinions.add(connection, meeting.community_id, meeting.id, [draft], request.now, home.person_id)
        opinions.fulfil(connection, numbers, building=home.household.address.building)
        return len(opinions.of_meeting(connection, meeting.id))

    return await transact(db, request, change)
