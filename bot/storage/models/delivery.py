"""What comes in from Telegram and what has to go out."""

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
    UniqueConstraint,
    false,
    text,
)

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

card = Table(
    "card",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), nullable=False),
    Column("binding_id", ForeignKey("binding.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", BigInteger),
    Column("retired_id", BigInteger, comment="an older post that still has to be marked as moved"),
    Column("shown", String(64)),
    Column("final", Boolean, nullable=False, server_default=false()),
    Column("lease_until", Instant),
    Column("parts_sent", Integer, nullable=False, server_default="0", comment="of the album that goes before it"),
    UniqueConstraint("consultation_id", "binding_id"),
)

# Messages that must go out once: planned in the transaction of their cause, claimed with a lease, then sent.
# A row for chat 0 is a mailing: when it is due, it becomes one row for everybody whom it concerns then.

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject_id", Integer, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(16), nullable=False, server_default="planned"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", Instant),
    Column("message_id", BigInteger),
    Column("not_before", Instant, comment="when to try again; due_at never changes"),
    Column("useful_until", Instant, comment="not sent from this instant on"),
    Column("why", String(16), comment="why it was dropped"),
    Column("edition", Integer, comment="how often the meeting had changed when it was told"),
    UniqueConstraint("kind", "subject_id", "chat_id", "due_at"),
    CheckConstraint("state IN ('planned','sending','sent','dropped')", name="state"),
    Index(None, "state", "due_at"),
)

# Sends and edits of the last minute, so that a restart does not forget the flood budget.

chat_send = Table(
    "chat_send",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("sent_at", Instant, nullable=False, index=True),
)

# Every update as received. `raw` is emptied when the update's effect is committed; the id stays for two days.

inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False, comment="whose updates must stay in order"),
    Column("raw", LargeBinary),
    Column("received_at", Instant, nullable=False, index=True),
    Column("done", Boolean, nullable=False, server_default=false()),
    CheckConstraint("done = (raw IS NULL)", name="raw_until_done"),
)

Index("ix_inbox_open", inbox.c.update_id, sqlite_where=text("NOT done"), postgresql_where=text("NOT done"))
