"""Private notices of a vote's opening and of its result, planned in the transaction that brings them about."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.rules.consultation import Consultation, Status
from bot.rules.reminders import day_span
from bot.rules.reminding import Notices
from bot.storage import outbox
from bot.storage.reminders import quiet_hours
from bot.storage.settings import read_setting, store_setting

OPENING = "vote_opening"
RESULT_NOTICE = "vote_result"

_WANTED = "notices"
# A result that is older than this is no news.
_USEFUL = timedelta(days=3)


def plan_opening(connection: Connection, consultation: Consultation, now: datetime) -> None:
    """Tell everybody who is asked that the vote is open; of use until it ends."""
    if not wanted(connection).opening or consultation.status(now) is not Status.OPEN:
        return
    span = day_span(now, consultation.ends_at, quiet_hours(connection))
    if span is not None:
        everybody = [outbox.EVERYBODY]
        outbox.plan(connection, OPENING, consultation.id, everybody, span.due_at, span.useful_until)


def plan_result(connection: Connection, number: int, now: datetime) -> None:
    """Tell everybody who was asked what came out; once, however often it is shown again in groups."""
    if not wanted(connection).result or outbox.was_planned(connection, RESULT_NOTICE, number):
        return
    hours = quiet_hours(connection)
    span = day_span(now, now + _USEFUL, hours)
    if span is not None:
        outbox.plan(connection, RESULT_NOTICE, number, [outbox.EVERYBODY], span.due_at, span.useful_until)


def wanted(connection: Connection) -> Notices:
    """Which notices the installation sends; all of them until the configuration was seen for the first time."""
    stored = read_setting(connection, _WANTED)
    if stored is None:
        return Notices()
    names = stored.split()
    return Notices("opening" in names, "result" in names)


def store_wanted(connection: Connection, notices: Notices) -> None:
    """Keep the configured choice where the command line and the bot both find it."""
    names = [name for name, on in (("opening", notices.opening), ("result", notices.result)) if on]
    store_setting(connection, _WANTED, " ".join(names))
