"""A definition in TOML becomes a consultation: checked completely, then stored in one transaction."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeAlias, TypeVar

from bot.actions import access
from bot.actions.transact import Request, transact
from bot.rules.definition import Definition, Fault, check_definition
from bot.rules.permissions import Right
from bot.rules.toml_lines import line_of, lines_of
from bot.storage import communities, consultations, inbox
from bot.storage.database import Connection, Database

SIZE_LIMIT = 256 * 1024
T = TypeVar("T")
Lines: TypeAlias = dict[tuple[str | int, ...], int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault with the line of the file it stands on and the key as one writes it."""

    line: int | None
    key: str
    reason: str
    facts: Mapping[str, object]


class DefinitionRejected(Exception):
    """The definition cannot be used; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Placed]) -> None:
        super().__init__("; ".join(f"{fault.line}: {fault.key}: {fault.reason}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Author:
    """A staff member who creates by chat, with the admins of the configuration to check against."""

    request: Request
    admins: Sequence[int]


def read_definition(raw: bytes, now: datetime, zone: tzinfo) -> tuple[Definition, Lines]:
    """The checked definition and the lines of its keys. Raises DefinitionRejected."""
    return read_checked(raw, lambda data: check_definition(data, now, zone))


def read_checked(raw: bytes, check: Callable[[Mapping[str, Any]], T | list[Fault]]) -> tuple[T, Lines]:
    """What ``check`` makes of a TOML file, and the lines of its keys. Raises DefinitionRejected."""
    if len(raw) > SIZE_LIMIT:
        raise DefinitionRejected([Placed(None, "", "file_too_large", {"most": SIZE_LIMIT // 1024})])
    try:
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise DefinitionRejected([Placed(None, "", "not_utf8", {})]) from None
    except tomllib.TOMLDecodeError as error:
        raise DefinitionRejected([_syntax(text, str(error))]) from None
    except (ValueError, RecursionError) as error:  # endless numbers and nesting, given up without a place
        raise DefinitionRejected([Placed(None, "", "syntax", {"message": str(error)})]) from None
    lines = lines_of(text)
    checked = check(data)
    if isinstance(checked, list):
        raise DefinitionRejected([placed(lines, fault) for fault in checked])
    return checked, lines


async def may_create(db: Database, telegram_id: int, admins: Sequence[int]) -> None:
    """Before a file is even read: raises Refusal(NOT_ALLOWED) for people who may create nowhere."""
    right = Right.MANAGE_CONSULTATIONS
    await db.read(lambda connection: access.require_somewhere(connection, admins, telegram_id, right))


async def create_consultation(
    db: Database, raw: bytes, now: datetime, zone: tzinfo, author: Author | None = None
) -> int:
    """Store the consultation; returns its number.

    Raises DefinitionRejected with every fault, or Refusal(NOT_ALLOWED) when the author may not ask this community. An
    update that is tried again after its commit creates nothing more.
    """
    definition, lines = read_definition(raw, now, zone)

    def change(connection: Connection) -> int:
        found = _community(connection, definition, lines)
        by = None
        if author is not None:
            by = author.request.telegram_id
            place = access.place_of_community(connection, found)
            access.require(connection, author.admins, by, Right.MANAGE_CONSULTATIONS, place)
            if inbox.done_already(connection, [author.request.update_id]):
                made = consultations.newest_by(connection, by, definition.title)
                if made is not None:
                    return made
        _must_have_homes(connection, definition, found, lines)
        return consultations.create(connection, definition, found, by, now)

    return await (db.write(change) if author is None else transact(db, author.request, change))


def _community(connection: Connection, definition: Definition, lines: Lines) -> int:
    community = communities.by_code(connection, definition.community)
    if community is None:
        near = difflib.get_close_matches(definition.community, communities.codes(connection), n=1, cutoff=0.4)
        fault = Fault(
            ("community",),
            "unknown_community_near" if near else "unknown_community",
            {"value": definition.community, "near": near[0] if near else ""},
        )
        raise DefinitionRejected([placed(lines, fault)])
    return community.id


def _must_have_homes(connection: Connection, definition: Definition, community_id: int, lines: Lines) -> None:
    scope = definition.scope
    if not communities.has_part(connection, community_id, scope.building, scope.entrance):
        part = scope.building or scope.entrance
        fault = Fault(("scope",) if part else ("community",), "unknown_scope" if part else "no_households", {})
        raise DefinitionRejected([placed(lines, fault)])


def placed(lines: Lines, fault: Fault) -> Placed:
    """The fault with its line, and its key as one writes it."""
    key = ""
    for part in fault.path:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else part
    return Placed(line_of(lines, fault.path), key, fault.reason, fault.facts)


def _syntax(text: str, message: str) -> Placed:
    head, _, place = message.rpartition(" (at ")
    if place.startswith("line "):
        return Placed(int(place.split()[1].rstrip(",")), "", "syntax", {"message": head})
    return Placed(text.count("\n") + 1, "", "syntax", {"message": head or message})
