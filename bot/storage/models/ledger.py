"""The ledger of what happened before or outside the bot, and the history of the community sheet's values."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

# One row of a ledger file. The same row imported again is the same record: `digest` is over all its cells, and
# `occurrence` numbers the rows of one file that are alike (two meetings of one evening).
ledger_record = Table(
    "ledger_record",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("record", String(16), nullable=False),
    Column("day", String(10), comment="ISO date; empty: since ever"),
    Column("community_id", ForeignKey("community.id"), index=True, comment="empty: of the whole district"),
    Column("building", String(64)),
    Column("kind", String(32)),
    Column("name", String(200)),
    Column("organization", String(200)),
    Column("headcount", Integer),
    Column("households", Integer),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("value", String(64), comment="exact decimal"),
    Column("unit", String(64)),
    Column("note", String(1000)),
    Column("digest", String(64), nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("recorded_by", BigInteger, comment="Telegram id; empty for the command line"),
    Column("recorded_at", Instant, nullable=False),
    UniqueConstraint("digest", "occurrence"),
    CheckConstraint("record IN ('meeting','organization','pairing','assignment','rate','indicator')", name="record"),
    CheckConstraint("record IN ('organization','pairing','assignment') OR day IS NOT NULL", name="dated"),
    CheckConstraint("occurrence > 0", name="occurrence"),
    CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount"),
    CheckConstraint("households IS NULL OR households >= 0", name="households"),
    CheckConstraint(
        "record <> 'rate' OR (numerator IS NOT NULL AND denominator IS NOT NULL AND numerator >= 0"
        " AND denominator > 0 AND numerator <= denominator)",
        name="rate",
    ),
    CheckConstraint("record <> 'indicator' OR (name IS NOT NULL AND value IS NOT NULL)", name="indicator"),
    Index(None, "record", "day"),
)

# What the community sheet said of a community from a day on. `field` is a column of the sheet, or 'indicator' with
# its `name`. An empty value was taken away on that day.
community_value = Table(
    "community_value",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("name", String(200), primary_key=True, server_default=""),
    Column("since", String(10), primary_key=True, comment="ISO date"),
    Column("value", String(200)),
    Column("recorded_at", Instant, nullable=False),
    CheckConstraint(
        "field IN ('programme','works_status','buildings','households','management','fund_pilot','indicator')",
        name="field",
    ),
    CheckConstraint("(field = 'indicator') = (name <> '')", name="name_of_indicators"),
    sqlite_with_rowid=False,
)
