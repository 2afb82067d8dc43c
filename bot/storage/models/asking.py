"""Questionnaires half answered, what hangs on questions, and what is left of anonymous consultations after the end."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from bot.storage.models.base import metadata
from bot.storage.types import Instant

# One person in one questionnaire. household_id is 0 when they answer for their own homes, else the home whose paper
# sheet a helper enters. question_number is what is asked now; 0 is the summary.
answering = Table(
    "answering",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("question_number", Integer, nullable=False),
    Column("message_id", BigInteger, comment="the message that is edited in place"),
    Column("handed_in_at", Instant, comment="when these answers became the home's ballots"),
    Column("touched_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

# The answer to one question, durable before the next is asked. `said` is JSON; an empty object is a question skipped.
answer_draft = Table(
    "answer_draft",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("consultation_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("question_number", Integer, primary_key=True, autoincrement=False),
    Column("said", Text, nullable=False),
    ForeignKeyConstraint(
        ["telegram_id", "consultation_id", "household_id"],
        ["answering.telegram_id", "answering.consultation_id", "answering.household_id"],
        ondelete="CASCADE",
    ),
    sqlite_with_rowid=False,
)

# Drawings and papers on a consultation, a question (0: on the whole) or an option (0: on the question).
attachment = Table(
    "attachment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("consultation_id", ForeignKey("consultation.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question_number", Integer, nullable=False, server_default="0"),
    Column("option_number", Integer, nullable=False, server_default="0"),
    Column("kind", String(16), nullable=False),
    Column("file_id", Text),
    Column("name", Text),
    Column("upload_id", ForeignKey("upload.id"), index=True, comment="until it was sent for the first time"),
    CheckConstraint("kind IN ('photo','document')", name="kind"),
    CheckConstraint("option_number = 0 OR question_number > 0", name="option_of_question"),
    CheckConstraint("(file_id IS NULL) <> (upload_id IS NULL)", name="somewhere"),
)

# A file from the command line, kept until Telegram has given it an id; several consultations may share it.
upload = Table(
    "upload",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# Which homes took part in an anonymous consultation, and nothing about what they said.
participation = Table(
    "participation",
    metadata,
    Column("consultation_id", Integer, primary_key=True, autoincrement=False),
    Column("household_id", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(8), nullable=False),
    ForeignKeyConstraint(
        ["consultation_id", "household_id"], ["electorate.consultation_id", "electorate.household_id"]
    ),
    CheckConstraint("channel IN ('chat','paper')", name="channel"),
    sqlite_with_rowid=False,
)

# What of an anonymous question may be published, scope by scope: written at the end, never changed.
# `groups` are option numbers as 1;2,3;4 and `counts` homes as 12;7;9; both empty where only the respondents are shown.
sealed_count = Table(
    "sealed_count",
    metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("scope", String(200), primary_key=True),
    Column("respondents", Integer, nullable=False),
    Column("groups", Text, nullable=False),
    Column("counts", Text, nullable=False),
    CheckConstraint("respondents >= 0", name="respondents"),
    sqlite_with_rowid=False,
)

# Free words of an anonymous question in an order of chance; empty where they are withheld.
sealed_words = Table(
    "sealed_words",
    metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)
