"""A zip with everything that a count follows from, so that anybody can count again: rows, questions, result, checksums.

Rows name nobody: homes have numbers of chance. Of anonymous consultations there are no rows, only what is published.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.reports.table_out import protected
from bot.reports.tally_json import json_bytes, tally_facts
from bot.rules.consultation import Question, QuestionType, Regime
from bot.rules.consultation_facts import to_facts
from bot.rules.responses import Column, Respondent, columns, header, row_of
from bot.rules.tally import Tally
from bot.rules.tally_details import Words
from bot.texts import Texts, clean

DEFINITION, TALLY, RESPONSES = "definition.json", "tally.json", "responses.csv"
CODEBOOK, WORDS, PUBLISHED, README, SUMS = "codebook.csv", "words.csv", "published.csv", "README.txt", "SHA256SUMS"


def bundle(tally: Tally, homes: Sequence[Respondent] | None, words: Texts, zone: tzinfo) -> bytes:
    """The zip. ``homes`` is None where there are no rows any more; the same count makes the same bytes."""
    files = {
        README: _readme(tally, words, anonymous=homes is None),
        DEFINITION: json_bytes(to_facts(tally.consultation)),
        TALLY: json_bytes(tally_facts(tally, zone)),
        CODEBOOK: _codebook(tally.consultation.questions, words),
    }
    if homes is None:
        files[PUBLISHED] = _published(tally)
    else:
        rows = (row_of(home, tally.consultation.questions) for home in homes)
        files[RESPONSES] = _table(header(tally.consultation.questions), rows)
    if any(question.type is QuestionType.TEXT for question in tally.questions):
        files[WORDS] = _words(tally)
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return _zip(files | {SUMS: sums.encode()}, tally)


def _zip(files: dict[str, bytes], tally: Tally) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, tally.as_of.timetuple()[:6]), content, ZIP_DEFLATED)
    return file.getvalue()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(head)
    writer.writerows([protected(clean(cell)) for cell in row] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def _codebook(questions: Sequence[Question], words: Texts) -> bytes:
    head = ("column", "question", "question_text", "type", "option", "option_label", "values")
    first = [(name, "", words.plain(f"export.column_{name}"), "", "", "", "") for name in header(())]
    return _table(head, [*first, *(_coded(column, words) for column in columns(questions))])


def _coded(column: Column, words: Texts) -> tuple[str, ...]:
    question, option = column.question, column.option
    label = question.options[option - 1] if option else ""
    kind = "most_wanted" if option == 0 else question.type.value
    values = words.plain(f"export.values_{kind}", unit=question.unit or "")
    if option is None and question.options and question.type is not QuestionType.AMOUNT:
        values = "; ".join(f"{number} = {text}" for number, text in enumerate(question.options, 1))
    return column.name, str(question.number), question.text, question.type.value, str(option or ""), label, values


def _published(tally: Tally) -> bytes:
    rows = []
    for question in tally.questions:
        for scope in question.published:
            place = scope.building or ""
            rows.append((str(question.number), place, "", str(scope.respondents)))
            for group, homes in zip(scope.grouping, scope.counts, strict=True):
                rows.append((str(question.number), place, "+".join(map(str, group)), str(homes)))
    return _table(("question", "building", "options", "households"), rows)


def _words(tally: Tally) -> bytes:
    rows = [
        (str(question.number), said)
        for question in tally.questions
        if isinstance(question.detail, Words)
        for said in question.detail.words
    ]
    return _table(("question", "words"), rows)


def _readme(tally: Tally, words: Texts, *, anonymous: bool) -> bytes:
    rows = "export.readme_anonymous" if anonymous else "export.readme_rows"
    asked = tally.consultation
    about = words.plain("export.readme", number=asked.id, title=asked.title, community=asked.community_name)
    # A flat's area tells which flat it is to whoever has the roster, and often to its neighbours.
    known = [words.plain("export.readme_areas")] if asked.regime is Regime.OWNER_DECISION else []
    return "\n".join((about, words.plain(rows), *known, words.plain("export.readme_verify"), "")).encode()
