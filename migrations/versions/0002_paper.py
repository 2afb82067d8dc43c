"""Ballots entered from paper"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drafts of sheets half read, and who entered and who checked a sheet."""
    _create_drafts()
    _create_entries()


def _create_drafts() -> None:
    op.create_table(
        "paper_draft",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("started_at", bot.storage.types.Instant(timezone=True), nullable=False),
        sa.Column(
            "replaces",
            bot.storage.types.Instant(timezone=True),
            nullable=True,
            comment="when the answer was given that this sheet is to replace",
        ),
        sa.Column("identity_checked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("choices", sa.Text(), server_default="", nullable=False),
        sa.Column("finished", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("purpose IN ('entry','check')", name=op.f("ck_paper_draft_purpose")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_paper_draft_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_paper_draft_household_id_household"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_paper_draft")),
    )


def _create_entries() -> None:
    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True, comment="Telegram id; empty for the command line"),
        sa.Column("entered_as", sa.String(length=16), nullable=True),
        sa.Column("entered_at", bot.storage.types.Instant(timezone=True), nullable=False),
        sa.Column("checked_by", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", bot.storage.types.Instant(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="entered", nullable=False),
        sa.CheckConstraint("state IN ('entered','checked','conflict')", name=op.f("ck_paper_entry_state")),
        sa.CheckConstraint("entered_as IN ('admin','staff','volunteer')", name=op.f("ck_paper_entry_entered_as")),
        sa.CheckConstraint("(state = 'entered') = (checked_at IS NULL)", name=op.f("ck_paper_entry_checked_when")),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by IS NULL)", name=op.f("ck_paper_entry_checked_by_somebody")
        ),
        sa.CheckConstraint(
            "checked_by IS NULL OR entered_by IS NULL OR checked_by <> entered_by",
            name=op.f("ck_paper_entry_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_paper_entry_question_id_question"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_paper_entry_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("question_id", "household_id", name=op.f("uq_paper_entry_question_id_household_id")),
    )
    op.create_index(op.f("ix_paper_entry_state"), "paper_entry", ["state"], unique=False)


def downgrade() -> None:
    """The ballots stay; who entered and checked them is lost."""
    op.drop_index(op.f("ix_paper_entry_state"), table_name="paper_entry")
    op.drop_table("paper_entry")
    op.drop_table("paper_draft")
