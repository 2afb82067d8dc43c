"""A definition in TOML becomes a consultation, or one in each of several communities: checked completely, then stored
in one transaction."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeAlias

from bot.actions import access
from bot.actions.attach_files import attach, read_files
from bot.actions.transact import Request, transact
from bot.rules.definition import Definition, Fault
from bot.rules.permissions import Right
from bot.rules.template_filling import check_from
from bot.rules.templates import Template
from bot.rules.written_file import SIZE_LIMIT, DefinitionRejected, Lines, Placed, placed, read_checked
from bot.storage import communities, consultations, inbox
from bot.storage.database import Connection, Database

__all__ = [
    "SIZE_LIMIT",
    "Author",
    "DefinitionRejected",
    "Lines",
    "Placed",
    "create_consultations",
    "may_create",
    "placed",
    "read_checked",
    "read_definition",
    "store",
]

Templates: TypeAlias = Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Author:
    """A staff member who creates by chat, with the admins of the configuration to check against."""

    request: Request
    admins: Sequence[int]


def read_definition(
    raw: bytes, now: datetime, zone: tzinfo, templates: Templates | None = None
) -> tuple[Definition, Lines]:
    """The checked definition and the lines of its keys; ``templates`` are those it may name.

    Raises DefinitionRejected.
    """
    return read_checked(raw, lambda data: check_from(data, templates or {}, now, zone))


async def may_create(db: Database, telegram_id: int, admins: Sequence[int]) -> None:
    """Before a file is even read: raises Refusal(NOT_ALLOWED) for people who may create nowhere."""
    right = Right.MANAGE_CONSULTATIONS
    await db.read(lambda connection: access.require_somewhere(connection, admins, telegram_id, right))


async def create_consultations(
    db: Database,
    raw: bytes,
    now: datetime,
    zone: tzinfo,
    author: Author | None = None,
    templates: Templates | None = None,
    folder: Path | None = None,
) -> tuple[int, ...]:
    """Store the consultation, one in each community that it names; returns their numbers in that order.

    Drawings that it names are read from ``folder``.

    Raises DefinitionRejected with every fault, or Refusal(NOT_ALLOWED) when the author may not ask in one of these
    communities; then nothing is stored. An update that is tried again after its commit creates nothing more.
    """
    definition, lines = read_definition(raw, now, zone, templates)
    files = read_files(definition, lines, folder)

    def change(connection: Connection) -> tuple[int, ...]:
        numbers = store(connection, definition, lines, now, author)
        attach(connection, numbers, files)
        return numbers

    return await (db.write(change) if author is None else transact(db, author.request, change))


def store(
    connection: Connection, definition: Definition, lines: Lines, now: datetime, author: Author | None = None
) -> tuple[int, ...]:
    """``create_consultations`` within a transaction of somebody else."""
    found = _communities(connection, definition, lines)
    by = None
    if author is not None:
        by = author.request.telegram_id
        for community in found:
            place = access.place_of_community(connection, community)
            access.require(connection, author.admins, by, Right.MANAGE_CONSULTATIONS, place)
        if inbox.done_already(connection, [author.request.update_id]):
            made = consultations.newest_by(connection, by, definition.title)
            if made is not None:
                return consultations.of_group(connection, made)
    _must_have_homes(connection, definition, found, lines)
    numbers = tuple(consultations.create(connection, definition, community, by, now) for community in found)
    if len(numbers) > 1:
        consultations.group(connection, numbers)
    return numbers


def _communities(connection: Connection, definition: Definition, lines: Lines) -> list[int]:
    """The ids of the communities that are named. Raises DefinitionRejected naming each that is not known."""
    found = {code: communities.by_code(connection, code) for code in definition.communities}
    unknown = [code for code, community in found.items() if community is None]
    if unknown:
        known = communities.codes(connection)
        raise DefinitionRejected([placed(lines, _unknown(definition, code, known)) for code in unknown])
    return [community.id for community in found.values() if community is not None]


def _unknown(definition: Definition, code: str, known: Sequence[str]) -> Fault:
    near = difflib.get_close_matches(code, known, n=1, cutoff=0.4)
    reason = "unknown_community_near" if near else "unknown_community"
    return Fault(definition.place_of(code), reason, {"value": code, "near": near[0] if near else ""})


def _must_have_homes(connection: Connection, definition: Definition, found: Sequence[int], lines: Lines) -> None:
    scope, faults = definition.scope, []
    part = scope.building or scope.entrance
    for code, community in zip(definition.communities, found, strict=True):
        if not communities.has_part(connection, community, scope.building, scope.entrance):
            path = ("scope",) if part else definition.place_of(code)
            faults.append(Fault(path, "unknown_scope" if part else "no_households", {"value": code}))
    if faults:
        raise DefinitionRejected([placed(lines, fault) for fault in faults])
