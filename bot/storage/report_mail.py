"""Who wants which report sent to them regularly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.rules.report import ReportKind
from bot.storage.models import report_subscription as wanted
from bot.storage.upsert import insert

KINDS = {ReportKind.WEEK: "report_week", ReportKind.MONTH: "report_month"}
"""The kind of letter for each kind of report; its subject is the first day of the period, as an ordinal."""
_OF_LETTER = {letter: kind for kind, letter in KINDS.items()}


def kind_of(letter_kind: str) -> ReportKind | None:
    """Which report a letter brings; None for other letters."""
    return _OF_LETTER.get(letter_kind)


def kinds_of(connection: Connection, telegram_id: int) -> frozenset[ReportKind]:
    """What somebody gets."""
    rows = connection.scalars(select(wanted.c.kind).where(wanted.c.telegram_id == telegram_id))
    return frozenset(map(ReportKind, rows))


def readers(connection: Connection, kind: ReportKind, due: datetime) -> list[int]:
    """Who asked for it before it was due."""
    mine = (wanted.c.kind == kind.value, wanted.c.since < due)
    return list(connection.scalars(select(wanted.c.telegram_id).where(*mine).order_by(wanted.c.telegram_id)))


def subscribe(connection: Connection, telegram_id: int, kind: ReportKind, now: datetime) -> None:
    """From now on; whoever gets it already goes on getting it."""
    row = {"telegram_id": telegram_id, "kind": kind.value, "since": now}
    connection.execute(insert(connection, wanted).values(row).on_conflict_do_nothing())


def unsubscribe(connection: Connection, telegram_id: int, kind: ReportKind) -> None:
    """Not any more."""
    mine = (wanted.c.telegram_id == telegram_id, wanted.c.kind == kind.value)
    connection.execute(delete(wanted).where(*mine))
