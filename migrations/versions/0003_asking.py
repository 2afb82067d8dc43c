"""Questionnaires with all kinds of questions, answers half given, and anonymous consultations"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TYPES = "type IN ('single','multiple','ranking','rating','price_ladder','budget','amount','text')"


def _alter(table: str, *, rowid: bool = True) -> Any:
    """SQLite builds the table anew; that it keeps no row numbers has to be said again."""
    return op.batch_alter_table(table, table_kwargs={} if rowid else {"sqlite_with_rowid": False})


_CONSULTATION_NEW = {
    "secrecy": "secrecy IN ('named','anonymous')",
    "anonymous_after_close": "secrecy = 'named' OR (results = 'after_close' AND regime <> 'owner_decision')",
    "only_anonymous_is_sealed": "sealed_at IS NULL OR secrecy = 'anonymous'",
}
_QUESTION_NEW = {
    "most_wanted_of_multiple": "NOT most_wanted OR type = 'multiple'",
    "condition_whole": "(condition_number IS NULL) = (condition_options IS NULL)",
    "condition_earlier": "condition_number IS NULL OR condition_number < number",
    "budget_of_budgets": "(type = 'budget') = (budget IS NOT NULL)",
    "ballot_kind_of_budgets": "(type = 'budget') = (ballot_kind IS NOT NULL)",
    "ballot_kind": "ballot_kind IN ('approval','cumulative')",
    "points_of_cumulative": "ballot_kind <> 'cumulative' OR points IS NOT NULL",
}
_OLD_TYPES = "type IN ('single','multiple')"
_OPTION_NEW = {"cost": "cost IS NULL OR cost >= 0", "price": "price IS NULL OR price > 0"}
_BALLOT_NEW = {"amount": "amount IS NULL OR (amount >= 0 AND said IS NULL)"}
_OLD_SLOT = "slot = 0 OR slot = option_number"
_SLOT = "slot = 0 OR slot = option_number OR slot = value"


def upgrade() -> None:
    """Every consultation so far is named, every question so far is required."""
    _widen_consultation()
    _widen_question()
    _widen_option()
    _widen_ballot()
    _widen_mark()
    _create_answering()
    _create_attachment()
    _create_sealed()


def _add(batch: Any, table: str, columns: list[sa.Column[Any]], rules: dict[str, str]) -> None:
    for column in columns:
        batch.add_column(column)
    for name, rule in rules.items():
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)


def _consultation_columns() -> list[sa.Column[Any]]:
    sealed = "when an anonymous one was cut loose from the homes that answered"
    return [
        sa.Column("secrecy", sa.String(16), server_default="named", nullable=False),
        sa.Column("sealed_at", Instant(timezone=True), nullable=True, comment=sealed),
        sa.Column("template", sa.String(64), nullable=True, comment="the form it was made from"),
        sa.Column("group_id", sa.Integer(), comment="the first of those asked in several communities at once"),
    ]


def _widen_consultation() -> None:
    with _alter("consultation") as batch:
        _add(batch, "consultation", _consultation_columns(), _CONSULTATION_NEW)
    op.create_index(op.f("ix_consultation_group_id"), "consultation", ["group_id"])


def _question_columns() -> list[sa.Column[Any]]:
    hundredths = "of an amount, in hundredths of its unit"
    return [
        sa.Column("required", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "most_wanted",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="asks for one among the chosen",
        ),
        sa.Column("role", sa.String(32), comment="what reports read out of it"),
        sa.Column(
            "condition_number",
            sa.Integer(),
            comment="asked only if that question was answered with one of the options",
        ),
        sa.Column("condition_options", sa.String(200), comment="option numbers, e.g. 1,3"),
        sa.Column("budget", sa.BigInteger(), comment="fen"),
        sa.Column("ballot_kind", sa.String(16)),
        sa.Column("points", sa.Integer(), comment="to be divided among the projects"),
        sa.Column("unit", sa.String(32)),
        sa.Column("least", sa.BigInteger(), comment=hundredths),
        sa.Column("most", sa.BigInteger(), comment=hundredths),
        sa.Column("monthly_cost", sa.BigInteger(), comment="fen a month that a fee would have to cover"),
    ]


def _widen_question() -> None:
    with _alter("question") as batch:
        batch.drop_constraint(op.f("ck_question_type"), type_="check")
        _add(batch, "question", _question_columns(), _QUESTION_NEW | {"type": _TYPES})


def _option_columns() -> list[sa.Column[Any]]:
    kind = "what an option means beyond its words, e.g. abstain"
    return [
        sa.Column("code", sa.String(32)),
        sa.Column("category", sa.String(32)),
        sa.Column("kind", sa.String(16), comment=kind),
        sa.Column("marks", sa.String(64), comment="e.g. self_funded,consent"),
        sa.Column("cost", sa.BigInteger(), comment="fen"),
        sa.Column("price", sa.BigInteger(), comment="fen a square metre and month"),
    ]


def _widen_option() -> None:
    with _alter("option", rowid=False) as batch:
        _add(batch, "option", _option_columns(), _OPTION_NEW)


def _ballot_columns() -> list[sa.Column[Any]]:
    said = "what marks alone do not say: words, the order of a ranking, the points of a budget"
    return [
        sa.Column("amount", sa.BigInteger(), comment="hundredths of the question's unit"),
        sa.Column("said", sa.Text(), comment=said),
    ]


def _widen_ballot() -> None:
    with _alter("ballot", rowid=False) as batch:
        _add(batch, "ballot", _ballot_columns(), _BALLOT_NEW)


def _widen_mark() -> None:
    with _alter("mark", rowid=False) as batch:
        batch.drop_constraint(op.f("ck_mark_slot"), type_="check")
        batch.add_column(sa.Column("value", sa.Integer(), server_default="1", nullable=False))
        batch.add_column(sa.Column("most_wanted", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.create_check_constraint(op.f("ck_mark_slot"), _SLOT)
        batch.create_check_constraint(op.f("ck_mark_value"), "value > 0")
    op.create_index(
        "ix_mark_one_most_wanted",
        "mark",
        ["question_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("most_wanted"),
        postgresql_where=sa.text("most_wanted"),
    )


def _create_answering() -> None:
    keys = ["telegram_id", "consultation_id", "household_id"]
    op.create_table(
        "answering",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), comment="the message that is edited in place"),
        sa.Column("handed_in_at", Instant(timezone=True), comment="when these answers became the home's ballots"),
        sa.Column("touched_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_answering_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_answering")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer_draft",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            keys,
            [f"answering.{key}" for key in keys],
            name=op.f("fk_answer_draft_telegram_id_consultation_id_household_id_answering"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*keys, "question_number", name=op.f("pk_answer_draft")),
        sqlite_with_rowid=False,
    )


def _create_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("question_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("option_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.CheckConstraint("kind IN ('photo','document')", name=op.f("ck_attachment_kind")),
        sa.CheckConstraint("option_number = 0 OR question_number > 0", name=op.f("ck_attachment_option_of_question")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_attachment_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_consultation_id"), "attachment", ["consultation_id"])


def _create_sealed() -> None:
    op.create_table(
        "participation",
        sa.Column("consultation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.CheckConstraint("channel IN ('chat','paper')", name=op.f("ck_participation_channel")),
        sa.ForeignKeyConstraint(
            ["consultation_id", "household_id"],
            ["electorate.consultation_id", "electorate.household_id"],
            name=op.f("fk_participation_consultation_id_household_id_electorate"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", "household_id", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    _create_of_question(
        "sealed_count",
        [
            sa.Column("scope", sa.String(200), nullable=False),
            sa.Column("respondents", sa.Integer(), nullable=False),
            sa.Column("groups", sa.Text(), nullable=False),
            sa.Column("counts", sa.Text(), nullable=False),
            sa.CheckConstraint("respondents >= 0", name=op.f("ck_sealed_count_respondents")),
            sa.PrimaryKeyConstraint("question_id", "scope", name=op.f("pk_sealed_count")),
        ],
    )
    _create_of_question(
        "sealed_words",
        [
            sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("words", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("question_id", "place", name=op.f("pk_sealed_words")),
        ],
    )


def _create_of_question(table: str, rest: list[Any]) -> None:
    op.create_table(
        table,
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        *rest,
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f(f"fk_{table}_question_id_question"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Only what a program of version 0002 can count stays; the rest is lost."""
    _keep_what_was_known()
    for table in ("sealed_words", "sealed_count", "participation", "attachment", "answer_draft", "answering"):
        op.drop_table(table)
    op.drop_index("ix_mark_one_most_wanted", table_name="mark")
    with _alter("mark", rowid=False) as batch:
        batch.drop_constraint(op.f("ck_mark_slot"), type_="check")
        batch.drop_constraint(op.f("ck_mark_value"), type_="check")
        batch.create_check_constraint(op.f("ck_mark_slot"), _OLD_SLOT)
        batch.drop_column("value")
        batch.drop_column("most_wanted")
    _narrow("ballot", _BALLOT_NEW, _ballot_columns(), rowid=False)
    _narrow("option", _OPTION_NEW, _option_columns(), rowid=False)
    _narrow("question", _QUESTION_NEW | {"type": _TYPES}, _question_columns(), also={"type": _OLD_TYPES})
    op.drop_index(op.f("ix_consultation_group_id"), table_name="consultation")
    _narrow("consultation", _CONSULTATION_NEW, _consultation_columns())


def _narrow(
    table: str,
    new: dict[str, str],
    columns: list[sa.Column[Any]],
    *,
    rowid: bool = True,
    also: dict[str, str] | None = None,
) -> None:
    with _alter(table, rowid=rowid) as batch:
        for name in new:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name, rule in (also or {}).items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), rule)
        for column in columns:
            batch.drop_column(column.name)


def _keep_what_was_known() -> None:
    unknown = "SELECT id FROM question WHERE type NOT IN ('single','multiple') OR number > 1"
    for table in ("mark", "ballot", "paper_entry", "paper_draft", "option"):
        op.execute(f"DELETE FROM {table} WHERE question_id IN ({unknown})")  # noqa: S608 (no value from outside)
    op.execute("DELETE FROM question WHERE type NOT IN ('single','multiple') OR number > 1")
