"""Group chats: bound to a community by staff, followed when they move, forgotten when unbound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import access
from bot.actions.find_community import community_named
from bot.actions.transact import Request, transact
from bot.rules.permissions import Right
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible
from bot.storage import audit, communities, groups
from bot.storage.communities import Community
from bot.storage.database import Connection, Database

__all__ = ["Community", "Group", "bind_group", "find_community", "follow_group", "note_presence", "unbind_group"]


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat as Telegram names it; ``thread_id`` is the forum topic somebody wrote in."""

    chat_id: int
    thread_id: int | None


async def find_community(
    db: Database, code: str, telegram_id: int, admins: Sequence[int], *, anonymous: bool = False
) -> Community:
    """The community with this code, for somebody who may bind groups; an anonymous administrator is asked later.

    Raises Refusal(NOT_ALLOWED), or Refusal(UNKNOWN_COMMUNITY), which names the nearest code to those who may know it.
    """

    wanted = visible(code)

    def fetch(connection: Connection) -> Community:
        if anonymous:
            found = communities.by_code(connection, wanted)
            if found is None:
                raise Refusal(Reason.UNKNOWN_COMMUNITY, community=wanted)
            return found
        access.require_somewhere(connection, admins, telegram_id, Right.BIND_GROUP)
        return community_named(connection, wanted)

    return await db.read(fetch)


async def bind_group(
    db: Database, request: Request, admins: Sequence[int], group: Group, community_id: int
) -> Community:
    """Bind the group; open consultations of the community appear in it within seconds.

    Raises Refusal(NOT_ALLOWED, UNKNOWN_COMMUNITY, NOT_A_GROUP, BOUND_ELSEWHERE).
    """

    def change(connection: Connection) -> Community:
        place = access.place_of_community(connection, community_id)
        access.require(connection, admins, request.telegram_id, Right.BIND_GROUP, place)
        if group.chat_id >= 0:
            raise Refusal(Reason.NOT_A_GROUP)
        before = groups.of_chat(connection, group.chat_id)
        if before is not None and before.community_id != community_id:
            other = communities.by_id(connection, before.community_id)
            raise Refusal(Reason.BOUND_ELSEWHERE, community=other.name if other else "")
        groups.bind(connection, group.chat_id, group.thread_id, community_id, request.telegram_id, request.now)
        found = communities.by_id(connection, community_id)
        assert found is not None  # noqa: S101 - place_of_community found it in this transaction
        audit.note(connection, request.now, request.telegram_id, "bind", f"{found.code} {group.chat_id}")
        return found

    return await transact(db, request, change)


async def unbind_group(db: Database, request: Request, admins: Sequence[int], group: Group) -> Community:
    """Forget the group; raises Refusal(NOT_ALLOWED, GROUP_NOT_BOUND)."""

    def change(connection: Connection) -> Community:
        access.require_somewhere(connection, admins, request.telegram_id, Right.BIND_GROUP)
        bound = groups.of_chat(connection, group.chat_id)
        found = communities.by_id(connection, bound.community_id) if bound else None
        if found is None:
            raise Refusal(Reason.GROUP_NOT_BOUND)
        place = access.place_of_community(connection, found.id)
        access.require(connection, admins, request.telegram_id, Right.BIND_GROUP, place)
        groups.unbind(connection, group.chat_id)
        audit.note(connection, request.now, request.telegram_id, "unbind", f"{found.code} {group.chat_id}")
        return found

    return await transact(db, request, change)


async def note_presence(db: Database, request: Request, chat_id: int, present: bool) -> None:
    """The bot was added to the group, or removed from it."""
    await transact(db, request, lambda connection: groups.set_present(connection, chat_id, present))


async def follow_group(db: Database, request: Request, old_chat_id: int, new_chat_id: int) -> None:
    """The group became a supergroup with another id."""
    await transact(db, request, lambda connection: groups.migrate(connection, old_chat_id, new_chat_id))
