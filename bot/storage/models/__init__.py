"""Tables and constraints; private to storage. What must never happen is forbidden here."""

from bot.storage.models.base import metadata
from bot.storage.models.consulting import ballot, ballot_history, consultation, electorate, mark, option, question
from bot.storage.models.delivery import card, chat_send, inbox, outbox
from bot.storage.models.meetings import (
    announcement,
    attendance,
    dialogue,
    meeting,
    meeting_card,
    meeting_change,
    minute_file,
    opinion,
    rsvp,
    task,
)
from bot.storage.models.papering import paper_draft, paper_entry
from bot.storage.models.people import (
    audit,
    binding,
    code_try,
    grant,
    invite,
    membership,
    person,
    setting,
    verification_draft,
)
from bot.storage.models.roster import community, household, indicator

__all__ = [
    "announcement",
    "attendance",
    "audit",
    "ballot",
    "ballot_history",
    "binding",
    "card",
    "chat_send",
    "code_try",
    "community",
    "consultation",
    "dialogue",
    "electorate",
    "grant",
    "household",
    "inbox",
    "indicator",
    "invite",
    "mark",
    "meeting",
    "meeting_card",
    "meeting_change",
    "membership",
    "metadata",
    "minute_file",
    "opinion",
    "option",
    "outbox",
    "paper_draft",
    "paper_entry",
    "person",
    "question",
    "rsvp",
    "setting",
    "task",
    "verification_draft",
]
