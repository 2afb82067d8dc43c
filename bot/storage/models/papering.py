"""Ballots entered from paper: drafts, and who entered and who checked. What a sheet says stands in ballot and mark."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.storage.models.base import metadata
from bot.storage.types import Instant

# A sheet half read by a helper survives a restart.

paper_draft = Table(
    "paper_draft",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), nullable=False),
    Column("household_id", ForeignKey("household.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(8), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("replaces", Instant, comment="when the answer was given that this sheet is to replace"),
    Column("identity_checked", Boolean, nullable=False, server_default=false()),
    Column("choices", Text, nullable=False, server_default=""),
    Column("finished", Boolean, nullable=False, server_default=false()),
    CheckConstraint("purpose IN ('entry','check')", name="purpose"),
)

# The newest sheet of a household; nobody checks an own entry.

paper_entry = Table(
    "paper_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), nullable=False),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("entered_by", BigInteger, comment="Telegram id; empty for the command line"),
    Column("entered_as", String(16)),
    Column("entered_at", Instant, nullable=False),
    Column("checked_by", BigInteger),
    Column("checked_at", Instant),
    Column("state", String(16), nullable=False, server_default="entered"),
    UniqueConstraint("question_id", "household_id"),
    CheckConstraint("state IN ('entered','checked','conflict')", name="state"),
    CheckConstraint("entered_as IN ('admin','staff','volunteer')", name="entered_as"),
    CheckConstraint("(state = 'entered') = (checked_at IS NULL)", name="checked_when"),
    CheckConstraint("(checked_at IS NULL) = (checked_by IS NULL)", name="checked_by_somebody"),
    CheckConstraint("checked_by IS NULL OR entered_by IS NULL OR checked_by <> entered_by", name="two_persons"),
    Index(None, "state"),
)
