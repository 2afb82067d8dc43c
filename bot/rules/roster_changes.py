"""What a roster changes in what the database has: added, changed, unchanged; and which flats the file does not name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.rules.people import Address
from bot.rules.roster import Flat, RosterCommunity

_OPTIONAL = ("area_source", "owner_group", "counted")
NAMED_MISSING = 10


@dataclass(frozen=True, slots=True)
class FlatChanges:
    """The flats of one community that have to be written, and those that are left alone."""

    added: tuple[Flat, ...]
    changed: tuple[Flat, ...]
    unchanged: int
    missing: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class CommunityImport:
    """What an import did to one community. ``missing_first`` names up to ten flats that the file does not have."""

    code: str
    name: str
    new: bool
    added: int
    changed: int
    unchanged: int
    missing: int
    missing_first: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What an import did, or would do, community by community; ``ignored`` are columns nobody knows."""

    communities: tuple[CommunityImport, ...]
    ignored: tuple[str, ...]
    dry_run: bool


def compare(stored: Mapping[Address, Flat], community: RosterCommunity, given: frozenset[str]) -> FlatChanges:
    """Compare a community of the file with its stored flats; columns that are not ``given`` keep their values."""
    kept = [name for name in _OPTIONAL if name not in given]
    added: list[Flat] = []
    changed: list[Flat] = []
    for address, flat in community.flats.items():
        old = stored.get(address)
        if old is None:
            added.append(flat)
        elif (new := replace(flat, **{name: getattr(old, name) for name in kept})) != old:
            changed.append(new)
    missing = tuple(address for address in stored if address not in community.flats)
    return FlatChanges(tuple(added), tuple(changed), len(community.flats) - len(added) - len(changed), missing)


def summary(community: RosterCommunity, name: str, new: bool, changes: FlatChanges) -> CommunityImport:
    """The counts of one community, for whoever runs the import."""
    return CommunityImport(
        code=community.code,
        name=name,
        new=new,
        added=len(changes.added),
        changed=len(changes.changed),
        unchanged=changes.unchanged,
        missing=len(changes.missing),
        missing_first=changes.missing[:NAMED_MISSING],
    )
