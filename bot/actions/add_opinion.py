"""Somebody answers a meeting's minutes in the group: what they say is one more opinion in the ledger."""

from __future__ import annotations

from bot.actions.answer_invitation import voter_of
from bot.actions.transact import Request, transact
from bot.rules.meeting_draft import one_line
from bot.rules.meeting_minutes import OPINION_LIMIT
from bot.rules.meeting_overview import OpinionDraft
from bot.rules.meeting_scope import invited
from bot.storage import meetings, opinions, outbox
from bot.storage.database import Connection, Database


async def add_opinion(db: Database, request: Request, chat_id: int, message_id: int, text: str) -> int | None:
    """Enter it, and return its number among the meeting's opinions; None when the message answered is no minutes.

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
        draft = OpinionDraft(one_line(text, OPINION_LIMIT))
        opinions.add(connection, meeting.community_id, meeting.id, [draft], request.now, homes[0].person_id)
        return len(opinions.of_meeting(connection, meeting.id))

    return await transact(db, request, change)
