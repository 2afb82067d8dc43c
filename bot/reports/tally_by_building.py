"""Questions by building, for staff: as a sheet, as JSON and as CSV. Buildings that are too small show no options."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from bot.actions.tally_by_building import StaffTally
from bot.reports.table_out import csv_text
from bot.reports.tally_json import json_bytes, tally_facts
from bot.reports.tally_sheets import Cell, DetailTable
from bot.rules.consultation import Question
from bot.rules.rates import Rate
from bot.rules.sealing import Sealed
from bot.rules.tally_buildings import ByBuilding
from bot.texts import Texts, clean

_COLUMNS = {
    "question": 8,
    "question_text": 36,
    "building": 22,
    "answered": 10,
    "options": 10,
    "option": 36,
    "households": 10,
    "share": 14,
    "remark": 40,
}
_HEAD = ("consultation", "question", "building", "answered", "options", "labels", "households")


def building_table(found: Sequence[ByBuilding], words: Texts) -> DetailTable:
    """The sheet: one row a building and option."""
    rows = [(each.question.number, each.question.text, *row) for each in found for row in _rows(each, words)]
    return DetailTable("buildings", _COLUMNS, list(rows))


def _rows(found: ByBuilding, words: Texts) -> Iterator[Sequence[Cell]]:
    for building in found.buildings:
        name = building.building or words.plain("tally.building_unnamed")
        if building.grouping:
            yield from _counts(found.question, name, building)
        else:
            yield name, building.respondents, *[None] * 4, words.plain("tally.building_withheld", least=found.least)
    if found.shown and found.withheld:
        yield from _counts(found.question, words.plain("tally.building_rest"), found.rest)


def _counts(question: Question, name: str, scope: Sealed) -> Iterator[Sequence[Cell]]:
    for group, homes in zip(scope.grouping, scope.counts, strict=True):
        share = Rate(homes, scope.respondents)
        yield name, scope.respondents, _numbers(group), _labels(question, group), homes, share, None


def _numbers(group: tuple[int, ...]) -> str:
    return "+".join(map(str, group))


def _labels(question: Question, group: tuple[int, ...]) -> str:
    return " / ".join(question.options[number - 1] for number in group)


def by_building_json(counted: StaffTally, zone: tzinfo, words: Texts) -> bytes:
    """The tally with one key more, ``buildings``: a list of questions, empty before the end."""
    facts = tally_facts(counted.tally, zone, words)
    return json_bytes(facts | {"buildings": [_facts(each) for each in counted.buildings]})


def _facts(found: ByBuilding) -> dict[str, object]:
    return {
        "question": found.question.number,
        "least": found.least,
        "answered": found.whole.respondents,
        "groups": _groups(found.whole),
        "buildings": [{"building": each.building, **_scope(each)} for each in found.buildings],
        "withheld": {"buildings": len(found.withheld), **_scope(found.rest)},
    }


def _scope(scope: Sealed) -> dict[str, object]:
    return {"answered": scope.respondents, "groups": _groups(scope)}


def _groups(scope: Sealed) -> list[dict[str, object]]:
    pairs = zip(scope.grouping, scope.counts, strict=True)
    return [{"options": list(group), "households": homes} for group, homes in pairs]


def by_building_csv(counted: StaffTally) -> bytes:
    """One row a building and group of options (``2+3``), with a byte order mark for spreadsheets.

    A building that is too small has one row without options.
    """
    number = str(counted.tally.consultation.id)
    rows = [[number, *row] for found in counted.buildings for row in _lines(found)]
    return csv_text(_HEAD, rows).encode("utf-8-sig")


def _lines(found: ByBuilding) -> Iterator[list[str]]:
    for each in found.buildings:
        begin = [str(found.question.number), clean(each.building or ""), str(each.respondents)]
        for group, homes in zip(each.grouping, each.counts, strict=True):
            yield [*begin, _numbers(group), clean(_labels(found.question, group)), str(homes)]
        if not each.grouping:
            yield [*begin, "", "", ""]
