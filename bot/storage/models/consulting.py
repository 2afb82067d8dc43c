"""Consultations, who is asked, and what they answered.

The database forbids two ballots of one household to one question, a ballot from outside the electorate, and a choice
that is no option of its question."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

consultation = Table(
    "consultation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("regime", String(32), nullable=False),
    Column("answerers", String(16), nullable=False),
    Column("results", String(16), nullable=False),
    Column("scope_building", String(64)),
    Column("scope_entrance", String(64)),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("matter", String(32)),
    Column("ruleset", String(32)),
    Column("created_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("enrolled_at", Instant, comment="when the electorate was written down at opening"),
    Column("settled_at", Instant, comment="when the end was noticed and the result handed to the outbox"),
    CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    CheckConstraint("regime IN ('consultation','resident_meeting','owner_decision')", name="regime"),
    CheckConstraint("answerers IN ('residents','owners')", name="answerers"),
    CheckConstraint("results IN ('live','after_close')", name="results"),
    CheckConstraint("(regime = 'owner_decision') = (matter IS NOT NULL)", name="matter_of_decisions"),
    CheckConstraint("scope_entrance IS NULL OR scope_building IS NOT NULL", name="entrance_needs_building"),
    Index(None, "closes_at"),
)

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("type", String(16), nullable=False),
    Column("max_choices", Integer),
    UniqueConstraint("consultation_id", "number"),
    UniqueConstraint("id", "consultation_id"),
    CheckConstraint("type IN ('single','multiple')", name="type"),
    CheckConstraint("max_choices IS NULL OR max_choices > 0", name="max_choices_positive"),
)

option = Table(
    "option",
    metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    CheckConstraint("number > 0", name="number_positive"),
    sqlite_with_rowid=False,
)

# Who is asked, written down at opening; areas and heads cannot change under a count.

electorate = Table(
    "electorate",
    metadata,
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True, autoincrement=False),
    Column("owner_head", Integer, nullable=False, comment="smallest household id with the same owner(s)"),
    Column("floor_area", BigInteger, nullable=False),
    Column("counted", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

ballot = Table(
    "ballot",
    metadata,
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("consultation_id", Integer, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("cast_at", Instant, nullable=False),
    ForeignKeyConstraint(["question_id", "consultation_id"], ["question.id", "question.consultation_id"]),
    ForeignKeyConstraint(
        ["consultation_id", "household_id"], ["electorate.consultation_id", "electorate.household_id"]
    ),
    CheckConstraint("channel IN ('chat','paper')", name="channel"),
    sqlite_with_rowid=False,
)

# What a ballot says. A single choice lives in slot 0, so a second one cannot exist; a multiple choice in slot = option.

mark = Table(
    "mark",
    metadata,
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("option_number", Integer, nullable=False),
    UniqueConstraint("question_id", "household_id", "option_number"),
    ForeignKeyConstraint(
        ["question_id", "household_id"], ["ballot.question_id", "ballot.household_id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(["question_id", "option_number"], ["option.question_id", "option.number"]),
    CheckConstraint("slot = 0 OR slot = option_number", name="slot"),
    sqlite_with_rowid=False,
)

# Append-only: who pressed what for which household, never shown. `choices` is '' for a withdrawal, else '1' or '1,4'.

ballot_history = Table(
    "ballot_history",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id"), nullable=False),
    Column("question_id", Integer, nullable=False),
    Column("household_id", Integer, nullable=False),
    Column("person_id", Integer),
    Column("channel", String(8), nullable=False),
    Column("choices", Text, nullable=False),
    Column("update_id", BigInteger),
    Column("recorded_at", Instant, nullable=False),
    Index(None, "consultation_id", "id"),
)

# One card a consultation and group. `shown` is a digest of what the group sees; a published message is a cache.
