"""The ledger of opinions: numbered, owned, due, answered; with their files, their history, and those half written."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

opinion = Table(
    "opinion",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False, server_default="open"),
    Column("owner", BigInteger, comment="Telegram id of who answers"),
    Column("owner_name", String(200), comment="who answers, as written in the minutes"),
    Column("due_on", String(10), comment="ISO date"),
    Column("answer", Text, comment="what was done, or why nothing is done"),
    Column("answered_at", Instant),
    Column("raised_at", Instant, nullable=False),
    Column("category", String(16), nullable=False, server_default="other"),
    Column("place", String(100), comment="where it is, in words"),
    Column("building", String(64), comment="of the home of whoever gave it; never the flat"),
    Column("transcript", Text, comment="what the voice messages say, written down by staff"),
    Column("main_id", ForeignKey("opinion.id"), index=True, comment="the older opinion that says the same"),
    CheckConstraint("state IN ('open','answered','rejected')", name="state"),
    CheckConstraint(
        "category IN ('leak','drains','parking','green','safety','lift','management','other')", name="category"
    ),
    CheckConstraint("(state = 'open') = (answer IS NULL)", name="answered_with_words"),
    CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_when"),
    CheckConstraint("main_id < id", name="main_is_older"),
    Index(None, "state", "due_on"),
    Index(None, "raised_at"),
)

# Telegram keeps the files, we keep their ids.
opinion_file = Table(
    "opinion_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("opinion_id", ForeignKey("opinion.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("file_id", Text, nullable=False),
    Column("name", Text),
    CheckConstraint("kind IN ('photo','document','voice')", name="kind"),
)

# What happened to an opinion, oldest first. Whoever raised it is never named here.
opinion_event = Table(
    "opinion_event",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("opinion_id", ForeignKey("opinion.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("verb", String(16), nullable=False),
    Column("detail", Text),
    Column("actor", BigInteger, comment="Telegram id of the helper; empty for residents and the command line"),
    Column("at", Instant, nullable=False),
    CheckConstraint(
        "verb IN ('raised','assigned','due','linked','parted','transcribed','answered','rejected')", name="verb"
    ),
)

# An opinion while a resident gives it ('give'), or what a helper does with one ('run'): it survives a restart.
opinion_draft = Table(
    "opinion_draft",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("facts", Text, nullable=False, comment="JSON"),
    Column("touched_at", Instant, nullable=False),
    CheckConstraint("kind IN ('give','run')", name="kind"),
)
