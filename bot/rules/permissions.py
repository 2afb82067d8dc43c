"""Who may do what, and where.

A role is granted for the whole district, a subdistrict, a community or one building. A grant covers a place when the
place lies inside it; somebody who serves one building may not act for the whole community.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody serves as. Residents need none."""

    ADMIN = "admin"
    STAFF = "staff"
    VOLUNTEER = "volunteer"


class Right(StrEnum):
    """What can be asked for at the door."""

    MANAGE_ROLES = "manage_roles"
    MANAGE_CONSULTATIONS = "manage_consultations"
    SEE_TALLY = "see_tally"
    BIND_GROUP = "bind_group"
    CONFIRM_OWNERS = "confirm_owners"
    SEE_HOUSEHOLDS = "see_households"
    ENTER_PAPER = "enter_paper"
    SCHEDULE_MEETINGS = "schedule_meetings"  # and to run them: move, cancel, check people in, write minutes
    ANNOUNCE = "announce"
    KEEP_LEDGER = "keep_ledger"  # to hand in ledger files and, for the whole district, community sheets
    ANSWER_OPINIONS = "answer_opinions"  # and to assign, date and link them
    REMIND = "remind"  # those who have not answered, of a vote that is open
    CHECK_PAPER = "check_paper"  # and to enter paper ballots of owner decisions, which takes seeing who signed


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the district, from the largest to the smallest; what is empty is not narrowed down."""

    subdistrict: str | None = None
    community_id: int | None = None
    building: str | None = None


DISTRICT = Place()


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person and the place it holds for."""

    role: Role
    place: Place = DISTRICT


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A grant, its holder, and the name of its community, if it has one."""

    telegram_id: int
    grant: Grant
    community_name: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something. Admins named in the configuration need no grant."""

    telegram_id: int
    grants: tuple[Grant, ...] = ()
    is_config_admin: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        named = {Role.ADMIN} if self.is_config_admin else set()
        return frozenset(named | {grant.role for grant in self.grants})


_VOLUNTEER = frozenset(
    {Right.SEE_HOUSEHOLDS, Right.ENTER_PAPER, Right.SCHEDULE_MEETINGS, Right.REMIND, Right.ANSWER_OPINIONS}
)
_STAFF = _VOLUNTEER | {
    Right.MANAGE_CONSULTATIONS,
    Right.SEE_TALLY,
    Right.BIND_GROUP,
    Right.CONFIRM_OWNERS,
    Right.CHECK_PAPER,
    Right.ANNOUNCE,
    Right.KEEP_LEDGER,
}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VOLUNTEER: _VOLUNTEER,
    Role.STAFF: _STAFF,
    Role.ADMIN: frozenset(Right),
}


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What these roles may do somewhere."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def covers(outer: Place, inner: Place) -> bool:
    """Whether ``inner`` lies in ``outer``: everything that ``outer`` narrows down is the same in ``inner``."""
    pairs = (
        (outer.subdistrict, inner.subdistrict),
        (outer.community_id, inner.community_id),
        (outer.building, inner.building),
    )
    return all(wanted is None or wanted == given for wanted, given in pairs)


def may(actor: Actor, right: Right, place: Place) -> bool:
    """Whether one of the actor's roles holds the right for all of the place."""
    if actor.is_config_admin:
        return True
    return any(right in RIGHTS[grant.role] and covers(grant.place, place) for grant in actor.grants)


def acting_role(actor: Actor, right: Right, place: Place) -> Role | None:
    """The role in which somebody uses the right for the place, the widest one first; None when they may not."""
    if actor.is_config_admin:
        return Role.ADMIN
    able = {grant.role for grant in actor.grants if right in RIGHTS[grant.role] and covers(grant.place, place)}
    return next((role for role in Role if role in able), None)


def places_of(actor: Actor, right: Right) -> tuple[Place, ...]:
    """The places for which the actor holds the right; one that lies inside another is left out."""
    if actor.is_config_admin:
        return (DISTRICT,)
    places = tuple(dict.fromkeys(grant.place for grant in actor.grants if right in RIGHTS[grant.role]))
    return tuple(place for place in places if not any(other != place and covers(other, place) for other in places))
