"""Writing the community sheet: standing and indicators of communities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.rules.sheet import CommunityFacts, CommunitySheet, SheetImport
from bot.storage import audit
from bot.storage.models import community, indicator
from bot.storage.upsert import insert

# The sheet's field → the column that keeps it.
_COLUMNS = {
    "programme": "programme",
    "works_status": "works_status",
    "buildings": "building_count",
    "households": "household_count",
    "management": "management",
    "fund_pilot": "fund_pilot",
}


def preview_sheet(connection: Connection, sheet: CommunitySheet) -> SheetImport:
    """What ``store_sheet`` would do; writes nothing."""
    return _import(connection, sheet, None)


def store_sheet(connection: Connection, sheet: CommunitySheet, now: datetime) -> SheetImport:
    """Take a checked community sheet over; columns that it lacks and communities that it does not name stay."""
    return _import(connection, sheet, now)


def _import(connection: Connection, sheet: CommunitySheet, now: datetime | None) -> SheetImport:
    stored = {row.code: row for row in connection.execute(select(community)).mappings()}
    numbers = _indicators(connection)
    added: list[str] = []
    changed: list[str] = []
    for facts in sheet.communities:
        old = stored.get(facts.code)
        values = _values(facts, sheet.given, old)
        old_numbers = {} if old is None else numbers.get(old["id"], {})
        new_numbers = _merged(old_numbers, facts.indicators)
        if old is not None and all(old[name] == value for name, value in values.items()) and new_numbers == old_numbers:
            continue
        (changed if old is not None else added).append(facts.code)
        if now is not None:
            community_id = _store(connection, None if old is None else old["id"], values)
            _store_indicators(connection, community_id, old_numbers, new_numbers)
            audit.note(connection, now, None, "sheet_imported", facts.code)
    filled = (item for facts in sheet.communities for item in facts.indicators.items() if item[1] is not None)
    names = sorted({name for name, _ in filled})
    unchanged = len(sheet.communities) - len(added) - len(changed)
    missing = len(stored.keys() - {facts.code for facts in sheet.communities})
    return SheetImport(
        tuple(added), tuple(changed), unchanged, missing, tuple(names), sheet.ignored, dry_run=now is None
    )


def _indicators(connection: Connection) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for community_id, name, value in connection.execute(
        select(indicator.c.community_id, indicator.c.name, indicator.c.value)
    ):
        found.setdefault(community_id, {})[name] = value
    return found


def _merged(old: Mapping[str, str], given: Mapping[str, str | None]) -> dict[str, str]:
    """The file is the truth for its own columns: an empty cell takes a number away, an absent column does not."""
    return {name: value for name, value in {**old, **given}.items() if value is not None}


def _values(facts: CommunityFacts, given: frozenset[str], old: Mapping[Any, Any] | None) -> dict[str, object]:
    read = {
        "programme": facts.programme,
        "works_status": facts.works_status,
        "buildings": facts.building_count,
        "households": facts.household_count,
        "management": facts.management,
        "fund_pilot": facts.fund_pilot,
    }
    values: dict[str, object] = {_COLUMNS[field]: value for field, value in read.items() if field in given}
    values["code"] = facts.code
    values["name"] = facts.name or (old["name"] if old is not None else facts.code)
    values["subdistrict"] = facts.subdistrict or (old["subdistrict"] if old is not None else None)
    return values


def _store(connection: Connection, community_id: int | None, values: Mapping[str, object]) -> int:
    if community_id is None:
        statement = community.insert().values(dict(values)).returning(community.c.id)
        return int(connection.execute(statement).scalar_one())
    connection.execute(update(community).where(community.c.id == community_id).values(dict(values)))
    return community_id


def _store_indicators(
    connection: Connection, community_id: int, old: Mapping[str, str], new: Mapping[str, str]
) -> None:
    gone = [name for name in old if name not in new]
    if gone:
        connection.execute(
            delete(indicator).where(indicator.c.community_id == community_id, indicator.c.name.in_(gone))
        )
    rows = [
        {"community_id": community_id, "name": name, "value": value}
        for name, value in new.items()
        if old.get(name) != value
    ]
    if rows:
        statement = insert(connection, indicator)
        statement = statement.on_conflict_do_update(
            index_elements=["community_id", "name"], set_={"value": statement.excluded.value}
        )
        connection.execute(statement, rows)
