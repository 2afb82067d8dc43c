"""Writing the community sheet: standing and indicators of communities, now and in their history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.rules.sheet import CommunityFacts, CommunitySheet, SheetImport
from bot.storage import audit, community_values
from bot.storage.community_values import INDICATOR, History, Key
from bot.storage.models import community, indicator
from bot.storage.upsert import insert

# The sheet's field → the column that keeps today's value.
_COLUMNS = {
    "programme": "programme",
    "works_status": "works_status",
    "buildings": "building_count",
    "households": "household_count",
    "management": "management",
    "fund_pilot": "fund_pilot",
}


_CORRECTED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Writing:
    """When and by whom a sheet is taken over, and the day from which its undated rows hold."""

    now: datetime
    today: date
    by: int | None


def preview_sheet(connection: Connection, sheet: CommunitySheet, now: datetime, today: date) -> SheetImport:
    """What ``store_sheet`` would do; writes nothing."""
    return _import(connection, sheet, _Writing(now, today, None), dry_run=True)


def store_sheet(
    connection: Connection, sheet: CommunitySheet, now: datetime, today: date, by: int | None = None
) -> SheetImport:
    """Take a checked community sheet over; columns that it lacks and communities that it does not name stay.

    Rows without a day hold from ``today`` on, and for every earlier day of which nothing is known. ``by`` is a Telegram
    id, None for the command line.
    """
    return _import(connection, sheet, _Writing(now, today, by), dry_run=False)


def _import(connection: Connection, sheet: CommunitySheet, writing: _Writing, *, dry_run: bool) -> SheetImport:
    stored = {row.code: row for row in connection.execute(select(community)).mappings()}
    past = community_values.histories(connection, [facts.code for facts in sheet.communities])
    open_to_change = community_values.just_said(connection, writing.now - _CORRECTED_WITHIN)
    added: dict[str, int | None] = {}
    changed: dict[str, None] = {}
    for facts in sorted(sheet.communities, key=lambda each: each.since or writing.today):
        old, history = stored.get(facts.code), past.setdefault(facts.code, {})
        said = {key: value for key, value in _said(facts, sheet.given).items() if value is not None or key in history}
        if old is None:
            added.setdefault(facts.code, None)
        elif _news(history, facts.since or writing.today, said) or _renamed(facts, old):
            changed[facts.code] = None
        fresh = {key for key in said if (facts.code, *key) in open_to_change}
        values = {key: (_since(facts, history.get(key, {}), key in fresh, writing), said[key]) for key in said}
        for key, (since, value) in values.items():
            history.setdefault(key, {})[since] = value
        if not dry_run:
            number = _store(connection, added[facts.code] if old is None else old["id"], facts, history)
            added |= {facts.code: number} if old is None else {}
            community_values.put(connection, number, values, writing.now)
    if not dry_run:
        audit.note_all(connection, writing.now, writing.by, "sheet_imported", [*added, *changed])
    return _report(sheet, tuple(added), tuple(changed), len(stored), dry_run=dry_run)


def _since(facts: CommunityFacts, values: Mapping[str, str | None], fresh: bool, writing: _Writing) -> str:
    """A row's own day. An undated value that is the first one, or corrects such a one soon, holds since ever."""
    if facts.since is not None:
        return facts.since.isoformat()
    first = not values or (fresh and set(values) == {community_values.EVER})
    return community_values.EVER if first else writing.today.isoformat()


def _said(facts: CommunityFacts, given: frozenset[str]) -> dict[Key, str | None]:
    """What a row says: the file is the truth for its own columns, so an empty cell takes a value away."""
    read: dict[str, object] = {
        "programme": facts.programme,
        "works_status": facts.works_status,
        "buildings": facts.building_count,
        "households": facts.household_count,
        "management": facts.management,
        "fund_pilot": None if facts.fund_pilot is None else ("yes" if facts.fund_pilot else "no"),
    }
    fields = {(name, ""): None if value is None else str(value) for name, value in read.items() if name in given}
    return fields | {(INDICATOR, name): value for name, value in facts.indicators.items()}


def _news(history: History, day: date, values: Mapping[Key, str | None]) -> bool:
    known = {key: community_values.in_force(history.get(key, {}), day.isoformat()) for key in values}
    return any(known[key] != value for key, value in values.items())


def _renamed(facts: CommunityFacts, old: Mapping[Any, Any]) -> bool:
    pairs = ((facts.name, old["name"]), (facts.subdistrict, old["subdistrict"]))
    return any(new is not None and new != before for new, before in pairs)


def _report(
    sheet: CommunitySheet, added: tuple[str, ...], changed: tuple[str, ...], stored: int, *, dry_run: bool
) -> SheetImport:
    named = {facts.code for facts in sheet.communities}
    filled = (item for facts in sheet.communities for item in facts.indicators.items() if item[1] is not None)
    names = sorted({name for name, _ in filled})
    unchanged = len(named) - len(added) - len(changed)
    missing = stored - (len(named) - len(added))
    return SheetImport(added, changed, unchanged, missing, tuple(names), sheet.ignored, dry_run=dry_run)


def _store(connection: Connection, community_id: int | None, facts: CommunityFacts, history: History) -> int:
    """Today's values are the newest of the history, whichever day this row is of."""
    today = {key: community_values.newest(values) for key, values in history.items()}
    row = {column: _typed(field, today[field, ""]) for field, column in _COLUMNS.items() if (field, "") in today}
    row |= {"name": facts.name} if facts.name else {}
    row |= {"subdistrict": facts.subdistrict} if facts.subdistrict else {}
    if community_id is None:
        new = community.insert().values({"code": facts.code, "name": facts.code} | row).returning(community.c.id)
        community_id = int(connection.execute(new).scalar_one())
    elif row:
        connection.execute(update(community).where(community.c.id == community_id).values(row))
    _store_indicators(connection, community_id, {name: v for (field, name), v in today.items() if field == INDICATOR})
    return community_id


def _typed(field: str, value: str | None) -> object:
    if value is None:
        return None
    if field == "fund_pilot":
        return value == "yes"
    return int(value) if field in ("buildings", "households") else value


def _store_indicators(connection: Connection, community_id: int, values: Mapping[str, str | None]) -> None:
    gone = [name for name, value in values.items() if value is None]
    if gone:
        mine = indicator.c.community_id == community_id
        connection.execute(delete(indicator).where(mine, indicator.c.name.in_(gone)))
    rows = [{"community_id": community_id, "name": name, "value": value} for name, value in values.items() if value]
    if rows:
        statement = insert(connection, indicator)
        statement = statement.on_conflict_do_update(
            index_elements=["community_id", "name"], set_={"value": statement.excluded.value}
        )
        connection.execute(statement, rows)
