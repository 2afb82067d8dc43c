"""A file with sheets of a questionnaire: building, entrance, room, then a column for each question, q1 to qn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rules.answers import SKIPPED, TEXT_LIMIT, Answer, checked
from bot.rules.consultation import Consultation, Question, Secrecy
from bot.rules.headers import Found, Layout
from bot.rules.paper_rows import PAPER, read_home
from bot.rules.people import Address
from bot.rules.questionnaire import Answers, kept
from bot.rules.questionnaire_steps import typed
from bot.rules.reading import read
from bot.rules.refusals import Refusal
from bot.rules.rows import RowReader, TableReader

_MOST_WANTED = re.compile(r"([0-9]{1,2})\s*\*")


def optional(consultation: Consultation) -> Consultation:
    """As a sheet is read: what was left blank on paper was left blank.

    Of anonymous answers all have to be there: how many left a question out could tell who they are.
    """
    if consultation.secrecy is Secrecy.ANONYMOUS:
        return consultation
    return replace(consultation, questions=tuple(replace(each, required=False) for each in consultation.questions))


def layout(questions: Sequence[Question]) -> Layout:
    """The columns of a file for these questions."""
    columns = {column_of(question): (f"question{question.number}",) for question in questions}
    first = column_of(questions[0])
    return Layout(
        kind="paper",
        names={field: PAPER.names[field] for field in ("building", "entrance", "room")} | columns,
        required=("building", "room", *columns),
        tells=frozenset({"building", "room", first}),
    )


def column_of(question: Question) -> str:
    """The name of a question's column, e.g. ``q3``."""
    return f"q{question.number}"


@dataclass(slots=True)
class _Checker:
    """What is known while rows are read: which homes are asked, and in which row each was found first."""

    questions: Sequence[Question]
    homes: Mapping[Address, int]
    rows: dict[int, int]
    sheets: dict[int, Answers]

    def row(self, reader: RowReader) -> None:
        home = read_home(reader, self.homes)
        answers = {question.number: self.answer(reader, question) for question in self.questions}
        said = kept(self.questions, {number: answer for number, answer in answers.items() if answer is not None})
        if home is None or None in answers.values():
            return
        first = self.rows.setdefault(home, reader.number)
        if first != reader.number:
            reader.fault("room", "paper_once", row=first)
        elif not said:
            reader.fault(column_of(self.questions[0]), "paper_no_answer")
        else:
            self.sheets[home] = said

    def answer(self, reader: RowReader, question: Question) -> Answer | None:
        """The answer of a cell, an empty one skips; None when it cannot be read."""
        text = reader.text(column_of(question), TEXT_LIMIT)
        if text is None:
            return self.blank(reader, question)
        try:
            return _read(question, text)
        except Refusal:
            reader.fault(column_of(question), "paper_answer")
            return None

    def blank(self, reader: RowReader, question: Question) -> Answer | None:
        """An empty cell skips the question, if it may be; a fault that was noted already stays the only one."""
        if str(reader.cell(column_of(question))).strip():
            return None
        if question.required and question.condition is None:
            reader.fault(column_of(question), "required")
            return None
        return SKIPPED


def _read(question: Question, text: str) -> Answer:
    wanted = _MOST_WANTED.search(text) if question.most_wanted else None
    step = typed(question, None, read(question, text.replace("*", " ") if wanted else text))
    answer = step.answer if step.answer is not None else SKIPPED
    return checked(question, replace(answer, most_wanted=int(wanted[1])) if wanted else answer)


def check_sheets(found: Found, questions: Sequence[Question], homes: Mapping[Address, int]) -> dict[int, Answers]:
    """The answers of a file by household id; ``homes`` are those that are asked. Raises BadRows with every fault."""
    checker = _Checker(questions, homes, {}, {})
    for row in TableReader(found):
        checker.row(row)
    return checker.sheets
