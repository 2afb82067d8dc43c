"""Every form of a report says the same figures, and takes hostile names for what they are: names."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from bot.reports.district_docx import report_docx
from bot.reports.district_facts import page_facts
from bot.reports.district_html import report_html
from bot.reports.district_pdf import report_pdf
from bot.reports.district_xlsx import report_xlsx
from bot.reports.figure_rows import community_rows, sections
from bot.reports.report_csv import report_csv
from bot.reports.report_json import report_json
from bot.reports.template_fault import TemplateFault
from bot.rules.report import Report
from bot.texts import texts
from tests.reports.report_samples import report

ZONE = ZoneInfo("Asia/Shanghai")
WORDS = texts("zh-CN")
TEXT = "一、本周：召开见面会 12 次。\n二、征询：发起 3 项。"
NOTES = ["合计不等：<i>297</i> 和 296"]


class Page(HTMLParser):
    """The figures of a page by key, the cells of its table, and every address it names."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, str] = {}
        self.cells: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self._key: str | None = None
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "xlink:href")]
        if tag == "td" and "data-key" in given:
            self._key = given["data-key"]
            self.figures[self._key or ""] = ""
        elif tag == "td" and "data-n" in given:
            self._cell = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._key, self._cell = None, False

    def handle_data(self, data: str) -> None:
        if self._key is not None:
            self.figures[self._key] += data
        elif self._cell:
            self.cells[-1] += data


def page_of(wanted: Report) -> Page:
    page = Page()
    page.feed(report_html(wanted, TEXT, NOTES, WORDS, ZONE).decode())
    return page


def shown(wanted: Report) -> dict[str, str]:
    return {row.key: row.value for section in sections(wanted.totals, WORDS) for row in section.rows}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_page_workbook_and_word_file_agree_figure_by_figure(seed: int) -> None:
    wanted = report(seed, communities=4)
    said = shown(wanted)
    assert page_of(wanted).figures == said
    assert _sheet_figures(wanted) == _numbers(wanted)
    assert _word_figures(wanted) == [
        (row.label, row.value) for section in sections(wanted.totals, WORDS) for row in section.rows
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_json_report_and_the_csv_table_have_the_same_figures(seed: int) -> None:
    wanted = report(seed, communities=4)
    totals = json.loads(report_json(wanted, WORDS, ZONE))["totals"]
    district = next(csv.DictReader(io.StringIO(report_csv(wanted, WORDS, ZONE).decode("utf-8-sig"))))
    rows = [row for section in sections(wanted.totals, WORDS) for row in section.rows]
    for row in rows:
        if row.key != "opinion_response":  # programs divide answered by received themselves
            assert _in_json(totals, row.key) == row.number, row.key
        column = row.key.removeprefix("meetings.").replace("works_status", "works").replace(".", "_")
        for name in (column, f"{column}_rate"):
            if name in district and not row.key.startswith("indicators"):
                assert (Decimal(district[name]) if district[name] else None) == row.number, row.key
    assert sum(f"{row.key}_rate" in district or "." in row.key for row in rows) > 20


def _in_json(totals: dict[str, object], key: str) -> Decimal | None:
    """The number that stands under a figure's key; of a rate, the rate."""
    found: object = totals
    for part in key.split(".", 2 if key.startswith("meetings") else 1):
        assert isinstance(found, dict)
        found = found["five_buildings" if part == "large" else part]
    said = found["rate"] if isinstance(found, dict) else found
    return None if said is None else Decimal(str(said))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_the_table_of_communities_is_the_same_in_page_and_workbook(seed: int) -> None:
    wanted = report(seed, communities=5)
    rows = community_rows(wanted, WORDS)
    assert page_of(wanted).cells == [cell.text for row in rows for cell in row]
    book = CalamineWorkbook.from_filelike(io.BytesIO(report_xlsx(wanted, TEXT, NOTES, WORDS, ZONE)))
    sheet = book.get_sheet_by_name("小区").to_python()[1:]
    for row, line in zip(rows, sheet, strict=True):
        for cell, found in zip(row, line, strict=True):
            assert found == (cell.text if cell.number is None else pytest.approx(float(cell.number)))


def _sheet_figures(wanted: Report) -> list[object]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(report_xlsx(wanted, TEXT, NOTES, WORDS, ZONE)))
    rows = book.get_sheet_by_name("数据").to_python()[3:]
    return [row[1] for row in rows if row[1] not in ("", "数值")]


def _numbers(wanted: Report) -> list[object]:
    return [
        row.value if row.number is None else pytest.approx(float(row.number))
        for section in sections(wanted.totals, WORDS)
        for row in section.rows
    ]


def _word_figures(wanted: Report) -> list[tuple[str, str]]:
    document = Document(io.BytesIO(report_docx(wanted, TEXT, NOTES, WORDS, ZONE)))
    return [(row.cells[0].text, row.cells[1].text) for table in document.tables[:-1] for row in table.rows]


def test_the_printed_report_has_every_figure_and_every_community() -> None:
    wanted = report(5, communities=6)
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(report_pdf(wanted, TEXT, NOTES, WORDS, ZONE))).pages
    )
    plain = re.sub(r"\s+", "", text)
    for value in shown(wanted).values():
        assert re.sub(r"\s+", "", value) in plain
    for each in wanted.communities:
        assert each.code in plain


def test_the_page_names_no_address_outside_and_runs_nothing_from_people() -> None:
    page = page_of(report(7, communities=40))
    assert page.addresses == []
    assert page.tags.count("script") == 1
    assert "b" not in [tag for tag in page.tags if tag == "b"][len(_tiles()) :]


def _tiles() -> list[object]:
    tiles = page_facts(report(7, communities=40), TEXT, NOTES, WORDS, ZONE)["tiles"]
    assert isinstance(tiles, list)
    return tiles


def test_names_that_look_like_templates_or_formulas_stay_names() -> None:
    wanted = report(7, communities=60)
    word = report_docx(wanted, TEXT, NOTES, WORDS, ZONE)
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert "{{ title }}" in archive.read("word/document.xml").decode()
    with zipfile.ZipFile(io.BytesIO(report_xlsx(wanted, TEXT, NOTES, WORDS, ZONE))) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_report_on_nothing_says_that_nothing_is_recorded(language: str) -> None:
    wanted, words = report(1, communities=0), texts(language)
    page = report_html(wanted, "", [], words, ZONE).decode()
    assert words.plain("district.unrecorded") in page
    assert report_pdf(wanted, "", [], words, ZONE).startswith(b"%PDF")
    assert report_xlsx(wanted, "", [], words, ZONE).startswith(b"PK")
    assert report_docx(wanted, "", [], words, ZONE).startswith(b"PK")


def test_a_districts_own_page_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "report.html.j2").write_text("<h1>{{ title }}</h1>{{ scope }}", encoding="utf-8")
    page = report_html(report(), TEXT, NOTES, WORDS, ZONE, tmp_path).decode()
    assert page == "<h1>全区2020年老旧小区改造工作总结</h1>全区"


@pytest.mark.parametrize(
    ("template", "reason", "facts"),
    [
        ("{{ titel }}", "template_unknown", {"name": "'titel' is undefined"}),
        ("a\n{% for %}", "template_broken", {"line": 2}),
    ],
)
def test_a_faulty_template_is_named_with_the_place(
    tmp_path: Path, template: str, reason: str, facts: dict[str, object]
) -> None:
    (tmp_path / "report.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(TemplateFault) as caught:
        report_html(report(), TEXT, NOTES, WORDS, ZONE, tmp_path)
    assert caught.value.reason == reason
    assert facts.items() <= caught.value.facts.items()
    assert str(tmp_path) in WORDS.plain(f"district.{reason}", **caught.value.facts)


def test_a_faulty_word_template_is_named(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ nothing_like_this }}")
    document.save(str(tmp_path / "report.docx"))
    with pytest.raises(TemplateFault) as caught:
        report_docx(report(), TEXT, NOTES, WORDS, ZONE, tmp_path)
    assert caught.value.reason == "template_unknown"
    (tmp_path / "report.docx").write_bytes(b"no word file")
    with pytest.raises(TemplateFault) as caught:
        report_docx(report(), TEXT, NOTES, WORDS, ZONE, tmp_path)
    assert caught.value.reason == "template_broken_file"
