"""Before the end, nothing that anybody is shown of an anonymous consultation depends on what was answered.

The same homes answer twice, each time something else; whatever staff, volunteers, groups and files are given must be
the same, while it is open and in the moments between its end and the cutting loose of the answers. After that there is
nothing left that could be shown (tests/storage/test_sealing.py).
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, update

from bot.actions.export_consultation import export_consultation
from bot.actions.make_report import Wanted, make_report
from bot.actions.remind_access import by_command
from bot.actions.remind_order import preview
from bot.actions.tally_by_building import tally_by_building
from bot.actions.tally_by_community import tally_by_community
from bot.actions.tally_consultation import tally_consultation
from bot.actions.tally_together import tally_together
from bot.reports.report_formats import render
from bot.reports.tally_by_building import by_building_json
from bot.reports.tally_by_community import by_community_json
from bot.reports.tally_chart import chart_facts
from bot.reports.tally_csv import tally_csv
from bot.reports.tally_json import tally_json
from bot.reports.tally_notice import Organizer, notice
from bot.reports.tally_xlsx import tally_xlsx
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Consultation, OptionFacts, OptionKind, Question, QuestionType
from bot.rules.definition_options import LEVELS
from bot.rules.refusals import Refusal
from bot.rules.reminding import Limit
from bot.rules.report import Period
from bot.rules.report_assessment import Weights
from bot.rules.tally import Tally
from bot.storage import consultations, ledger_export, turnout_homes
from bot.storage.database import Database
from bot.storage.models import consultation as consultation_table
from bot.texts import texts
from bot.views.card import card, result
from bot.views.questionnaire_card import questionnaire_card, questionnaire_result
from bot.views.result_message import message, text_lines
from tests.reports.survey_world import LADDER, answer, ask
from tests.reports.tally_world import AFTER, DURING, OPENS, Flat, add_community

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = texts("zh-CN")
MARK = "泄漏"
HOMES = 13

SCHEME = Question(
    0,
    1,
    "您家选哪个？",
    QuestionType.SINGLE,
    ("甲", "乙", "弃权"),
    role="scheme",
    facts=(OptionFacts(), OptionFacts(), OptionFacts(kind=OptionKind.ABSTAIN)),
)
CONSENT = Question(
    0,
    2,
    "同意吗？",
    QuestionType.SINGLE,
    ("同意", "不同意"),
    role="scheme_consent",
    facts=(OptionFacts(kind=OptionKind.CONSENT), OptionFacts(kind=OptionKind.AGAINST)),
)
SEVERAL = Question(0, 3, "要哪几样？", QuestionType.MULTIPLE, ("路灯", "车位", "绿地"), 2)
RATING = Question(0, 4, "满意吗？", QuestionType.RATING, tuple(label for label, _ in LEVELS))
FEE = Question(0, 5, "交多少？", QuestionType.PRICE_LADDER, tuple(f"{n}档" for n in range(len(LADDER))), facts=LADDER)
TEXT = Question(0, 6, "还有什么话？", QuestionType.TEXT, (), required=False)
FORM = (SCHEME, CONSENT, SEVERAL, RATING, FEE, TEXT)


def said(home: int, turn: int) -> dict[int, Answer]:
    """What a home says the first and the second time; the same questions, never the same answers."""
    other = int(home % 4 < 1 + 2 * turn)
    return {
        1: chosen(1 + other + turn),
        2: chosen(1 + other),
        3: chosen(1, 2) if other else chosen(3),
        4: chosen(1 + other + 3 * turn),
        5: chosen(1 + other + 2 * turn),
        6: Answer(words=f"{MARK}{home}-{turn}"),
    }


def asked_in_two(connection: Connection, form: tuple[Question, ...]) -> list[tuple[Consultation, list[int]]]:
    made = []
    for code, homes in (("JX01", HOMES), ("HY02", 7)):
        flats = [Flat(str(number), building=str(1 + number % 3)) for number in range(homes)]
        community, ids = add_community(connection, code, flats)
        item = ask(connection, community, form, secrecy="anonymous", results="after_close", template="design_review")
        made.append((item, list(ids.values())))
    consultations.group(connection, [item.id for item, _homes in made])
    return [(found, homes) for item, homes in made if (found := consultations.load(connection, item.id))]


def answer_all(connection: Connection, made: list[tuple[Consultation, list[int]]], turn: int) -> None:
    for item, homes in made:
        for place, home in enumerate(homes[:-1]):
            answers = {number: each for number, each in said(place, turn).items() if number <= len(item.questions)}
            answer(connection, item, home, answers, "paper" if place % 4 == 0 else "chat")


async def everything_shown(db: Database, number: int, now: datetime) -> dict[str, Any]:
    """All that leaves the program about a consultation, as plain values."""
    shown: dict[str, Any] = {}
    for name, counted in (await tallies(db, number, now)).items():
        for kind, found in outputs(counted).items():
            shown[f"{name} {kind}"] = found
    export = await export_consultation(db, number, now)
    shown["rows"] = export.homes
    shown["export"] = json.loads(tally_json(export.tally, ZONE, WORDS))
    for question in range(1, len(export.tally.questions) + 1):
        found = await tally_by_community(db, number, question, now)
        shown[f"by community {question}"] = json.loads(by_community_json(found))
    building = by_building_json(await tally_by_building(db, number, now), ZONE, WORDS)
    shown["by building"] = json.loads(building)
    report = await make_report(db, Wanted(Period(OPENS.date(), AFTER.date())), now, ZONE, Weights())
    shown |= {f"report {shape}": render(report, shape, WORDS, ZONE) for shape in ("text", "json", "csv")}
    shown["report facts"] = report
    shown["ledger"] = await db.read(lambda connection: ledger_export.lines(connection, ZONE, now))
    shown["houses"] = await db.read(lambda connection: turnout_homes.houses_asked(connection, number, now))
    shown["reminder"] = await db.read(lambda connection: _reminder(connection, number, now))
    return shown


async def tallies(db: Database, number: int, now: datetime) -> dict[str, Tally]:
    counted = {
        "plain": await tally_consultation(db, number, now),
        "with words": await tally_consultation(db, number, now, with_words=True),
    }
    try:
        return counted | {"together": (await tally_together(db, number, now, lambda count: f"{count} 个小区")).tally}
    except Refusal:
        return counted


def outputs(counted: Tally) -> dict[str, Any]:
    one = len(counted.questions) == 1
    return {
        "json": tally_json(counted, ZONE, WORDS),
        "csv": tally_csv(counted),
        "workbook": workbook(tally_xlsx(counted, WORDS, ZONE)),
        "picture": chart_facts(counted, WORDS, ZONE),
        "notice": notice(counted, WORDS, ZONE, Organizer()),
        "card": card(counted, WORDS, ZONE, "bot") if one else questionnaire_card(counted, WORDS, ZONE, "bot"),
        "result": result(counted, WORDS, ZONE) if one else questionnaire_result(counted, WORDS, ZONE),
        "message": message(counted, WORDS, ZONE),
        "lines": text_lines(counted, WORDS, ZONE),
    }


def workbook(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def _reminder(connection: Connection, number: int, now: datetime) -> object:
    try:
        return preview(connection, by_command(connection, number, None, now), Limit(), now).part
    except Refusal as refusal:
        return refusal.reason


@pytest.mark.parametrize("now", [DURING + timedelta(hours=1), AFTER], ids=["open", "ended but not yet settled"])
@pytest.mark.parametrize("form", [FORM, (replace(SEVERAL, number=1),)], ids=["questionnaire", "card"])
async def test_nothing_that_is_shown_before_the_end_depends_on_the_answers(
    db: Database, now: datetime, form: tuple[Question, ...]
) -> None:
    made = await db.write(lambda connection: asked_in_two(connection, form))
    number = made[0][0].id
    await db.write(lambda connection: answer_all(connection, made, 0))
    first = await everything_shown(db, number, now)
    await db.write(lambda connection: answer_all(connection, made, 1))
    second = await everything_shown(db, number, now)
    assert {name for name in first if first[name] != second[name]} == set()
    assert MARK not in repr(first)
    assert first["rows"] is None


async def test_the_two_turns_would_differ_if_the_answers_were_shown(db: Database) -> None:
    """The test above looks where something would be seen: by name, the same outputs do differ."""
    made = await db.write(lambda connection: asked_in_two(connection, FORM))
    named = {"secrecy": "named", "results": "live"}
    await db.write(lambda connection: connection.execute(update(consultation_table).values(named)))
    number = made[0][0].id
    await db.write(lambda connection: answer_all(connection, made, 0))
    first = await everything_shown(db, number, AFTER)
    await db.write(lambda connection: answer_all(connection, made, 1))
    second = await everything_shown(db, number, AFTER)
    same = {name for name in first if first[name] == second[name]}
    silent = {"by community 6", "ledger", "houses", "reminder"}
    assert same == silent
