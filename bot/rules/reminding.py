"""Asking homes that have not answered to vote: how often, when, and who may see which of them are meant.

A reminder asks to come and vote, never for an option: under article 278 of the Civil Code staying away can defeat a
decision that a vote against would let pass, so nobody may be steered by whom they remind or how.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.consultation import Consultation
from bot.rules.people import Address
from bot.rules.permissions import Actor, Place, Role, covers
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminders import Hours, Span, day_span


@dataclass(frozen=True, slots=True)
class Notices:
    """Which private notices go out by themselves: when a consultation opens, and when its result is known."""

    opening: bool = True
    result: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one home is reminded of one consultation: ``most`` times in all, ``every`` apart at least."""

    every: timedelta = timedelta(days=2)
    most: int = 3

    def allows(self, times: int, last: datetime | None, at: datetime) -> bool:
        """Whether a home that was reminded so often, last at ``last``, may be reminded at ``at``."""
        return times < self.most and (last is None or last <= self.latest_before(at))

    def latest_before(self, at: datetime) -> datetime:
        """The last reminder must not be later than this for another one at ``at``."""
        return at - self.every

    def next_at(self, last: datetime) -> datetime:
        """From when on the next one is possible, if any is left."""
        return last + self.every


@dataclass(frozen=True, slots=True)
class Part:
    """Homes that are asked, in one building or (``building`` empty) in all that the asker serves.

    ``silent`` have not answered; ``reachable`` of them have somebody who gets private notices; ``ready`` of those may
    be reminded now. ``waiting_since`` is the earliest last reminder among those that may be reminded again later.
    """

    first_id: int
    building: str | None
    asked: int
    silent: int
    reachable: int
    ready: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class SilentHome:
    """A home that has not answered, and whether anybody there gets private notices. Never who, never what."""

    address: Address
    reachable: bool


def together(parts: Iterable[Part]) -> Part:
    """All of them as one."""
    found = list(parts)
    waiting = [part.waiting_since for part in found if part.waiting_since is not None]
    return Part(
        first_id=0,
        building=None,
        asked=sum(part.asked for part in found),
        silent=sum(part.silent for part in found),
        reachable=sum(part.reachable for part in found),
        ready=sum(part.ready for part in found),
        waiting_since=min(waiting, default=None),
    )


def must_be_ready(part: Part, limit: Limit) -> None:
    """Raise Refusal(REMIND_ALL_ANSWERED, REMIND_NOBODY, REMIND_TOO_SOON, REMIND_OFTEN_ENOUGH) when nobody is left."""
    if part.ready:
        return
    if not part.silent:
        raise Refusal(Reason.REMIND_ALL_ANSWERED)
    if not part.reachable:
        raise Refusal(Reason.REMIND_NOBODY, homes=part.silent)
    if part.waiting_since is None:
        raise Refusal(Reason.REMIND_OFTEN_ENOUGH, most=limit.most)
    raise Refusal(Reason.REMIND_TOO_SOON, next=limit.next_at(part.waiting_since), most=limit.most)


def reminder_span(consultation: Consultation, now: datetime, hours: Hours, limit: Limit) -> Span:
    """When a reminder goes out: now, or in the morning. Raises Refusal(REMIND_TOO_LATE) when it is over by then.

    It is of use until the next one is possible: after days without a line nobody gets two at once.
    """
    span = day_span(now, consultation.ends_at, hours)
    if span is None:
        raise Refusal(Reason.REMIND_TOO_LATE, title=consultation.title)
    return Span(span.due_at, min(span.useful_until, limit.next_at(span.due_at)))


def helps_there(actor: Actor, place: Place) -> bool:
    """Whether somebody is a volunteer of the place: then they go from door to door, and may see which doors."""
    return any(grant.role is Role.VOLUNTEER and covers(grant.place, place) for grant in actor.grants)
