"""Writes the Word template of reports anew: bot/reports/templates/report.docx.

Staff change the template in Word; this script only makes the one that is shipped. Run it after changing what a report
has: python tools/report_template.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).resolve().parents[1] / "bot" / "reports" / "templates" / "report.docx"
FANGSONG, HEITI, XIAOBIAOSONG = "仿宋", "黑体", "方正小标宋简体"
INK = RGBColor(0, 0, 0)
# As Chinese official documents are set (GB/T 9704-2012): size 三号, two characters of indent, 28 pt from line to line.
LINE = Pt(28)
SIZES = {"Normal": 16, "Title": 22, "Heading 1": 16, "Heading 2": 14, "List Bullet": 16}


def main() -> None:
    """Write the file."""
    document = Document()
    _page(document)
    _fonts(document)
    document.add_paragraph("{{ title }}", style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "{{ period }}", 12).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("{%p for line in lines %}")
    said = document.add_paragraph("{{ line }}")
    said.paragraph_format.first_line_indent = Pt(32)
    said.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if notes %}")
    document.add_heading("{{ words.notes }}", 1)
    document.add_paragraph("{%p for note in notes %}")
    document.add_paragraph("{{ note }}").paragraph_format.first_line_indent = Pt(32)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")
    _line(document, "{{ as_of }}", 12).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading("{{ words.figures }}", 1)
    document.add_paragraph("{%p for section in sections %}")
    document.add_heading("{{ section.title }}", 2)
    _figures(document)
    document.add_paragraph("{%p endfor %}")
    document.add_heading("{{ words.communities }}", 1)
    _communities(document)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.save(str(TARGET))


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = foot.add_run()
        run.font.size = Pt(14)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    foot.add_run(" —")


def _fonts(document: DocumentType) -> None:
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.size = Pt(size)
        style.font.bold = False
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        east = {"Title": XIAOBIAOSONG}.get(name, HEITI if name.startswith("Heading") else FANGSONG)
        fonts.set(qn("w:eastAsia"), east)
        form = style.paragraph_format
        form.space_before = Pt(10 if name.startswith("Heading") else 0)
        form.space_after = Pt(14 if name == "Title" else 4 if name == "Heading 2" else 0)
        form.line_spacing = Pt(36) if name == "Title" else LINE
        form.keep_with_next = name.startswith("Heading")
    borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        document.styles["Title"].element.pPr.remove(borders)


def _line(document: DocumentType, text: str, size: int) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).font.size = Pt(size)
    return paragraph


def _figures(document: DocumentType) -> None:
    table = document.add_table(rows=3, cols=2)
    _loop(table, "{%tr for row in section.rows %}", ["{{ row.label }}", "{{ row.value }}"])
    for column, width in enumerate((96, 60)):
        _cell(table, 1, column, width, 12, right=column == 1)


def _communities(document: DocumentType) -> None:
    heads = ["name", "subdistrict", "works_status", "meetings", "headcount", "response", "plan_satisfaction"]
    table = document.add_table(rows=4, cols=len(heads))
    for column, head in enumerate(heads):
        table.cell(0, column).text = f"{{{{ heads.{head} }}}}"
    _loop(table, "{%tr for row in communities %}", [f"{{{{ row.{head} }}}}" for head in heads], first=1)
    for column, width in enumerate((34, 28, 16, 14, 20, 20, 24)):
        for row in (0, 2):
            _cell(table, row, column, width, 10, right=column >= 3)
        _shaded(table, 0, column)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def _loop(table: Table, opening: str, cells: list[str], first: int = 0) -> None:
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    table.cell(first, 0).text = opening
    for column, text in enumerate(cells):
        table.cell(first + 1, column).text = text
    table.cell(first + 2, 0).text = "{%tr endfor %}"
    whole = OxmlElement("w:cantSplit")
    table.rows[first + 1]._tr.get_or_add_trPr().append(whole)


def _cell(table: Table, row: int, column: int, width: int, size: int, *, right: bool) -> None:
    cell = table.cell(row, column)
    table.columns[column].width = cell.width = Mm(width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.line_spacing = 1.15
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    for run in paragraph.runs:
        run.font.size = Pt(size)


def _shaded(table: Table, row: int, column: int) -> None:
    cell = table.cell(row, column)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EAF0F6")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
    for run in cell.paragraphs[0].runs:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEITI)


if __name__ == "__main__":
    main()
