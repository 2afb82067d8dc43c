"""Reminders to vote that helpers ordered, and which homes they were meant for: so that nobody is asked too often."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, String, Table

from bot.storage.models.base import metadata
from bot.storage.types import Instant

# One order of a helper. `due_at` is when it goes out; `homes` and `people` are those it was planned for.
nudge = Table(
    "nudge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("building", String(64), comment="empty: all that the helper serves"),
    Column("created_by", BigInteger, comment="Telegram id; empty for the command line"),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("homes", Integer, nullable=False, server_default="0"),
    Column("people", Integer, nullable=False, server_default="0"),
    CheckConstraint("homes >= 0 AND people >= 0", name="counts"),
)

nudge_home = Table(
    "nudge_home",
    metadata,
    Column("nudge_id", ForeignKey("nudge.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
