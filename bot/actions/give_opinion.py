"""A resident gives an opinion piece by piece; each piece is kept in a row, so that a restart loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo

from bot.actions.opinion_access import known
from bot.actions.transact import Request, transact
from bot.rules.meeting_plan import serial_of
from bot.rules.opinion_plan import (
    OpinionPlan,
    Press,
    Stage,
    must_say_something,
    opinion_plan_from,
    pressed,
    with_opinion_file,
    with_words,
)
from bot.rules.opinions import MOST_A_DAY, Category, LedgerOpinion, OpinionFile, due_day, private_words
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import Tenure
from bot.storage import memberships, opinion_drafts, opinions
from bot.storage.database import Connection, Database
from bot.storage.opinion_drafts import GIVE

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GiveDesk:
    """Who gives, and what the district adds: its zone, usual places, names of categories, words better left out."""

    request: Request
    zone: tzinfo
    within_days: int
    places: Sequence[str] = ()
    names: Mapping[str, Category] | None = None
    sensitive: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GiveView:
    """An opinion while it is given. ``homes`` are one for each building the person lives in; ``given`` counts theirs.

    ``again`` for more pictures of one album, ``resumed`` for one taken up after a pause, ``private`` names what would
    better be left out.
    """

    plan: OpinionPlan
    homes: tuple[Tenure, ...]
    given: int = 0
    again: bool = False
    resumed: bool = False
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listening:
    """Whose words a message in private is: of an opinion being ``given``, or of a helper's deed.

    ``complete`` when only the word is missing that the summary is right.
    """

    given: bool
    complete: bool = False


async def listening(db: Database, request: Request) -> Listening | None:
    """Which dialogue about opinions waits for a message; None when none does, or another kind was touched later."""

    def fetch(connection: Connection) -> Listening | None:
        kind = opinion_drafts.listening(connection, request.telegram_id, request.now)
        facts = opinion_drafts.facts_of(connection, request.telegram_id, GIVE, request.now) if kind == GIVE else None
        if facts is None:
            return None if kind is None else Listening(given=False)
        return Listening(given=True, complete=opinion_plan_from(facts).stage is Stage.REVIEW)

    return await db.read(fetch)


async def begin_opinion(db: Database, desk: GiveDesk) -> GiveView:
    """A new opinion, or the one half given. Raises Refusal(OPINION_NO_HOME, OPINION_MANY)."""

    def change(connection: Connection) -> GiveView:
        held = _waiting(connection, desk)
        if held is not None:
            return replace(_kept(connection, desk, held), resumed=True)
        homes = _homes(connection, desk)
        _must_not_be_many(connection, desk, homes)
        plan = OpinionPlan(serial_of(desk.request.now))
        return _kept(connection, desk, _at_home(plan, homes[0]) if len(homes) == 1 else plan)

    return await transact(db, desk.request, change)


async def press_opinion(db: Database, desk: GiveDesk, serial: int, what: int, value: int) -> GiveView:
    """A button. Raises Refusal(OPINION_GONE, OPINION_NO_HOME) and those of ``pressed``."""

    def change(connection: Connection) -> GiveView:
        plan = _held(connection, desk, serial)
        if what == Press.HOME:
            return _kept(connection, desk, _chosen_home(plan, _homes(connection, desk), value))
        return _kept(connection, desk, pressed(plan, what, value, desk.places))

    return await transact(db, desk.request, change)


async def say_opinion(db: Database, desk: GiveDesk, text: str) -> GiveView | None:
    """Typed words; None when no opinion is being given. Raises the Refusals of ``with_words``."""
    return await _send(db, desk, lambda plan: with_words(plan, text, desk.names or {}))


async def show_opinion_file(
    db: Database, desk: GiveDesk, file: OpinionFile, caption: str | None, album: str | None
) -> GiveView | None:
    """A photo, a voice message or a document. Raises the Refusals of ``with_opinion_file``."""
    return await _send(db, desk, lambda plan: with_opinion_file(plan, file, caption, album))


async def _send(db: Database, desk: GiveDesk, piece: Callable[[OpinionPlan], OpinionPlan]) -> GiveView | None:
    def change(connection: Connection) -> GiveView | None:
        held = _waiting(connection, desk)
        if held is None:
            return None
        new = piece(held)
        return replace(_kept(connection, desk, new), again=new.album is not None and new.album == held.album)

    return await transact(db, desk.request, change)


async def submit_opinion(db: Database, desk: GiveDesk, serial: int | None = None) -> LedgerOpinion:
    """Enter it, once; ``serial`` None takes whichever waits. Raises OPINION_GONE for a second press, and OPINION_EMPTY,
    OPINION_NO_HOME, OPINION_MANY."""

    def change(connection: Connection) -> LedgerOpinion:
        plan = _held(connection, desk, serial)
        category = must_say_something(plan)
        homes = [home for home in _homes(connection, desk) if _lies(home) == (plan.community_id, plan.building)]
        if not homes:
            raise Refusal(Reason.OPINION_NO_HOME)
        _must_not_be_many(connection, desk, homes)
        number = opinions.store(connection, _row(desk, plan, category, homes[0]), plan.files)
        opinion_drafts.end(connection, desk.request.telegram_id, GIVE)
        return known(connection, number)

    return await transact(db, desk.request, change)


def _row(desk: GiveDesk, plan: OpinionPlan, category: Category, home: Tenure) -> dict[str, object]:
    return {
        "community_id": plan.community_id,
        "person_id": home.membership.person_id,
        "building": plan.building,
        "category": category.value,
        "place": plan.place or None,
        "text": plan.text,
        "due_on": due_day(desk.request.now, desk.zone, desk.within_days).isoformat(),
        "raised_at": desk.request.now,
    }


async def drop_opinion(db: Database, request: Request) -> None:
    """Nothing is entered."""
    await transact(db, request, lambda connection: opinion_drafts.end(connection, request.telegram_id, GIVE))


def _waiting(connection: Connection, desk: GiveDesk) -> OpinionPlan | None:
    facts = opinion_drafts.facts_of(connection, desk.request.telegram_id, GIVE, desk.request.now)
    return None if facts is None else opinion_plan_from(facts)


def _held(connection: Connection, desk: GiveDesk, serial: int | None) -> OpinionPlan:
    plan = _waiting(connection, desk)
    if plan is None or serial not in (None, plan.serial):
        raise Refusal(Reason.OPINION_GONE)
    return plan


def _kept(connection: Connection, desk: GiveDesk, plan: OpinionPlan) -> GiveView:
    homes = _homes(connection, desk)
    opinion_drafts.begin(connection, desk.request.telegram_id, GIVE, plan.facts(), desk.request.now)
    given = opinions.given_since(connection, homes[0].membership.person_id)
    private = private_words(plan.text, desk.sensitive) if plan.stage is Stage.REVIEW else ()
    return GiveView(plan, homes, given, private=private)


def _homes(connection: Connection, desk: GiveDesk) -> tuple[Tenure, ...]:
    """One home for each building the person lives in. Raises Refusal(OPINION_NO_HOME)."""
    tenures = memberships.tenures_of(connection, desk.request.telegram_id)
    homes = {_lies(tenure): tenure for tenure in reversed(tenures)}
    if not homes:
        raise Refusal(Reason.OPINION_NO_HOME)
    return tuple(reversed(homes.values()))


def _lies(tenure: Tenure) -> tuple[int, str]:
    household = tenure.home.household
    return household.community_id, household.address.building


def _at_home(plan: OpinionPlan, tenure: Tenure) -> OpinionPlan:
    community_id, building = _lies(tenure)
    return replace(plan, community_id=community_id, building=building)


def _chosen_home(plan: OpinionPlan, homes: Sequence[Tenure], household_id: int) -> OpinionPlan:
    home = next((each for each in homes if each.home.household.id == household_id), None)
    if home is None:
        raise Refusal(Reason.OPINION_GONE)
    return _at_home(plan, home)


def _must_not_be_many(connection: Connection, desk: GiveDesk, homes: Sequence[Tenure]) -> None:
    since = desk.request.now - _DAY
    if opinions.given_since(connection, homes[0].membership.person_id, since) >= MOST_A_DAY:
        raise Refusal(Reason.OPINION_MANY, most=MOST_A_DAY)
