"""Meetings, who comes, who came, what they said, and what helpers have to do."""

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
from bot.storage.types import BigKey, Instant

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("scope_building", String(64)),
    Column("scope_entrance", String(64)),
    Column("kind", String(32), nullable=False),
    Column("title", String(200), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("ends_at", Instant, nullable=False),
    Column("place", String(200), nullable=False),
    Column("topics", Text, nullable=False, comment="JSON list of strings"),
    Column("reminders", String(200), nullable=False, comment="minutes before the start, e.g. 1440,60"),
    Column("state", String(16), nullable=False, server_default="scheduled"),
    Column("reason", Text, comment="why it was moved last, or cancelled"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("uid", String(64), nullable=False, unique=True),
    Column("series_id", Integer, comment="the first meeting of its series"),
    Column("consultation_id", ForeignKey("consultation.id")),
    Column("check_in_code", String(16), nullable=False),
    Column("headcount", Integer, comment="attendances as corrected by the volunteer"),
    Column("summary", Text),
    Column("minuted_at", Instant),
    Column("host", String(100)),
    Column("contact", String(100), comment="the responsible cadre"),
    Column("phone", String(40)),
    Column("created_by", BigInteger, comment="Telegram id; empty for the command line"),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    CheckConstraint(
        "kind IN ('meet_and_greet','exchange','opinion_collection','design_first_review','other')", name="kind"
    ),
    CheckConstraint("state IN ('scheduled','cancelled')", name="state"),
    CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount"),
    CheckConstraint("scope_entrance IS NULL OR scope_building IS NOT NULL", name="entrance_needs_building"),
)

# Every move and cancellation with the old and new time, so that people can be told both.
meeting_change = Table(
    "meeting_change",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    Column("verb", String(16), nullable=False),
    Column("old_starts_at", Instant),
    Column("new_starts_at", Instant),
    Column("old_place", String(200)),
    Column("new_place", String(200)),
    Column("old_ends_at", Instant),
    Column("new_ends_at", Instant),
    Column("batch", BigKey, index=True, comment="the first change of those that were made together"),
    Column("reason", Text),
    Column("changed_by", BigInteger),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("meeting_id", "sequence"),
    CheckConstraint("verb IN ('move','cancel')", name="verb"),
)

# One answer a home; the last press of any of its people counts.
rsvp = Table(
    "rsvp",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True),
    Column("coming", String(8), nullable=False),
    Column("answered_at", Instant, nullable=False),
    CheckConstraint("coming IN ('yes','no','visit')", name="coming"),
    sqlite_with_rowid=False,
)

# Somebody who came: a verified person, or somebody without a phone whom a volunteer wrote down.
attendance = Table(
    "attendance",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False),
    Column("household_id", ForeignKey("household.id")),
    Column("person_id", ForeignKey("person.id", ondelete="SET NULL")),
    Column("entered_by", BigInteger, comment="the volunteer, for people without a phone"),
    Column("came_at", Instant, nullable=False),
    UniqueConstraint("meeting_id", "person_id"),
    Index(None, "meeting_id", "household_id"),
)

# What a helper has to do: visit a home that asked for it.
task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("state", String(16), nullable=False, server_default="open"),
    Column("done_by", BigInteger),
    Column("done_at", Instant),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("kind", "meeting_id", "household_id"),
    CheckConstraint("kind IN ('visit')", name="kind"),
    CheckConstraint("state IN ('open','done','dropped')", name="state"),
)

# Papers and pictures that belong to a meeting's minutes: Telegram keeps the files, we keep their ids.
minute_file = Table(
    "minute_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("file_id", Text, nullable=False),
    Column("name", Text),
    CheckConstraint("kind IN ('photo','document')", name="kind"),
)

# The card of a meeting in a group; a published message is a cache.
meeting_card = Table(
    "meeting_card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False),
    Column("binding_id", ForeignKey("binding.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", BigInteger),
    Column("retired_id", BigInteger),
    Column("shown", String(64)),
    Column("final", Boolean, nullable=False, server_default=false()),
    Column("lease_until", Instant),
    Column("parts_sent", Integer, nullable=False, server_default="0", comment="of the album that goes before it"),
    UniqueConstraint("meeting_id", "binding_id"),
)

# A half-finished dialogue of a helper (a meeting being written down, minutes, an announcement) survives a restart.
dialogue = Table(
    "dialogue",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("facts", Text, nullable=False, comment="JSON"),
    Column("touched_at", Instant, nullable=False),
    CheckConstraint("kind IN ('meeting','minutes','announcement','move','new')", name="kind"),
)

# An announcement of staff to a chosen scope, with its progress in the outbox.
announcement = Table(
    "announcement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id")),
    Column("scope_building", String(64)),
    Column("text", Text, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    Column("message_id", BigInteger, comment="in the private chat of who sent it"),
    Column("final", Boolean, nullable=False, server_default=false()),
)
