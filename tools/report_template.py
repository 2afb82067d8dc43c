"""Writes the Word template of reports anew: bot/reports/templates/report.docx.

Staff change the template in Word; this script only makes the one that is shipped. Run it after changing what a report
has: python tools/report_template.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table

TARGET = Path(__file__).resolve().parents[1] / "bot" / "reports" / "templates" / "report.docx"
FANGSONG = "仿宋"


def main() -> None:
    """Write the file."""
    document = Document()
    _page(document)
    _fonts(document)
    head = document.add_paragraph("{{ title }}", style="Title")
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    below = document.add_paragraph("{{ scope }} · {{ period }}")
    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{%p for line in lines %}")
    document.add_paragraph("{{ line }}").paragraph_format.first_line_indent = Pt(28)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if notes %}")
    document.add_heading("{{ words.notes }}", 1)
    document.add_paragraph("{%p for note in notes %}")
    document.add_paragraph("{{ note }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")
    document.add_heading("{{ words.figures }}", 1)
    document.add_paragraph("{%p for section in sections %}")
    document.add_heading("{{ section.title }}", 2)
    _figures(document)
    document.add_paragraph("{%p endfor %}")
    document.add_heading("{{ words.communities }}", 1)
    _communities(document)
    document.add_paragraph("{{ as_of }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(TARGET))


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(28)


def _fonts(document: DocumentType) -> None:
    sizes = {"Normal": 14, "Title": 20, "Heading 1": 16, "Heading 2": 14, "List Bullet": 14}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0x1B, 0x27, 0x33)
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG if name in ("Normal", "List Bullet") else "黑体")


def _figures(document: DocumentType) -> None:
    table = document.add_table(rows=3, cols=2)
    _loop(table, "{%tr for row in section.rows %}", ["{{ row.label }}", "{{ row.value }}"])
    table.columns[0].width = table.cell(1, 0).width = Mm(98)
    table.columns[1].width = table.cell(1, 1).width = Mm(60)
    table.cell(1, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _communities(document: DocumentType) -> None:
    heads = ["name", "subdistrict", "works_status", "meetings", "headcount", "response", "plan_satisfaction"]
    table = document.add_table(rows=4, cols=len(heads))
    for column, head in enumerate(heads):
        _small(table, 0, column, f"{{{{ heads.{head} }}}}")
    _loop(table, "{%tr for row in communities %}", [f"{{{{ row.{head} }}}}" for head in heads], first=1)
    widths = (36, 28, 18, 16, 20, 20, 20)
    table.autofit = False
    for column, width in enumerate(widths):
        _small(table, 2, column, table.cell(2, column).text)
        for row in (0, 2):
            table.cell(row, column).width = Mm(width)


def _loop(table: Table, opening: str, cells: list[str], first: int = 0) -> None:
    table.style = "Table Grid"
    table.cell(first, 0).text = opening
    for column, text in enumerate(cells):
        table.cell(first + 1, column).text = text
    table.cell(first + 2, 0).text = "{%tr endfor %}"


def _small(table: Table, row: int, column: int, text: str) -> None:
    cell = table.cell(row, column)
    cell.text = text
    for run in cell.paragraphs[0].runs:
        run.font.size = Pt(9)


if __name__ == "__main__":
    main()
