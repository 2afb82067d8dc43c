"""A report as a workbook: figures with their meanings, communities to filter and sum, subdistricts, and notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bot.reports.chart_facts import response_chart
from bot.reports.district_facts import as_of, clean_lines, period_name, title
from bot.reports.figure_rows import Cell, FigureRow, columns, community_rows, group_name, sections
from bot.rules.report import PLACES, Figures, Report
from bot.texts import Texts

# What people typed stays text: no formula, no link, no number.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_BLUE = "#0072B2"
_PERCENTS = frozenset({"response", "plan_satisfaction", "demolition"})
_LINE, _NARROW = 16, 0x2E7F
_MOST_BARS = 30
_RATES = frozenset({"large", "attendance", "opinion_response"}) | _PERCENTS


def report_xlsx(report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo) -> bytes:
    """The workbook; what was never recorded says so and is no number."""
    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as book:
        _Book(book, report, words).write(clean_lines(text), notes, zone)
    return file.getvalue()


class _Book:
    def __init__(self, book: Workbook, report: Report, words: Texts) -> None:
        self._book, self._report, self._words = book, report, words
        plain = {"font_name": "Noto Sans SC", "valign": "top", "text_wrap": True}
        self._plain = book.add_format(plain)
        self._grey = book.add_format(plain | {"font_color": "#8A8F98", "align": "right"})
        self._head = book.add_format(plain | {"bold": True, "bg_color": "#EAF2F8", "bottom": 1})
        self._title = book.add_format(plain | {"bold": True, "font_size": 16, "text_wrap": False})
        self._meaning = book.add_format(plain | {"font_color": "#5B6673", "indent": 1})
        self._number = book.add_format(plain | {"num_format": "#,##0.######"})
        self._percent = book.add_format(plain | {"num_format": "0.00%"})

    def write(self, text: str, notes: list[str], zone: tzinfo) -> None:
        self._figures(zone)
        self._communities()
        self._subdistricts()
        self._notes(text, notes)

    def _say(self, key: str) -> str:
        return self._words.plain(f"district.{key}")

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        page = self._book.add_worksheet(self._say(f"sheet_{name}"))
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def _figures(self, zone: tzinfo) -> None:
        page = self._sheet("figures", (34, 20, 62))
        page.set_row(0, 30)
        page.write_string(0, 0, title(self._report, self._words), self._title)
        about = (period_name(self._report, self._words),)
        page.write_string(1, 0, " · ".join((*about, as_of(self._report, self._words, zone))))
        line = 3
        for section in sections(self._report.totals, self._words):
            page.write_row(line, 0, [section.title, self._say("value_column"), self._say("definition")], self._head)
            line = self._rows(page, line + 1, section.rows) + 1

    def _rows(self, page: Worksheet, line: int, rows: Iterable[FigureRow]) -> int:
        for row in rows:
            page.write_string(line, 0, row.label, self._plain)
            if row.number is None:
                page.write_string(line, 1, row.value, self._grey)
            else:
                page.write_number(line, 1, float(row.number), self._style(row.key in _RATES))
            meaning = (
                f"{row.value} — {row.definition}" if row.key in _RATES and row.number is not None else row.definition
            )
            page.write_string(line, 2, meaning, self._meaning)
            page.set_row(line, _LINE * _lines(meaning, 60))
            line += 1
        return line

    def _style(self, percent: bool) -> Format:
        return self._percent if percent else self._number

    def _communities(self) -> None:
        heads = columns(self._words)
        page = self._sheet("communities", [10 if head.numeric else 16 for head in heads])
        page.write_row(0, 0, [head.label for head in heads], self._head)
        rows = community_rows(self._report, self._words)
        for line, row in enumerate(rows, 1):
            for column, (head, cell) in enumerate(zip(heads, row, strict=True)):
                self._cell(page, line, column, cell, head.key in _PERCENTS)
        page.freeze_panes(1, 2)
        page.repeat_rows(0)
        page.set_landscape()
        page.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
        self._chart()

    def _cell(self, page: Worksheet, line: int, column: int, cell: Cell, percent: bool) -> None:
        if cell.number is None:
            page.write_string(line, column, cell.text, self._plain)
        else:
            page.write_number(line, column, float(cell.number), self._style(percent))

    def _chart(self) -> None:
        """The response rates, of many communities the highest and the lowest, drawn by the spreadsheet itself."""
        found = response_chart(self._report, self._words, _MOST_BARS)
        if found is None:
            return
        page, last = self._sheet("charts", (24, 10)), len(found.rows)
        page.write_row(0, 0, [self._say("column.name"), self._say("column.response")], self._head)
        for line, row in enumerate(found.rows, 1):
            page.write_string(line, 0, row.label, self._plain)
            page.write_number(line, 1, int(row.length * 10**PLACES) / 10**PLACES, self._percent)
        chart, name = self._book.add_chart({"type": "bar"}), page.get_name()
        ends = {"categories": [name, 1, 0, last, 0], "values": [name, 1, 1, last, 1]}
        labels = {"value": True, "num_format": "0.00%"}
        chart.add_series({**ends, "fill": {"color": _BLUE}, "gap": 40, "data_labels": labels})
        chart.set_title({"name": found.title, "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 760, "height": 90 + 22 * last})
        page.insert_chart(0, 3, chart)
        page.set_landscape()

    def _subdistricts(self) -> None:
        groups = self._report.subdistricts
        if not groups:
            return
        made = [(group_name(each, self._words), list(_flat(each.figures, self._words))) for each in groups]
        page = self._sheet("subdistricts", (34, *(16 for _ in groups)))
        page.write_row(0, 0, [self._say("figure_column"), *(name for name, _rows in made)], self._head)
        for column, (_name, rows) in enumerate(made, 1):
            for line, row in enumerate(rows, 1):
                if column == 1:
                    page.write_string(line, 0, row.label, self._plain)
                self._cell(page, line, column, Cell(row.value, row.number), row.key in _RATES)
        page.freeze_panes(1, 1)

    def _notes(self, text: str, notes: list[str]) -> None:
        page = self._sheet("notes", (90,))
        for line, words in enumerate([*text.split("\n"), "", *notes]):
            page.write_string(line, 0, words, self._plain)
            page.set_row(line, _LINE * _lines(words, 88))


def _lines(words: str, width: int) -> int:
    """About how many lines a text takes in a column; Chinese characters are two wide."""
    return max(1, -(-sum(2 if ord(sign) > _NARROW else 1 for sign in words) // width))


def _flat(figures: Figures, words: Texts) -> Iterator[FigureRow]:
    """The figures that every group has, so that all columns have the same lines."""
    for section in sections(figures, words):
        if section.name != "indicators":
            yield from (row for row in section.rows if not row.key.startswith("programme."))
