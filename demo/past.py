"""What has happened in the sample community before a visitor comes: a survey that has ended, a meeting, a ledger."""

from __future__ import annotations

from datetime import date, timedelta

from bot.actions.advance_consultations import advance_consultations
from bot.actions.answer_opinion import finish
from bot.actions.correct_headcount import correct_headcount
from bot.actions.import_ledger import import_ledger
from bot.actions.import_roster import import_roster
from bot.actions.import_sheet import import_sheet
from bot.actions.transact import Request
from bot.actions.write_minutes import store_minutes
from bot.reports.table_in import read_sheets
from bot.rules.headers import recognise
from bot.rules.ledger_rows import LEDGER
from bot.rules.meeting_overview import Minutes, OpinionDraft
from bot.rules.opinions import OpinionState
from bot.rules.roster import ROSTER
from bot.rules.sheet import COMMUNITY_SHEET
from bot.storage.database import Connection
from demo.office import Office

_DAY = timedelta(days=1)
_HELPER = 1
"""The Telegram id of an admin who exists in the past only."""
_SUMMARY = "到会的邻居都说先修漏水，再说停车。设计师记下了，出两个方案给大家看。"
# What was said, who is to answer it, and in how many days from now; then the answer to the first.
_RAISED = (("5号楼楼顶漏雨，要先修", 3), ("院里晚上车乱停，消防车进不来", -2), ("楼道的灯坏了没人换", 5))
_ANSWER = "已经报给施工队，下周一上房顶看，修好再给您回话。"


async def what_has_been(office: Office) -> None:
    """A survey that has ended, a meeting with its opinions (one answered, one overdue, one open), and one without."""
    ended = await office.ask("satisfaction.toml", office.evening(-12), office.evening(-3))
    await office.answers(ended, office.now - 8 * _DAY)
    await advance_consultations(office.db, office.now - 2 * _DAY)
    await _meeting(office)
    await _unminuted(office)


async def tables(office: Office) -> None:
    """The roster of three months ago, the community sheet and the ledger."""
    day = office.now - 90 * _DAY
    found = recognise(read_sheets(office.sample("roster.csv")), (ROSTER,))
    await import_roster(office.db, found, day)
    sheet = recognise(read_sheets(office.filled("sheet.csv")), (COMMUNITY_SHEET,))
    await import_sheet(office.db, sheet, day)
    ledger = recognise(read_sheets(office.filled("ledger.csv")), (LEDGER,))
    await import_ledger(office.db, ledger, office.now)


async def _meeting(office: Office) -> None:
    held = office.evening(-9)
    meeting = await office.meet("past-meeting.toml", held, planned=held - 6 * _DAY)
    over = Request(0, _HELPER, held + timedelta(hours=2))
    await correct_headcount(office.db, over, [_HELPER], meeting, 32)
    raised = [OpinionDraft(words, "李书记", None, _due(office, days)) for words, days in _RAISED]

    def minute(connection: Connection) -> None:
        store_minutes(connection, over, [_HELPER], meeting, Minutes(_SUMMARY, raised))
        answered = Request(0, _HELPER, held + 4 * _DAY)
        finish(connection, answered, [_HELPER], 1, _ANSWER, OpinionState.ANSWERED)

    await office.db.write(minute)


async def _unminuted(office: Office) -> None:
    """Yesterday's meeting: who came has been counted, minutes are still to be written."""
    held = office.evening(-1)
    meeting = await office.meet("unminuted-meeting.toml", held, planned=held - 3 * _DAY)
    await correct_headcount(office.db, Request(0, _HELPER, held + timedelta(hours=2)), [_HELPER], meeting, 27)


def _due(office: Office, days: int) -> date:
    return (office.now + days * _DAY).astimezone(office.zone).date()
