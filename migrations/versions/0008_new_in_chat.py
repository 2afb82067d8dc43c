"""Consultations created in chat, files that have no id at Telegram yet, and albums that go before cards"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('meeting','minutes','announcement','move','new')"
_OLD_KINDS = "kind IN ('meeting','minutes','announcement','move')"
_SOMEWHERE = "(file_id IS NULL) <> (upload_id IS NULL)"


def upgrade() -> None:
    """Every file so far is known to Telegram; of cards that stand already, no album is sent any more."""
    _dialogues(_KINDS)
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("attachment") as batch:
        batch.alter_column("file_id", existing_type=sa.Text(), nullable=True)
        batch.add_column(_upload_id())
        batch.create_foreign_key(op.f("fk_attachment_upload_id_upload"), "upload", ["upload_id"], ["id"])
        batch.create_check_constraint(op.f("ck_attachment_somewhere"), _SOMEWHERE)
    op.create_index(op.f("ix_attachment_upload_id"), "attachment", ["upload_id"])
    for table in ("card", "meeting_card"):
        comment = "of the album that goes before it"
        op.add_column(table, sa.Column("parts_sent", sa.Integer(), server_default="0", nullable=False, comment=comment))


def _upload_id() -> sa.Column[Any]:
    return sa.Column("upload_id", sa.Integer(), nullable=True, comment="until it was sent for the first time")


def _dialogues(kinds: str) -> None:
    with op.batch_alter_table("dialogue") as batch:
        batch.drop_constraint(op.f("ck_dialogue_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_dialogue_kind"), kinds)


def downgrade() -> None:
    """Files that were never sent are lost, and so is what was being written in chat."""
    for table in ("meeting_card", "card"):
        op.drop_column(table, "parts_sent")
    op.execute("DELETE FROM attachment WHERE file_id IS NULL")
    op.drop_index(op.f("ix_attachment_upload_id"), table_name="attachment")
    with op.batch_alter_table("attachment") as batch:
        batch.drop_constraint(op.f("ck_attachment_somewhere"), type_="check")
        batch.drop_constraint(op.f("fk_attachment_upload_id_upload"), type_="foreignkey")
        batch.drop_column("upload_id")
        batch.alter_column("file_id", existing_type=sa.Text(), nullable=False)
    op.drop_table("upload")
    op.execute("DELETE FROM dialogue WHERE kind = 'new'")
    _dialogues(_OLD_KINDS)
