"""A report as a Word file, from a template that staff change in Word itself.

Names in double braces are filled in; docs/handbook.md lists them.
"""

from __future__ import annotations

import io
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, UndefinedError

from bot.reports.district_facts import page_facts
from bot.reports.district_files import find
from bot.reports.figure_rows import columns, community_rows
from bot.reports.template_fault import TemplateFault, TemplateUnknown
from bot.rules.report import Report
from bot.texts import Texts

TEMPLATE = "report.docx"


def report_docx(
    report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo, folder: Path | None = None
) -> bytes:
    """The Word file. Raises TemplateFault for a district's faulty template."""
    path = find(TEMPLATE, folder)
    try:
        document = DocxTemplate(path)
        document.render(_facts(report, text, notes, words, zone), _strict(), autoescape=True)
    except UndefinedError as error:
        raise TemplateUnknown(path, error.message or "") from None
    except TemplateSyntaxError as error:
        raise TemplateFault("template_broken", file=path, line=error.lineno, message=error.message) from None
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise TemplateFault("template_broken_file", file=path, message=str(error)) from None
    filled = io.BytesIO()
    document.save(filled)
    return filled.getvalue()


def _strict() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined)


def _facts(report: Report, text: str, notes: list[str], words: Texts, zone: tzinfo) -> dict[str, Any]:
    facts: dict[str, Any] = dict(page_facts(report, text, notes, words, zone))
    heads = columns(words)
    facts["lines"] = [line for line in str(facts["text"]).split("\n") if line.strip()]
    facts["heads"] = {head.key: head.label for head in heads}
    facts["communities"] = [
        {head.key: cell.text for head, cell in zip(heads, row, strict=True)} for row in community_rows(report, words)
    ]
    return facts
