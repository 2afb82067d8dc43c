"""Reminding those who have not answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reminders to vote, and the homes that each was meant for."""
    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("building", sa.String(length=64), nullable=True, comment="empty: all that the helper serves"),
        sa.Column("created_by", sa.BigInteger(), nullable=True, comment="Telegram id; empty for the command line"),
        sa.Column("created_at", bot.storage.types.Instant(timezone=True), nullable=False),
        sa.Column("due_at", bot.storage.types.Instant(timezone=True), nullable=False),
        sa.Column("homes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("people", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("homes >= 0 AND people >= 0", name=op.f("ck_nudge_counts")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_nudge_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
    )
    op.create_index(op.f("ix_nudge_consultation_id"), "nudge", ["consultation_id"], unique=False)
    op.create_table(
        "nudge_home",
        sa.Column("nudge_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["nudge_id"], ["nudge.id"], name=op.f("fk_nudge_home_nudge_id_nudge"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_nudge_home_household_id_household")),
        sa.PrimaryKeyConstraint("nudge_id", "household_id", name=op.f("pk_nudge_home")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """How often homes were reminded is forgotten."""
    op.drop_table("nudge_home")
    op.drop_index(op.f("ix_nudge_consultation_id"), table_name="nudge")
    op.drop_table("nudge")
