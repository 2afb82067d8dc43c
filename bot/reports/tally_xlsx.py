"""A tally as a workbook: the results with a native bar chart, a decision's comparisons, and what every number means."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.reports.tally_by_building import building_table
from bot.reports.tally_notes import notes
from bot.reports.tally_sheets import Cell, DetailTable, detail_tables
from bot.reports.tally_words import TallyWords
from bot.rules.decision import Comparison, Outcome
from bot.rules.rates import Rate
from bot.rules.tally import OptionCount, QuestionTally, Tally, rounded_share
from bot.rules.tally_buildings import ByBuilding
from bot.texts import Texts, clean

# What residents typed stays text: no formula, no link, no number.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The most that a cell holds (Excel specifications and limits).
_CELL_LIMIT = 32_767
# A chart's title is one line.
_TITLE_LIMIT = 60
_BLUE = "#0A5CA8"
_RESULT_COLUMNS = {
    "question": 8,
    "question_text": 36,
    "option_number": 8,
    "option": 36,
    "households": 10,
    "owners": 10,
    "floor_area": 18,
    "share": 14,
    "most_wanted": 10,
    "together": 12,
    "asked": 10,
    "answered": 10,
    "interval_low": 12,
    "interval_high": 12,
    "worst_low": 12,
    "worst_high": 12,
}
_DECISION_COLUMNS = {"comparison": 28, "left": 16, "right": 16, "ratio": 12, "rule": 12, "holds": 12, "missing": 14}


def tally_xlsx(tally: Tally, words: Texts, zone: tzinfo, buildings: Sequence[ByBuilding] = ()) -> bytes:
    """The workbook; counts that are withheld are empty cells. ``buildings`` are for staff alone."""
    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    asked = tally.consultation
    book.set_properties(
        {"title": clean(asked.title)[:255], "created": tally.as_of.astimezone(zone).replace(tzinfo=None)}
    )
    say = TallyWords(tally, words, zone)
    _Pages(book, say, words).write(tally, buildings)
    book.close()
    return file.getvalue()


class _Pages:
    def __init__(self, book: Workbook, say: TallyWords, words: Texts) -> None:
        self._book = book
        self._say = say
        wrapped = {"text_wrap": True, "valign": "top"}
        self._head = book.add_format(
            {"bold": True, "bg_color": _BLUE, "font_color": "white", "text_wrap": True, "valign": "vcenter"}
        )
        self._text = book.add_format(wrapped)
        self._name = book.add_format({**wrapped, "bold": True})
        self._count = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._area = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self._share = book.add_format({"num_format": "0.00%", "valign": "top"})
        self._words = words

    def write(self, tally: Tally, buildings: Sequence[ByBuilding]) -> None:
        self._results(tally)
        if tally.outcome is not None:
            self._decision(tally.outcome)
        for table in detail_tables(tally, self._words):
            self._table(table)
        if buildings:
            self._table(building_table(buildings, self._words))
        self._notes(tally)

    def _sheet(self, name: str, columns: Mapping[str, int]) -> Worksheet:
        sheet = self._book.add_worksheet(self._say.say(f"sheet_{name}"))
        for position, (column, width) in enumerate(columns.items()):
            sheet.set_column(position, position, width)
            sheet.write_string(0, position, self._say.say(f"column_{column}"), self._head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 0)
        _print_on_a4(sheet)
        return sheet

    def _table(self, table: DetailTable) -> None:
        sheet = self._sheet(table.name, table.columns)
        for row, cells in enumerate(table.rows, start=1):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, self._count)
        elif isinstance(cell, Decimal):
            sheet.write_number(row, column, cell, self._area)
        elif isinstance(cell, Rate):
            self._write_share(sheet, row, column, cell.part, cell.whole)
        elif cell is not None:
            self._write_text(sheet, row, column, cell)

    def _results(self, tally: Tally) -> None:
        sheet = self._sheet("results", _RESULT_COLUMNS)
        row, chart_row = 1, 1
        for question in tally.questions:
            for position, option in enumerate(question.options):
                self._option(sheet, row + position, question, option)
            if question.options and not question.withheld:
                chart_row += self._chart(sheet, question, row, chart_row)
            row += len(question.options)
        sheet.autofilter(0, 0, max(row - 1, 1), len(_RESULT_COLUMNS) - 1)

    def _option(self, sheet: Worksheet, row: int, question: QuestionTally, option: OptionCount) -> None:
        sheet.write_number(row, 0, question.number, self._count)
        self._write_text(sheet, row, 1, question.text)
        sheet.write_number(row, 2, option.number, self._count)
        self._write_text(sheet, row, 3, option.label)
        if question.withheld:
            return
        cells = _anonymous(question, option) if question.anonymous else _named(question, option)
        for column, cell in enumerate([*cells, *_bounds(question, option)], start=4):
            self._cell(sheet, row, column, cell)

    def _chart(self, sheet: Worksheet, question: QuestionTally, first: int, at: int) -> int:
        """Put the question's bars right of the table; returns how many rows they cover."""
        last = first + len(question.options) - 1
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": self._say.say("column_households"),
                "categories": [sheet.get_name(), first, 3, last, 3],
                "values": [sheet.get_name(), first, 4, last, 4],
                "fill": {"color": _BLUE},
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
        chart.set_title({"name": self._title(sheet, question, first), "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": False}, "visible": False})
        height = 110 + 30 * len(question.options)
        chart.set_size({"width": 640, "height": height})
        sheet.insert_chart(at, len(_RESULT_COLUMNS) + 1, chart)
        return height // 20 + 2

    def _title(self, sheet: Worksheet, question: QuestionTally, row: int) -> str | list[object]:
        """A reference to the cell with the question: as a literal, a text that begins with = would be a formula."""
        if len(question.text) > _TITLE_LIMIT:
            return self._say.say("question", number=question.number)
        return [sheet.get_name(), row, 1]

    def _decision(self, outcome: Outcome) -> None:
        sheet = self._sheet("decision", _DECISION_COLUMNS)
        for row, comparison in enumerate(outcome.comparisons, start=1):
            self._comparison(sheet, row, comparison)

    def _comparison(self, sheet: Worksheet, row: int, comparison: Comparison) -> None:
        shape = self._area if comparison.is_area else self._count

        def amount(column: int, value: int) -> None:
            sheet.write_number(row, column, _square_metres(value) if comparison.is_area else value, shape)

        self._write_text(sheet, row, 0, self._say.say(comparison.name))
        amount(1, comparison.left)
        amount(2, comparison.right)
        self._write_share(sheet, row, 3, comparison.left, comparison.right)
        self._write_text(sheet, row, 4, comparison.rule)
        self._write_text(sheet, row, 5, self._say.say("holds" if comparison.holds else "fails"))
        amount(6, comparison.missing)

    def _notes(self, tally: Tally) -> None:
        sheet = self._book.add_worksheet(self._say.say("sheet_notes"))
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 90)
        _print_on_a4(sheet)
        for row, (name, text) in enumerate(notes(tally, self._say)):
            self._write_text(sheet, row, 0, name, self._name)
            self._write_text(sheet, row, 1, text)

    def _write_text(self, sheet: Worksheet, row: int, column: int, text: str, shape: Format | None = None) -> None:
        sheet.write_string(row, column, clean(text)[:_CELL_LIMIT], shape or self._text)

    def _write_share(self, sheet: Worksheet, row: int, column: int, part: int, whole: int) -> None:
        rounded = rounded_share(part, whole, 4)
        if rounded is not None:
            sheet.write_number(row, column, rounded, self._share)


def _named(question: QuestionTally, option: OptionCount) -> list[Cell]:
    weight = option.weight
    share = Rate(weight.households, question.answered)
    return [weight.households, weight.owners, _square_metres(weight.floor_area), share, option.most_wanted, None]


def _anonymous(question: QuestionTally, option: OptionCount) -> list[Cell]:
    """The homes of an option that stands alone; the sum of joined ones beside the numbers of all of them."""
    line = next(each for each in question.lines if option.number in each.numbers)
    if line.homes is None:
        return [None] * 6
    if len(line.numbers) == 1:
        return [line.homes, None, None, Rate(line.homes, question.answered), None, None]
    return [*[None] * 5, f"{'+'.join(map(str, line.numbers))}: {line.homes}"]


def _bounds(question: QuestionTally, option: OptionCount) -> list[Cell]:
    base, figure = question.base, option.figure
    who: list[Cell] = [None, question.answered] if base is None else [base.asked, base.answered]
    if figure is None:
        return who
    return [*who, *figure.likely, *figure.worst]


def _square_metres(floor_area: int) -> Decimal:
    return Decimal(floor_area).scaleb(-2)


def _print_on_a4(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
