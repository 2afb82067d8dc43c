"""What the community sheet said of each community, day by day, so that "as of a day" can be asked later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select

from bot.rules.report_facts import SheetValues, Stated
from bot.storage.models import community, community_value
from bot.storage.upsert import insert

INDICATOR = "indicator"
Key = tuple[str, str]
"""A field of the sheet, and the name of the indicator ('' for our own fields)."""

History = dict[Key, dict[str, str | None]]
"""What one community's fields were from which day (ISO) on; None was taken away."""

EVER = "0001-01-01"
"""Since nobody knows when: what an undated sheet says first holds for every earlier day, too."""


def histories(connection: Connection, codes: Sequence[str]) -> dict[str, History]:
    """Everything that is known of these communities, by code."""
    columns = (community.c.code, community_value.c.field, community_value.c.name)
    query = select(*columns, community_value.c.since, community_value.c.value).join(
        community, community.c.id == community_value.c.community_id
    )
    wanted, found = set(codes), dict[str, History]()
    for code, field, name, since, value in connection.execute(query):
        if code in wanted:
            found.setdefault(code, {}).setdefault((field, name), {})[since] = value
    return found


def just_said(connection: Connection, since: datetime) -> frozenset[tuple[str, str, str]]:
    """Values of unknown age that were written down after an instant, as (code, field, name): still to be corrected."""
    key = (community.c.code, community_value.c.field, community_value.c.name)
    joined = community_value.join(community, community.c.id == community_value.c.community_id)
    lately = and_(community_value.c.since == EVER, community_value.c.recorded_at > since)
    rows = connection.execute(select(*key).select_from(joined).where(lately))
    return frozenset((code, field, name) for code, field, name in rows)


def in_force(values: Mapping[str, str | None], day: str) -> str | None:
    """What held on a day."""
    last = max((since for since in values if since <= day), default=None)
    return None if last is None else values[last]


def newest(values: Mapping[str, str | None]) -> str | None:
    """What holds now."""
    return values[max(values)] if values else None


def put(connection: Connection, community_id: int, values: Mapping[Key, tuple[str, str | None]], now: datetime) -> None:
    """Write down from which day on a community's fields are what; the same day again replaces."""
    row = {"community_id": community_id, "recorded_at": now}
    rows = [
        row | {"field": field, "name": name, "since": since, "value": value}
        for (field, name), (since, value) in values.items()
    ]
    if not rows:
        return
    statement = insert(connection, community_value)
    statement = statement.on_conflict_do_update(
        index_elements=["community_id", "field", "name", "since"],
        set_={"value": statement.excluded.value, "recorded_at": statement.excluded.recorded_at},
    )
    connection.execute(statement, rows)


def as_of(connection: Connection, day: date) -> dict[int, SheetValues]:
    """What the sheet said of every community on a day, by community id; absent where it said nothing yet."""
    key = (community_value.c.community_id, community_value.c.field, community_value.c.name)
    newest_day = (
        select(*key, func.max(community_value.c.since).label("since"))
        .where(community_value.c.since <= day.isoformat())
        .group_by(*key)
        .subquery()
    )
    same = and_(*(newest_day.c[column.name] == column for column in (*key, community_value.c.since)))
    query = select(*key, community_value.c.since, community_value.c.value).join(newest_day, same)
    said: dict[int, dict[Key, tuple[str, str]]] = {}
    for community_id, field, name, since, value in connection.execute(query):
        if value is not None:
            said.setdefault(community_id, {})[field, name] = (value, since)
    return {community_id: _values(fields) for community_id, fields in said.items()}


def _values(fields: Mapping[Key, tuple[str, str]]) -> SheetValues:
    plain = {field: value for (field, name), (value, _) in fields.items() if not name}
    buildings, households = plain.get("buildings"), plain.get("households")
    pilot = plain.get("fund_pilot")
    return SheetValues(
        works_status=plain.get("works_status"),
        programme=plain.get("programme"),
        management=plain.get("management"),
        fund_pilot=None if pilot is None else pilot == "yes",
        buildings=None if buildings is None else int(buildings),
        households=None if households is None else int(households),
        indicators={
            name: Stated(value, date.fromisoformat(since))
            for (field, name), (value, since) in fields.items()
            if field == INDICATOR
        },
    )
