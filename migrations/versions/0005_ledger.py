"""The ledger of staff, and the history of the community sheet"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import bot.storage.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_FIELDS = {
    "programme": "programme",
    "works_status": "works_status",
    "buildings": "CAST(building_count AS VARCHAR(20))",
    "households": "CAST(household_count AS VARCHAR(20))",
    "management": "management",
    "fund_pilot": "CASE WHEN fund_pilot THEN 'yes' WHEN NOT fund_pilot THEN 'no' END",
}


def upgrade() -> None:
    """Records of what happened beside the bot; what the sheet says today begins its history."""
    _create_records()
    _create_values()
    _begin_history()


def _create_records() -> None:
    op.create_table(
        "ledger_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=True, comment="ISO date; empty: since ever"),
        sa.Column("community_id", sa.Integer(), nullable=True, comment="empty: of the whole district"),
        sa.Column("building", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("organization", sa.String(length=200), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("headcount", "households", "numerator", "denominator")
        ),
        sa.Column("value", sa.String(length=64), nullable=True, comment="exact decimal"),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True, comment="Telegram id; empty for the command line"),
        sa.Column("recorded_at", bot.storage.types.Instant(timezone=True), nullable=False),
        *_rules_of_records(),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_ledger_record_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_record")),
        sa.UniqueConstraint("digest", "occurrence", name=op.f("uq_ledger_record_digest_occurrence")),
    )
    op.create_index(op.f("ix_ledger_record_community_id"), "ledger_record", ["community_id"], unique=False)
    op.create_index(op.f("ix_ledger_record_record_day"), "ledger_record", ["record", "day"], unique=False)


def _rules_of_records() -> list[sa.CheckConstraint]:
    rules = {
        "record": "record IN ('meeting','organization','pairing','assignment','rate','indicator')",
        "dated": "record IN ('organization','pairing','assignment') OR day IS NOT NULL",
        "occurrence": "occurrence > 0",
        "headcount": "headcount IS NULL OR headcount >= 0",
        "households": "households IS NULL OR households >= 0",
        "rate": "record <> 'rate' OR (numerator IS NOT NULL AND denominator IS NOT NULL AND numerator >= 0"
        " AND denominator > 0 AND numerator <= denominator)",
        "indicator": "record <> 'indicator' OR (name IS NOT NULL AND value IS NOT NULL)",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_ledger_record_{name}")) for name, rule in rules.items()]


def _create_values() -> None:
    op.create_table(
        "community_value",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False, comment="ISO date"),
        sa.Column("value", sa.String(length=200), nullable=True),
        sa.Column("recorded_at", bot.storage.types.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "field IN ('programme','works_status','buildings','households','management','fund_pilot','indicator')",
            name=op.f("ck_community_value_field"),
        ),
        sa.CheckConstraint("(field = 'indicator') = (name <> '')", name=op.f("ck_community_value_name_of_indicators")),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_value_community_id_community"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "field", "name", "since", name=op.f("pk_community_value")),
        sqlite_with_rowid=False,
    )


def _begin_history() -> None:
    """Nobody wrote down from which day today's values hold."""
    ever = {"ever": "0001-01-01", "now": datetime.now(UTC)}
    into = "INSERT INTO community_value (community_id, field, name, since, value, recorded_at) "
    now_bound = sa.bindparam("now", type_=bot.storage.types.Instant())
    for field, value in _FIELDS.items():
        chosen = f"SELECT id, '{field}', '', CAST(:ever AS VARCHAR(10)), {value}, :now FROM community "  # noqa: S608
        statement = sa.text(f"{into}{chosen}WHERE {value} IS NOT NULL").bindparams(now_bound)
        op.get_bind().execute(statement, ever)
    chosen = "SELECT community_id, 'indicator', name, CAST(:ever AS VARCHAR(10)), value, :now FROM indicator"
    op.get_bind().execute(sa.text(f"{into}{chosen} WHERE name <> ''").bindparams(now_bound), ever)


def downgrade() -> None:
    """The ledger is lost; of the community sheet only today's values stay."""
    op.drop_table("community_value")
    op.drop_index(op.f("ix_ledger_record_record_day"), table_name="ledger_record")
    op.drop_index(op.f("ix_ledger_record_community_id"), table_name="ledger_record")
    op.drop_table("ledger_record")
