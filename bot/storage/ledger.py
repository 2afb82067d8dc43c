"""The ledger's records: written once each, and read up to a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, or_, select

from bot.rules.ledger import LedgerEntry, LedgerFile, LedgerImport, RecordKind, numbered
from bot.rules.report_facts import HeldMeeting, Recorded
from bot.storage import audit
from bot.storage.models import community, ledger_record
from bot.storage.upsert import insert

_BATCH = 500


def preview_ledger(connection: Connection, file: LedgerFile) -> LedgerImport:
    """What ``store_ledger`` would do; writes nothing."""
    new = list(_new(connection, file.entries))
    return _report(file, new, dry_run=True)


def store_ledger(connection: Connection, file: LedgerFile, now: datetime, by: int | None) -> LedgerImport:
    """Write down the records that are not known yet; ``by`` is a Telegram id, None for the command line."""
    numbers = {row.code: row.id for row in connection.execute(select(community.c.code, community.c.id))}
    new = list(_new(connection, file.entries))
    rows = [
        _row(entry, numbers) | {"digest": digest, "occurrence": occurrence, "recorded_by": by, "recorded_at": now}
        for entry, digest, occurrence in new
    ]
    for start in range(0, len(rows), _BATCH):
        statement = insert(connection, ledger_record).on_conflict_do_nothing(index_elements=["digest", "occurrence"])
        connection.execute(statement, rows[start : start + _BATCH])
    if rows:
        audit.note(connection, now, by, "ledger_imported", str(len(rows)))
    return _report(file, new, dry_run=False)


def _new(connection: Connection, entries: Sequence[LedgerEntry]) -> Iterator[tuple[LedgerEntry, str, int]]:
    wanted = list(numbered(entries))
    known: set[tuple[str, int]] = set()
    for start in range(0, len(wanted), _BATCH):
        digests = {digest for _, digest, _ in wanted[start : start + _BATCH]}
        query = select(ledger_record.c.digest, ledger_record.c.occurrence).where(ledger_record.c.digest.in_(digests))
        known.update((digest, occurrence) for digest, occurrence in connection.execute(query))
    return (each for each in wanted if (each[1], each[2]) not in known)


def _row(entry: LedgerEntry, numbers: dict[str, int]) -> dict[str, object]:
    return {
        "record": entry.record.value,
        "day": entry.day.isoformat() if entry.day else None,
        "community_id": numbers[entry.community] if entry.community else None,
        "building": entry.building,
        "kind": entry.kind,
        "name": entry.name,
        "organization": entry.organization,
        "headcount": entry.headcount,
        "households": entry.households,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "value": entry.value,
        "unit": entry.unit,
        "note": entry.note,
    }


def _report(file: LedgerFile, new: Sequence[tuple[LedgerEntry, str, int]], *, dry_run: bool) -> LedgerImport:
    kinds = Counter(entry.record.value for entry, _, _ in new)
    added = {kind.value: kinds[kind.value] for kind in RecordKind if kinds[kind.value]}
    return LedgerImport(added, len(file.entries) - len(new), file.ignored, dry_run)


def _until(last: date, communities: Collection[int] | None) -> Select[*tuple[object, ...]]:
    query: Select[*tuple[object, ...]] = select(ledger_record).where(
        or_(ledger_record.c.day.is_(None), ledger_record.c.day <= last.isoformat())
    )
    return query if communities is None else query.where(ledger_record.c.community_id.in_(communities))


def meetings(connection: Connection, last: date, communities: Collection[int] | None) -> tuple[HeldMeeting, ...]:
    """The meetings up to a day, of some communities, or (None) of all and of the whole district."""
    query = _until(last, communities).where(ledger_record.c.record == RecordKind.MEETING.value)
    return tuple(
        HeldMeeting(row.community_id, row.kind, date.fromisoformat(row.day), row.headcount, row.households)
        for row in connection.execute(query)
    )


def others(connection: Connection, last: date, communities: Collection[int] | None) -> tuple[Recorded, ...]:
    """Everything but meetings up to a day, of some communities, or (None) of all and of the whole district."""
    query = _until(last, communities).where(ledger_record.c.record != RecordKind.MEETING.value)
    return tuple(_recorded(row) for row in connection.execute(query.order_by(ledger_record.c.id)))


def _recorded(row: Row[*tuple[object, ...]]) -> Recorded:
    return Recorded(
        record=RecordKind(row.record),
        community_id=row.community_id,
        day=date.fromisoformat(row.day) if row.day else None,
        building=row.building,
        kind=row.kind,
        name=row.name,
        organization=row.organization,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        unit=row.unit,
    )
