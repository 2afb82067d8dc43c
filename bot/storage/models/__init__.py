"""Tables and constraints; private to storage. What must never happen is forbidden here."""

from bot.storage.models.base import metadata
from bot.storage.models.consulting import ballot, ballot_history, consultation, electorate, mark, option, question
from bot.storage.models.delivery import card, chat_send, inbox, outbox
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
    "audit",
    "ballot",
    "ballot_history",
    "binding",
    "card",
    "chat_send",
    "code_try",
    "community",
    "consultation",
    "electorate",
    "grant",
    "household",
    "inbox",
    "indicator",
    "invite",
    "mark",
    "membership",
    "metadata",
    "option",
    "outbox",
    "person",
    "question",
    "setting",
    "verification_draft",
]
