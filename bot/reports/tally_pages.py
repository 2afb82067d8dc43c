"""The public notice of a result as PDF, as a Word file to work on, and as a web page that needs nothing else."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from dataclasses import asdict

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from bot.reports.tally_notice import Notice, NoticeQuestion
from bot.reports.typesetting import compile_pdf

# XML has no place for these, and a document with one of them does not open (XML 1.0, section 2.2).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_STYLE = """
body { font: 17px/1.7 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1b2430; background: #fff;
  max-width: 46rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.3; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #d5dce4; padding: .4rem .5rem; }
th { text-align: left; color: #5b6776; font-weight: normal; }
td + td, th + th { text-align: right; white-space: nowrap; }
.quiet { color: #5b6776; } .verdict { font-weight: bold; } .signed { text-align: right; margin-top: 3rem; }
@media print { body { padding: 0; font-size: 12pt; } h3, tr { break-inside: avoid; } }
"""


def tally_pdf(page: Notice) -> bytes:
    """The notice on A4, for the board at the gate."""
    return compile_pdf("tally_notice.typ", asdict(page))


def tally_html(page: Notice) -> bytes:
    """One file without a script or anything from elsewhere."""
    questions = "".join(map(_html_question, page.questions))
    verdict = "".join(f'<p class="verdict">{_safe(line)}</p>' for line in page.verdict)
    written = (
        f'<!DOCTYPE html>\n<html lang="{_safe(page.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_safe(page.title)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{_safe(page.title)}</h1><p class="quiet">{_safe(page.badge)}</p>{_paragraphs(page.opening)}'
        f"{verdict}<h2>{_safe(page.results)}</h2>{_with_head(page, questions)}"
        f"<h2>{_safe(page.about)}</h2>{_paragraphs(page.remarks)}"
        f'<p class="signed">{_safe(page.signed)}</p></body></html>\n'
    )
    return written.encode()


def _safe(text: str) -> str:
    return html.escape(_NOT_XML.sub("", text))


def _paragraphs(lines: Iterable[str], kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return "".join(f"<p{attribute}>{_safe(line)}</p>" for line in lines)


def _with_head(page: Notice, questions: str) -> str:
    head = "".join(f"<th>{_safe(column)}</th>" for column in page.columns)
    return questions.replace("<tbody>", f"<thead><tr>{head}</tr></thead><tbody>")


def _html_question(question: NoticeQuestion) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in row) + "</tr>" for row in question.rows)
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    lines, said = _paragraphs(question.lines), _paragraphs(question.sentences, "quiet")
    return f"<h3>{_safe(question.heading)}</h3>{table}{lines}{said}"


def tally_docx(page: Notice) -> bytes:
    """The same as a Word file, so that staff can add the replies and print it on their letterhead."""
    document = Document()
    _use_chinese_fonts(document)
    document.add_heading(_word(page.title), 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in (page.badge, *page.opening, *page.verdict):
        document.add_paragraph(_word(line))
    document.add_heading(_word(page.results), 2)
    for question in page.questions:
        _word_question(document, page, question)
    document.add_heading(_word(page.about), 2)
    for line in page.remarks:
        document.add_paragraph(_word(line))
    document.add_paragraph(_word(page.signed)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _word(text: str) -> str:
    return _NOT_XML.sub("", text)


def _use_chinese_fonts(document: WordDocument) -> None:
    """Word takes a font for Chinese from an attribute of its own; without it headings come out in another face."""
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = "SimSun"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    document.styles["Normal"].font.size = Pt(12)


def _word_question(document: WordDocument, page: Notice, question: NoticeQuestion) -> None:
    document.add_heading(_word(question.heading), 3)
    if question.rows:
        table = document.add_table(rows=1, cols=len(page.columns))
        table.style = "Light Grid Accent 1"
        for cell, text in zip(table.rows[0].cells, page.columns, strict=True):
            cell.text = _word(text)
        for row in question.rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = _word(text)
    for line in (*question.lines, *question.sentences):
        document.add_paragraph(_word(line))
