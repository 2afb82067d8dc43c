"""Reports that staff want to be sent to them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has asked for any so far."""
    op.create_table(
        "report_subscription",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column(
            "since",
            bot.storage.types.Instant(timezone=True),
            nullable=False,
            comment="what was due before is not sent",
        ),
        sa.CheckConstraint("kind IN ('week','month')", name=op.f("ck_report_subscription_kind")),
        sa.PrimaryKeyConstraint("telegram_id", "kind", name=op.f("pk_report_subscription")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Who wanted reports is forgotten; those that were planned cannot be written any more."""
    op.execute("DELETE FROM outbox WHERE kind IN ('report_week','report_month')")
    op.drop_table("report_subscription")
