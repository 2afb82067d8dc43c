"""People, their households, roles, groups, and the audit of staff."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
    true,
)

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("language", String(16)),
    Column("consented_at", Instant),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column(
        "subscribed",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="false after they asked to be left in peace",
    ),
)

membership = Table(
    "membership",
    metadata,
    Column("person_id", ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True),
    Column("relation", String(16), nullable=False),
    Column("owner_confirmed", Boolean, nullable=False, server_default=false()),
    Column("confirmed_by", BigInteger, comment="Telegram id of the staff member"),
    Column("verified_at", Instant, nullable=False),
    CheckConstraint("relation IN ('owner','family','tenant','public_tenant','other')", name="relation"),
    CheckConstraint("NOT owner_confirmed OR relation = 'owner'", name="only_owners_are_confirmed"),
    Index(None, "household_id"),
)

# A half-finished verification survives a restart.

verification_draft = Table(
    "verification_draft",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("household_id", ForeignKey("household.id", ondelete="CASCADE"), nullable=False),
    Column("slip_serial", Integer, nullable=False),
    Column("relation", String(16)),
    Column("started_at", Instant, nullable=False),
)

code_try = Table(
    "code_try",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Index(None, "telegram_id", "tried_at"),
)

# A fingerprint of the slip key: a lost or exchanged key is noticed before slips stop working.

setting = Table(
    "setting",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

grant = Table(
    "role_grant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("subdistrict", String(200)),
    Column("community_id", ForeignKey("community.id")),
    Column("building", String(64)),
    Column("granted_at", Instant, nullable=False),
    CheckConstraint("role IN ('admin','staff','volunteer')", name="role"),
    CheckConstraint("building IS NULL OR community_id IS NOT NULL", name="building_needs_community"),
)

invite = Table(
    "invite",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("subdistrict", String(200)),
    Column("community_id", ForeignKey("community.id")),
    Column("building", String(64)),
    Column("expires_at", Instant, nullable=False),
    Column("used_by", BigInteger),
    Column("used_at", Instant),
    CheckConstraint("role IN ('admin','staff','volunteer')", name="role"),
)

# A group chat of a community. `present` is false while the bot is not in the group.

binding = Table(
    "binding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, unique=True),
    Column("thread_id", BigInteger),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("present", Boolean, nullable=False, server_default=true()),
    Column("bound_by", BigInteger, nullable=False),
    Column("bound_at", Instant, nullable=False),
    CheckConstraint("chat_id < 0", name="groups_only"),
)
# Who did what among staff: bindings, closings, confirmations, role changes. Never a choice.
audit = Table(
    "audit",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", BigInteger, comment="Telegram id; empty for the command line"),
    Column("verb", String(64), nullable=False),
    Column("subject", String(200), nullable=False),
)
