"""Communities and their flats."""

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
    UniqueConstraint,
    true,
)

from bot.storage.models.base import metadata

community = Table(
    "community",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("subdistrict", String(200)),
    Column("programme", String(200)),
    Column("works_status", String(32)),
    Column("building_count", Integer),
    Column("household_count", Integer),
    Column("management", String(32)),
    Column("fund_pilot", Boolean),
    CheckConstraint("length(code) > 0", name="code_not_empty"),
    CheckConstraint("works_status IN ('preliminary','under_construction','completed')", name="works_status"),
    CheckConstraint("management IN ('none','negotiating','introduced','pilot')", name="management"),
)

# Named numbers of the community sheet: kept as exact decimal strings.

indicator = Table(
    "indicator",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("value", String(64), nullable=False),
)

# One flat is one household. Empty entrance is '' so that the address can be unique on every database.

household = Table(
    "household",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False),
    Column("building", String(64), nullable=False),
    Column("entrance", String(64), nullable=False, server_default=""),
    Column("room", String(64), nullable=False),
    Column("floor_area", BigInteger, nullable=False, comment="0.01 square metres"),
    Column("area_source", String(16)),
    Column("owner_group", String(64)),
    Column("counted", Boolean, nullable=False, server_default=true()),
    Column("slip_serial", Integer, nullable=False, server_default="1", comment="raised to revoke the printed code"),
    UniqueConstraint("community_id", "building", "entrance", "room"),
    CheckConstraint("floor_area > 0", name="floor_area_positive"),
    CheckConstraint("length(building) > 0 AND length(room) > 0", name="address_not_empty"),
    CheckConstraint("area_source IN ('registry','survey','contract')", name="area_source"),
    Index(None, "community_id", "owner_group"),
)
