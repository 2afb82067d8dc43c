"""The charts of a report: on the page, in the picture and on paper, in both languages, with names that bite."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from bot.reports.district_charts import charts
from bot.reports.district_html import report_html
from bot.reports.district_pdf import report_pdf
from bot.reports.house_facts import fronts, map_hint
from bot.reports.report_picture import report_picture
from bot.reports.svg_columns import shown_labels
from bot.reports.svg_houses import house_map
from bot.reports.tally_chart import MOST_PIXELS, png_size
from bot.rules.report import Report
from bot.rules.report_drawn import House, Stairs, Turnout, WeekSum
from bot.texts import texts
from tests.reports.report_samples import report
from tests.reports.test_report_files import NOTES, TEXT, ZONE

WORDS = texts("zh-CN")
MONDAY = date(2020, 3, 2)


def house(building: str, floors: int = 6, entrances: int = 3) -> House:
    def floor_by_floor(at: int) -> tuple[tuple[int, Turnout], ...]:
        return tuple((floor, Turnout(2, at % 3)) for floor in range(floors, 0, -1))

    numbers = range(1, entrances + 1)
    stairs = tuple(Stairs(str(at), Turnout(2 * floors, floors), floor_by_floor(at)) for at in numbers)
    return House(building, Turnout(2 * floors * entrances, floors * entrances), stairs)


def drawn(houses: tuple[House, ...] = (), weeks: int = 40) -> Report:
    sums = tuple(WeekSum(MONDAY + timedelta(days=7 * at), at % 5, None if at % 7 == 0 else at) for at in range(weeks))
    return replace(report(3, communities=30), weeks=sums, houses=houses)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_drawing_is_whole_and_says_what_it_is(language: str) -> None:
    found = charts(drawn((house("1"), House("2", None), house("<b>&", 3, 1))), texts(language))
    assert len(found) == 6
    for chart in found:
        ElementTree.fromstring(f"<div>{chart.svg}</div>")
        assert chart.title
        assert 'aria-label="' in chart.svg


def test_a_front_shows_each_floor_of_each_entrance() -> None:
    (front,) = fronts((house("3", floors=2, entrances=2),), WORDS)
    assert (front.name, front.said, front.floors) == ("3号楼", "50% · 4/8", ("2层", "1层"))
    assert [(column.name, [cell.said for cell in column.cells if cell]) for column in front.columns] == [
        ("1单元", ["1/2", "1/2"]),
        ("2单元", ["2/2", "2/2"]),
    ]
    assert house_map("图", (front,)).count("<rect") == 4 + 2


def test_a_floor_that_an_entrance_lacks_stays_empty() -> None:
    high, low = house("1", 3, 1).stairs[0], house("1", 1, 1).stairs[0]
    (front,) = fronts((House("1", Turnout(8, 4), (high, low)),), WORDS)
    assert [cell is None for cell in front.columns[1].cells] == [True, True, False]


def test_a_large_compound_is_drawn_without_floors_and_a_building_of_few_homes_without_numbers() -> None:
    large = fronts(tuple(house(str(at), 18, 3) for at in range(70)), WORDS)
    assert len(large) == 60
    assert all(not front.floors and len(front.columns) == 3 for front in large)
    assert map_hint(tuple(house(str(at)) for at in range(70)), large, WORDS).startswith("每一格是一个单元：")
    assert map_hint(tuple(house(str(at)) for at in range(70)), large, WORDS).endswith("还有 10 栋没有画。")
    (hidden,) = fronts((House("9", None),), WORDS)
    assert (hidden.said, hidden.columns[0].cells[0] and hidden.columns[0].cells[0].said) == ("不足 5 户，不显示", "")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("houses", [(), tuple(house(f'#rect("{at}")', 18, 3) for at in range(70))])
def test_the_picture_stays_within_what_telegram_takes(language: str, houses: tuple[House, ...]) -> None:
    width, height = png_size(report_picture(drawn(houses), texts(language), ZONE))
    assert width + height <= MOST_PIXELS


def test_the_page_and_the_printed_report_hold_the_charts() -> None:
    wanted = drawn((house("1"),))
    page = report_html(wanted, TEXT, NOTES, WORDS, ZONE).decode()
    assert page.count("<svg") == len(charts(wanted, WORDS))
    assert report_pdf(wanted, TEXT, NOTES, WORDS, ZONE).startswith(b"%PDF")


def test_a_report_on_nothing_has_a_picture_all_the_same() -> None:
    assert report_picture(report(1, communities=0), WORDS, ZONE).startswith(b"\x89PNG")


def test_long_weeks_keep_their_labels_apart() -> None:
    for count in (1, 2, 12, 40, 54):
        places = [x for x, _label in shown_labels([str(at) for at in range(count)])]
        assert all(later - earlier >= 40 for earlier, later in pairwise(places))
