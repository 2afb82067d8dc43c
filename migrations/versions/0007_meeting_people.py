"""Host and contact of a meeting, changes of a series, ends that moved, and the sender's view of an announcement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who a meeting's people may turn to; old and new end; what changed together; where progress is shown."""
    op.add_column("meeting", sa.Column("host", sa.String(length=100), nullable=True))
    op.add_column(
        "meeting", sa.Column("contact", sa.String(length=100), nullable=True, comment="the responsible cadre")
    )
    op.add_column("meeting", sa.Column("phone", sa.String(length=40), nullable=True))
    for name in ("old_ends_at", "new_ends_at"):
        op.add_column("meeting_change", sa.Column(name, bot.storage.types.Instant(timezone=True), nullable=True))
    op.add_column(
        "meeting_change",
        sa.Column(
            "batch",
            bot.storage.types.BigKey,
            nullable=True,
            comment="the first change of those that were made together",
        ),
    )
    op.create_index(op.f("ix_meeting_change_batch"), "meeting_change", ["batch"], unique=False)
    _show_progress()


def _show_progress() -> None:
    op.add_column(
        "announcement",
        sa.Column("message_id", sa.BigInteger(), nullable=True, comment="in the private chat of who sent it"),
    )
    op.add_column("announcement", sa.Column("final", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Meetings and announcements stay."""
    for name in ("final", "message_id"):
        op.drop_column("announcement", name)
    op.drop_index(op.f("ix_meeting_change_batch"), table_name="meeting_change")
    for name in ("batch", "new_ends_at", "old_ends_at"):
        op.drop_column("meeting_change", name)
    for name in ("phone", "contact", "host"):
        op.drop_column("meeting", name)
