"""Reports that come by themselves: who wants them, when they are planned, and what one says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from bot.actions import access
from bot.actions.make_report import Wanted, make_report
from bot.actions.transact import Request, transact
from bot.rules.permissions import Right, places_of
from bot.rules.report import Period, Report, ReportKind
from bot.rules.report_assessment import Weights
from bot.rules.report_mail import MAILED, mailed_period, newest_mail
from bot.storage import outbox, reminders, report_mail
from bot.storage.database import Connection, Database
from bot.storage.outbox import Letter
from bot.storage.report_mail import KINDS
from bot.storage.settings import read_setting, store_setting

__all__ = ["KINDS", "mail_of", "mailed_report", "plan_reports", "set_mail"]

_PLANNED = "report_mail:"
"""The setting that remembers, by kind, the last period for which letters were planned."""


async def mail_of(db: Database, telegram_id: int) -> frozenset[ReportKind]:
    """What somebody gets regularly."""
    return await db.read(lambda connection: report_mail.kinds_of(connection, telegram_id))


async def set_mail(db: Database, request: Request, admins: Sequence[int], kind: ReportKind, *, wanted: bool) -> None:
    """Send it from now on, or no longer; saying so twice changes nothing.

    Raises Refusal(NOT_ALLOWED) when somebody who may not see reports wants one.
    """

    def change(connection: Connection) -> None:
        if not wanted:
            report_mail.unsubscribe(connection, request.telegram_id, kind)
            return
        access.require_somewhere(connection, admins, request.telegram_id, Right.SEE_TALLY)
        report_mail.subscribe(connection, request.telegram_id, kind, request.now)

    await transact(db, request, change)


async def plan_reports(db: Database, now: datetime) -> int:
    """Plan what is due to those who asked for it; returns how many letters.

    Late or many times a day does no harm: a letter is planned once for each reader and day.
    """
    if not await db.read(lambda connection: _unplanned(connection, now)):
        return 0

    def change(connection: Connection) -> int:
        return sum(_plan(connection, kind, now) for kind in _unplanned(connection, now))

    return await db.write(change)


def _unplanned(connection: Connection, now: datetime) -> list[ReportKind]:
    hours = reminders.quiet_hours(connection)
    newest = {kind: newest_mail(kind, now, hours) for kind in MAILED}
    return [
        kind
        for kind, (period, span) in newest.items()
        if now < span.useful_until and read_setting(connection, _PLANNED + kind.value) != period.first.isoformat()
    ]


def _plan(connection: Connection, kind: ReportKind, now: datetime) -> int:
    period, span = newest_mail(kind, now, reminders.quiet_hours(connection))
    store_setting(connection, _PLANNED + kind.value, period.first.isoformat())
    readers = report_mail.readers(connection, kind, span.due_at)
    outbox.plan(connection, KINDS[kind], period.first.toordinal(), readers, span.due_at, span.useful_until)
    return len(readers)


async def mailed_report(
    db: Database, letter: Letter, admins: Sequence[int], now: datetime, zone: tzinfo, weights: Weights
) -> Report | None:
    """The report for its reader, about what they may see now; None when they may see none any more."""
    kind = report_mail.kind_of(letter.kind)
    actor = await db.read(lambda connection: access.actor_of(connection, admins, letter.chat_id))
    grounds = tuple(place for place in places_of(actor, Right.SEE_TALLY) if place.building is None)
    if kind is None or not grounds:
        return None
    return await make_report(db, Wanted(period_of(letter, kind)), now, zone, weights, grounds)


def period_of(letter: Letter, kind: ReportKind) -> Period:
    """Which days a letter is about."""
    return mailed_period(kind, date.fromordinal(letter.subject_id))
