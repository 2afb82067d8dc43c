"""Opinions with files, categories, places and links"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_RULES = {
    "category": "category IN ('leak','drains','parking','green','safety','lift','management','other')",
    "answered_with_words": "(state = 'open') = (answer IS NULL)",
    "answered_when": "(state = 'open') = (answered_at IS NULL)",
    "main_is_older": "main_id < id",
}
_NEW_COLUMNS = ("main_id", "transcript", "building", "place", "category")
_INDEXES = (["person_id"], ["main_id"], ["state", "due_on"], ["raised_at"])
_MAIN = "fk_opinion_main_id_opinion"


def upgrade() -> None:
    """What was raised so far is of no category; what was answered without words or date is open again."""
    op.execute("UPDATE opinion SET state = 'open' WHERE answer IS NULL OR answered_at IS NULL")
    op.execute("UPDATE opinion SET answer = NULL, answered_at = NULL WHERE state = 'open'")
    _widen_opinion()
    _create_files()
    _create_history()
    _create_drafts()


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("category", sa.String(16), server_default="other", nullable=False),
        sa.Column("place", sa.String(100), comment="where it is, in words"),
        sa.Column("building", sa.String(64), comment="of the home of whoever gave it; never the flat"),
        sa.Column("transcript", sa.Text(), comment="what the voice messages say, written down by staff"),
        sa.Column("main_id", sa.Integer(), comment="the older opinion that says the same"),
    ]


_ANSWER = "what was done, or why nothing is done"


def _widen_opinion() -> None:
    with op.batch_alter_table("opinion") as batch:
        for column in _columns():
            batch.add_column(column)
        batch.create_foreign_key(op.f(_MAIN), "opinion", ["main_id"], ["id"])
        for name, rule in _RULES.items():
            batch.create_check_constraint(op.f(f"ck_opinion_{name}"), rule)
        batch.alter_column("answer", existing_type=sa.Text(), existing_nullable=True, comment=_ANSWER)
    for columns in _INDEXES:
        op.create_index(_index(columns), "opinion", columns)


def _index(columns: list[str]) -> str:
    return op.f(f"ix_opinion_{'_'.join(columns)}")


def _create_files() -> None:
    op.create_table(
        "opinion_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.CheckConstraint("kind IN ('photo','document','voice')", name=op.f("ck_opinion_file_kind")),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_file_opinion_id_opinion"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_file")),
    )
    op.create_index(op.f("ix_opinion_file_opinion_id"), "opinion_file", ["opinion_id"])


def _create_history() -> None:
    helper = "Telegram id of the helper; empty for residents and the command line"
    verbs = "verb IN ('raised','assigned','due','linked','parted','transcribed','answered','rejected')"
    op.create_table(
        "opinion_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text()),
        sa.Column("actor", sa.BigInteger(), comment=helper),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint(verbs, name=op.f("ck_opinion_event_verb")),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_event_opinion_id_opinion"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_event")),
    )
    op.create_index(op.f("ix_opinion_event_opinion_id"), "opinion_event", ["opinion_id"])
    op.execute(
        "INSERT INTO opinion_event (opinion_id, verb, at) SELECT id, 'raised', raised_at FROM opinion ORDER BY id"
    )


def _create_drafts() -> None:
    op.create_table(
        "opinion_draft",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("touched_at", Instant(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('give','run')", name=op.f("ck_opinion_draft_kind")),
        sa.PrimaryKeyConstraint("telegram_id", "kind", name=op.f("pk_opinion_draft")),
    )


def downgrade() -> None:
    """Opinions stay with their words and answers; files, history, categories and links are lost."""
    for table in ("opinion_draft", "opinion_event", "opinion_file"):
        op.drop_table(table)
    for columns in _INDEXES:
        op.drop_index(_index(columns), table_name="opinion")
    with op.batch_alter_table("opinion") as batch:
        for name in _RULES:
            batch.drop_constraint(op.f(f"ck_opinion_{name}"), type_="check")
        batch.drop_constraint(op.f(_MAIN), type_="foreignkey")
        for column in _NEW_COLUMNS:
            batch.drop_column(column)
        batch.alter_column("answer", existing_type=sa.Text(), existing_nullable=True, comment=None)
