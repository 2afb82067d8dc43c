"""Consultations, who is asked, and what they answered.

The database forbids two ballots of one household to one question, a ballot from outside the electorate, and a choice
that is no option of its question."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.storage.models.base import metadata
from bot.storage.types import BigKey, Instant

consultation = Table(
    "consultation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("regime", String(32), nullable=False),
    Column("answerers", String(16), nullable=False),
    Column("results", String(16), nullable=False),
    Column("scope_building", String(64)),
    Column("scope_entrance", String(64)),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("matter", String(32)),
    Column("ruleset", String(32)),
    Column("created_by", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("enrolled_at", Instant, comment="when the electorate was written down at opening"),
    Column("settled_at", Instant, comment="when the end was noticed and the result handed to the outbox"),
    Column("secrecy", String(16), nullable=False, server_default="named"),
    Column("sealed_at", Instant, comment="when an anonymous one was cut loose from the homes that answered"),
    Column("template", String(64), comment="the form it was made from"),
    Column("group_id", Integer, index=True, comment="the first of those asked in several communities at once"),
    CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    CheckConstraint("regime IN ('consultation','resident_meeting','owner_decision')", name="regime"),
    CheckConstraint("answerers IN ('residents','owners')", name="answerers"),
    CheckConstraint("results IN ('live','after_close')", name="results"),
    CheckConstraint("(regime = 'owner_decision') = (matter IS NOT NULL)", name="matter_of_decisions"),
    CheckConstraint("scope_entrance IS NULL OR scope_building IS NOT NULL", name="entrance_needs_building"),
    CheckConstraint("secrecy IN ('named','anonymous')", name="secrecy"),
    CheckConstraint(
        "secrecy = 'named' OR (results = 'after_close' AND regime <> 'owner_decision')", name="anonymous_after_close"
    ),
    CheckConstraint("sealed_at IS NULL OR secrecy = 'anonymous'", name="only_anonymous_is_sealed"),
    Index(None, "closes_at"),
)

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("type", String(16), nullable=False),
    Column("max_choices", Integer),
    Column("required", Boolean, nullable=False, server_default=true()),
    Column("sensitive", Boolean, nullable=False, server_default=false()),
    Column("most_wanted", Boolean, nullable=False, server_default=false(), comment="asks for one among the chosen"),
    Column("role", String(32), comment="what reports read out of it"),
    Column("condition_number", Integer, comment="asked only if that question was answered with one of the options"),
    Column("condition_options", String(200), comment="option numbers, e.g. 1,3"),
    Column("budget", BigInteger, comment="fen"),
    Column("ballot_kind", String(16)),
    Column("points", Integer, comment="to be divided among the projects"),
    Column("unit", String(32)),
    Column("least", BigInteger, comment="of an amount, in hundredths of its unit"),
    Column("most", BigInteger, comment="of an amount, in hundredths of its unit"),
    Column("monthly_cost", BigInteger, comment="fen a month that a fee would have to cover"),
    UniqueConstraint("consultation_id", "number"),
    UniqueConstraint("id", "consultation_id"),
    CheckConstraint(
        "type IN ('single','multiple','ranking','rating','price_ladder','budget','amount','text')", name="type"
    ),
    CheckConstraint("max_choices IS NULL OR max_choices > 0", name="max_choices_positive"),
    CheckConstraint("NOT most_wanted OR type = 'multiple'", name="most_wanted_of_multiple"),
    CheckConstraint("(condition_number IS NULL) = (condition_options IS NULL)", name="condition_whole"),
    CheckConstraint("condition_number IS NULL OR condition_number < number", name="condition_earlier"),
    CheckConstraint("(type = 'budget') = (budget IS NOT NULL)", name="budget_of_budgets"),
    CheckConstraint("(type = 'budget') = (ballot_kind IS NOT NULL)", name="ballot_kind_of_budgets"),
    CheckConstraint("ballot_kind IN ('approval','cumulative')", name="ballot_kind"),
    CheckConstraint("ballot_kind <> 'cumulative' OR points IS NOT NULL", name="points_of_cumulative"),
)

option = Table(
    "option",
    metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    Column("code", String(32)),
    Column("category", String(32)),
    Column("kind", String(16), comment="what an option means beyond its words, e.g. abstain"),
    Column("marks", String(64), comment="e.g. self_funded,consent"),
    Column("cost", BigInteger, comment="fen"),
    Column("price", BigInteger, comment="fen a square metre and month"),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("cost IS NULL OR cost >= 0", name="cost"),
    CheckConstraint("price IS NULL OR price > 0", name="price"),
    sqlite_with_rowid=False,
)

# Who is asked, written down at opening; areas and heads cannot change under a count.

electorate = Table(
    "electorate",
    metadata,
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", ForeignKey("household.id"), primary_key=True, autoincrement=False),
    Column("owner_head", Integer, nullable=False, comment="smallest household id with the same owner(s)"),
    Column("floor_area", BigInteger, nullable=False),
    Column("counted", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

ballot = Table(
    "ballot",
    metadata,
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("consultation_id", Integer, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("cast_at", Instant, nullable=False),
    Column("amount", BigInteger, comment="hundredths of the question's unit"),
    Column("said", Text, comment="what marks alone do not say: words, the order of a ranking, the points of a budget"),
    ForeignKeyConstraint(["question_id", "consultation_id"], ["question.id", "question.consultation_id"]),
    ForeignKeyConstraint(
        ["consultation_id", "household_id"], ["electorate.consultation_id", "electorate.household_id"]
    ),
    CheckConstraint("channel IN ('chat','paper')", name="channel"),
    CheckConstraint("amount IS NULL OR (amount >= 0 AND said IS NULL)", name="amount"),
    sqlite_with_rowid=False,
)

# What a ballot says. A single choice, a rating or a price lives in slot 0, so a second one cannot exist; a ranked
# option in the slot of its place, so no two share one; else slot = option. `value` is the place or the points.

mark = Table(
    "mark",
    metadata,
    Column("question_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("option_number", Integer, nullable=False),
    Column("value", Integer, nullable=False, server_default="1"),
    Column("most_wanted", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("question_id", "household_id", "option_number"),
    ForeignKeyConstraint(
        ["question_id", "household_id"], ["ballot.question_id", "ballot.household_id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(["question_id", "option_number"], ["option.question_id", "option.number"]),
    CheckConstraint("slot = 0 OR slot = option_number OR slot = value", name="slot"),
    CheckConstraint("value > 0", name="value"),
    Index(
        "ix_mark_one_most_wanted",
        "question_id",
        "household_id",
        unique=True,
        sqlite_where=text("most_wanted"),
        postgresql_where=text("most_wanted"),
    ),
    sqlite_with_rowid=False,
)

# Append-only: who pressed what for which household, never shown. `choices` is '' for a withdrawal, else '1' or '1,4'.

ballot_history = Table(
    "ballot_history",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id"), nullable=False),
    Column("question_id", Integer, nullable=False),
    Column("household_id", Integer, nullable=False),
    Column("person_id", Integer),
    Column("channel", String(8), nullable=False),
    Column("choices", Text, nullable=False),
    Column("update_id", BigInteger),
    Column("recorded_at", Instant, nullable=False),
    Index(None, "consultation_id", "id"),
)

# One card a consultation and group. `shown` is a digest of what the group sees; a published message is a cache.
