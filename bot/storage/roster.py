"""Writing the roster: communities and their flats, in sets of rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, select, update

from bot.rules.people import Address
from bot.rules.roster import Flat, Roster, RosterCommunity
from bot.rules.roster_changes import FlatChanges, RosterImport, compare, summary
from bot.rules.tables import Progress, silent
from bot.storage import audit, electorate
from bot.storage.communities import Community
from bot.storage.models import community, household
from bot.storage.upsert import insert

_BATCH = 2_000
_ADDRESS = ("community_id", "building", "entrance", "room")
_WRITTEN = ("floor_area", "area_source", "owner_group", "counted")


def known_communities(connection: Connection) -> dict[str, Community]:
    """Every community by its code."""
    rows = connection.execute(select(community.c.id, community.c.code, community.c.name, community.c.subdistrict))
    return {code: Community(number, code, name, subdistrict) for number, code, name, subdistrict in rows}


def flats_of(connection: Connection, community_id: int) -> dict[Address, Flat]:
    """The stored flats of a community by address, in the order they came into the roster."""
    columns = [household.c[name] for name in (*_ADDRESS[1:], *_WRITTEN)]
    statement = select(*columns).where(household.c.community_id == community_id).order_by(household.c.id)
    flats: dict[Address, Flat] = {}
    for building, entrance, room, area, source, group, counted in connection.execute(statement):
        address = Address(building, entrance or None, room)
        flats[address] = Flat(address, area, source, group, counted)
    return flats


def preview_roster(connection: Connection, roster: Roster) -> RosterImport:
    """What ``store_roster`` would do; writes nothing."""
    known = known_communities(connection)
    done = [(each, known.get(each.code), _changes(connection, each, known, roster)) for each in roster.communities]
    return _report(roster, done, dry_run=True)


def store_roster(connection: Connection, roster: Roster, now: datetime, progress: Progress = silent) -> RosterImport:
    """Take a checked roster over; consultations that are open follow it. Flats that it does not name stay."""
    electorate.write_due(connection, now)  # what opened while nothing ran asks the roster of its opening
    known = known_communities(connection)
    done = [(each, known.get(each.code), _changes(connection, each, known, roster)) for each in roster.communities]
    total = sum(len(changes.added) + len(changes.changed) for _, _, changes in done)
    written = 0
    affected: list[int] = []
    for each, old, changes in done:
        community_id = _store_community(connection, each, old)
        for batch in _batches((*changes.added, *changes.changed)):
            _store_flats(connection, community_id, batch)
            written += len(batch)
            progress("writing", written, total)
        if changes.added or changes.changed:
            affected.append(community_id)
            audit.note(connection, now, None, "roster_imported", each.code)
    if affected:
        electorate.refresh_open(connection, affected, now)
    return _report(roster, done, dry_run=False)


def _changes(connection: Connection, each: RosterCommunity, known: dict[str, Community], roster: Roster) -> FlatChanges:
    old = known.get(each.code)
    return compare({} if old is None else flats_of(connection, old.id), each, roster.given)


def _report(
    roster: Roster, done: Sequence[tuple[RosterCommunity, Community | None, FlatChanges]], *, dry_run: bool
) -> RosterImport:
    communities = tuple(
        summary(each, each.name or (old.name if old else each.code), old is None, changes)
        for each, old, changes in done
    )
    return RosterImport(communities, roster.ignored, dry_run)


def _store_community(connection: Connection, each: RosterCommunity, old: Community | None) -> int:
    if old is None:
        values = {"code": each.code, "name": each.name or each.code, "subdistrict": each.subdistrict}
        statement = community.insert().values(values).returning(community.c.id)
        return int(connection.execute(statement).scalar_one())
    name, subdistrict = each.name or old.name, each.subdistrict or old.subdistrict
    if (name, subdistrict) != (old.name, old.subdistrict):
        connection.execute(update(community).where(community.c.id == old.id).values(name=name, subdistrict=subdistrict))
    return old.id


def _batches(flats: Sequence[Flat]) -> list[Sequence[Flat]]:
    return [flats[start : start + _BATCH] for start in range(0, len(flats), _BATCH)]


def _store_flats(connection: Connection, community_id: int, flats: Sequence[Flat]) -> None:
    statement = insert(connection, household)
    statement = statement.on_conflict_do_update(
        index_elements=list(_ADDRESS), set_={name: statement.excluded[name] for name in _WRITTEN}
    )
    connection.execute(statement, [_row(community_id, flat) for flat in flats])


def _row(community_id: int, flat: Flat) -> dict[str, object]:
    address = flat.address
    place = (community_id, address.building, address.entrance or "", address.room)
    facts = (flat.floor_area, flat.area_source, flat.owner_group, flat.counted)
    return dict(zip(_ADDRESS + _WRITTEN, chain(place, facts), strict=True))
