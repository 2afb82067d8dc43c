"""Tables and constraints; private to storage. What must never happen is forbidden here."""

from bot.storage.models.asking import (
    answer_draft,
    answering,
    attachment,
    participation,
    sealed_count,
    sealed_words,
    upload,
)
from bot.storage.models.base import metadata
from bot.storage.models.consulting import ballot, ballot_history, consultation, electorate, mark, option, question
from bot.storage.models.delivery import card, chat_send, inbox, outbox
from bot.storage.models.ledger import community_value, ledger_record
from bot.storage.models.meetings import (
    announcement,
    attendance,
    dialogue,
    meeting,
    meeting_card,
    meeting_change,
    minute_file,
    rsvp,
    task,
)
from bot.storage.models.opinions import opinion, opinion_draft, opinion_event, opinion_file
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
from bot.storage.models.reminding import nudge, nudge_home
from bot.storage.models.report_mail import report_subscription
from bot.storage.models.roster import community, household, indicator

__all__ = [
    "announcement",
    "answer_draft",
    "answering",
    "attachment",
    "attendance",
    "audit",
    "ballot",
    "ballot_history",
    "binding",
    "card",
    "chat_send",
    "code_try",
    "community",
    "community_value",
    "consultation",
    "dialogue",
    "electorate",
    "grant",
    "household",
    "inbox",
    "indicator",
    "invite",
    "ledger_record",
    "mark",
    "meeting",
    "meeting_card",
    "meeting_change",
    "membership",
    "metadata",
    "minute_file",
    "nudge",
    "nudge_home",
    "opinion",
    "opinion_draft",
    "opinion_event",
    "opinion_file",
    "option",
    "outbox",
    "paper_draft",
    "paper_entry",
    "participation",
    "person",
    "question",
    "report_subscription",
    "rsvp",
    "sealed_count",
    "sealed_words",
    "setting",
    "task",
    "upload",
    "verification_draft",
]
