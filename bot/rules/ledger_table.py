"""The ledger as a table (台账): one line for every meeting, consultation, vote, opinion, notice, assignment and record.

The columns are those of the district's ledger, in their order, and some more behind them. Votes are counts of homes by
channel and never say what anybody chose; opinions never say who gave them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date as day
from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line, in the order of the columns. ``unit`` is the entrance; ``measure_unit`` that of ``value``.

    ``status`` is open, replied, done or rejected. What was never recorded is None.
    """

    ledger_id: str
    date: day | None = None
    district: str | None = None
    subdistrict: str | None = None
    community: str | None = None
    building: str | None = None
    unit: str | None = None
    room: str | None = None
    kind: str = ""
    topic: str | None = None
    headcount: int | None = None
    households: int | None = None
    source_channel: str | None = None
    cadre: str | None = None
    cadre_unit: str | None = None
    content: str | None = None
    category: str | None = None
    status: str = "done"
    due_at: datetime | str | None = None
    replied_at: datetime | None = None
    reply: str | None = None
    evidence_ids: str | None = None
    created_by: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    community_code: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: str | None = None
    measure_unit: str | None = None


COLUMNS = tuple(field.name for field in fields(LedgerLine))


def cells(line: LedgerLine, zone: tzinfo) -> list[str]:
    """A line as texts; instants in ``zone``, empty where nothing was recorded."""
    return [_cell(getattr(line, column), zone) for column in COLUMNS]


def _cell(value: object, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    return str(value)


def in_order(line: LedgerLine) -> tuple[str, str, int]:
    """By day, those of unknown days first, then by what it is and its number."""
    name, _, number = line.ledger_id.partition("-")
    digits = number.partition("-")[0]
    return (line.date.isoformat() if line.date else "", name, int(digits) if digits.isdecimal() else 0)
