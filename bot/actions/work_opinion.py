"""A helper presses what to do with an opinion and types the words; what residents will read is shown once more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.actions import opinion_access
from bot.actions.answer_opinion import finish
from bot.actions.list_opinions import OpinionView, view_of
from bot.actions.run_opinion import RunDesk, assign_named, due_on, link, transcribe
from bot.actions.transact import transact
from bot.rules.meeting_plan import serial_of
from bot.rules.meeting_times import read_day
from bot.rules.opinion_work import PREVIEWED, Deed, OpinionWork, typed_number, typed_words, work_from
from bot.rules.opinions import OpinionState, must_be_open
from bot.rules.refusals import Reason, Refusal
from bot.storage import opinion_drafts
from bot.storage.database import Connection, Database
from bot.storage.opinion_drafts import RUN


@dataclass(frozen=True, slots=True)
class WorkView:
    """Where a deed stands: ``work.text`` is what waits to be confirmed; ``done`` when nothing is left to say."""

    work: OpinionWork
    view: OpinionView
    done: bool = False
    count: int = 0


async def begin_work(db: Database, desk: RunDesk, deed: Deed, number: int) -> WorkView:
    """The next words are for this deed. Raises Refusal(OPINION_ANSWERED) and those of ``opinion_access.for_helper``."""

    def change(connection: Connection) -> WorkView:
        found = opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, number)
        if deed not in (Deed.TRANSCRIBE, Deed.LINK):
            must_be_open(found)
        return _kept(connection, desk, OpinionWork(serial_of(desk.request.now), deed, number))

    return await transact(db, desk.request, change)


async def type_work(db: Database, desk: RunDesk, text: str) -> WorkView | None:
    """The words; None when no deed waits. Raises what the deed raises: then it still waits."""

    def change(connection: Connection) -> WorkView | None:
        facts = opinion_drafts.facts_of(connection, desk.request.telegram_id, RUN, desk.request.now)
        if facts is None:
            return None
        work = work_from(facts)
        if work.deed in PREVIEWED:
            _must_still_wait(connection, desk, work)
            return _kept(connection, desk, replace(work, text=typed_words(work.deed, text)))
        _do(connection, desk, work, text)
        return _ended(connection, desk, work)

    return await transact(db, desk.request, change)


def _must_still_wait(connection: Connection, desk: RunDesk, work: OpinionWork) -> None:
    found = opinion_access.for_helper(connection, desk.admins, desk.request.telegram_id, work.opinion_id)
    if work.deed is not Deed.TRANSCRIBE:
        must_be_open(found)


def _do(connection: Connection, desk: RunDesk, work: OpinionWork, text: str) -> None:
    if work.deed is Deed.ASSIGN:
        assign_named(connection, desk, work.opinion_id, text)
    elif work.deed is Deed.DUE:
        due_on(connection, desk, work.opinion_id, read_day(text, desk.request.now, desk.zone))
    else:
        link(connection, desk, work.opinion_id, typed_number(text))


async def confirm_work(db: Database, desk: RunDesk, serial: int) -> WorkView:
    """What was shown is right: do it, once. Raises Refusal(OPINION_GONE) for a second press, (OPINION_ANSWERED)."""

    def change(connection: Connection) -> WorkView:
        facts = opinion_drafts.facts_of(connection, desk.request.telegram_id, RUN, desk.request.now)
        work = None if facts is None else work_from(facts)
        if work is None or work.serial != serial or work.text is None:
            raise Refusal(Reason.OPINION_GONE)
        if work.deed is Deed.TRANSCRIBE:
            transcribe(connection, desk, work.opinion_id, work.text, desk.request.now)
            return _ended(connection, desk, work)
        state = OpinionState.REJECTED if work.deed is Deed.REJECT else OpinionState.ANSWERED
        count = finish(connection, desk.request, desk.admins, work.opinion_id, work.text, state)
        return replace(_ended(connection, desk, work), count=count)

    return await transact(db, desk.request, change)


async def drop_work(db: Database, desk: RunDesk) -> None:
    """Nothing is done."""
    await transact(db, desk.request, lambda c: opinion_drafts.end(c, desk.request.telegram_id, RUN))


def _kept(connection: Connection, desk: RunDesk, work: OpinionWork) -> WorkView:
    opinion_drafts.begin(connection, desk.request.telegram_id, RUN, work.facts(), desk.request.now)
    return WorkView(work, view_of(connection, desk.request, desk.admins, desk.zone, work.opinion_id))


def _ended(connection: Connection, desk: RunDesk, work: OpinionWork) -> WorkView:
    opinion_drafts.end(connection, desk.request.telegram_id, RUN)
    view = view_of(connection, desk.request, desk.admins, desk.zone, work.opinion_id)
    return WorkView(work, view, done=True)
