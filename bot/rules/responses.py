"""One row a respondent: the answers of a home as cells of a table, and back again.

============  =================================================================================
single        ``q1``: the option's number; likewise rating and price_ladder
multiple      ``q2_1``, ``q2_2``, …: 1 chosen, 0 not; ``q2_most``: the option wanted most
ranking       ``q3_1``, …: the place that the option was given
budget        ``q4_1``, …: the points that the project was given
amount        ``q5``: a decimal number
text          ``q6``: 1 where words were given; the words themselves stand apart from the rows
============  =================================================================================

Cells are empty where the question was not answered. Columns follow from the questions alone, so they are always the
same for the same questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.rules.answers import Answer, checked
from bot.rules.consultation import ONE_OPTION, Question, QuestionType
from bot.rules.refusals import Refusal

FIRST = ("respondent", "building", "channel", "owner", "floor_area")
"""Before the answers. Owner and floor area stand only where a decision is counted in them."""

_SPREAD = (QuestionType.MULTIPLE, QuestionType.RANKING, QuestionType.BUDGET)
_GIVEN = "1"


class Column(NamedTuple):
    """A column of answers; ``option`` is None where the cell holds the whole answer, 0 for the one wanted most."""

    name: str
    question: Question
    option: int | None


@dataclass(frozen=True, slots=True)
class Respondent:
    """A home that answered, under a number of chance; ``owner`` is such a number too, ``floor_area`` is 0.01 ㎡."""

    number: int
    building: str
    channel: str
    answers: Mapping[int, Answer]
    owner: int | None = None
    floor_area: int | None = None


class BadRow(Exception):
    """A cell that no home can have written; the message names row and column."""


def columns(questions: Iterable[Question]) -> list[Column]:
    """The columns of answers, in order."""
    return [column for question in questions for column in _columns(question)]


def _columns(question: Question) -> Iterator[Column]:
    if question.type not in _SPREAD:
        yield Column(f"q{question.number}", question, None)
        return
    for option in range(1, len(question.options) + 1):
        yield Column(f"q{question.number}_{option}", question, option)
    if question.most_wanted:
        yield Column(f"q{question.number}_most", question, 0)


def header(questions: Sequence[Question]) -> list[str]:
    """All columns by name."""
    return [*FIRST, *(column.name for column in columns(questions))]


def row_of(home: Respondent, questions: Sequence[Question]) -> list[str]:
    """The cells of one home."""
    area = "" if home.floor_area is None else _decimal(home.floor_area)
    owner = "" if home.owner is None else str(home.owner)
    return [
        *(str(home.number), home.building, home.channel, owner, area),
        *(_cell(column, home.answers.get(column.question.number)) for column in columns(questions)),
    ]


def _cell(column: Column, answer: Answer | None) -> str:
    if answer is None:
        return ""
    kind = column.question.type
    if column.option == 0:
        return "" if answer.most_wanted is None else str(answer.most_wanted)
    if column.option is not None:
        value = answer.marks.get(column.option)
        empty = "" if kind is QuestionType.RANKING else "0"
        return empty if value is None else str(value)
    if kind is QuestionType.TEXT:
        return _GIVEN
    if answer.amount is not None:
        return _decimal(answer.amount)
    return str(next(iter(answer.marks)))


def home_of(cells: Mapping[str, str], questions: Sequence[Question]) -> Respondent:
    """The home in a row, every answer checked as if it were handed in now. Raises BadRow."""
    number = _whole(cells, FIRST[0])
    answers = {}
    for question in questions:
        answer = _answer(question, cells)
        if answer is not None:
            answers[question.number] = answer
    return Respondent(
        number=number,
        building=cells.get("building", ""),
        channel=cells.get("channel", ""),
        answers=answers,
        owner=_whole(cells, "owner") if cells.get("owner") else None,
        floor_area=_hundredths(cells, "floor_area") if cells.get("floor_area") else None,
    )


def _answer(question: Question, cells: Mapping[str, str]) -> Answer | None:
    mine = [column for column in _columns(question) if cells.get(column.name, "")]
    if not mine:
        return None
    read = _read(question, mine, cells)
    if read.skipped:
        raise BadRow(f"respondent {cells.get(FIRST[0])}: {mine[0].name}")
    if question.type is QuestionType.TEXT:
        return read
    try:
        return checked(question, read)
    except Refusal as error:
        raise BadRow(f"respondent {cells.get(FIRST[0])}: {mine[0].name}") from error


def _read(question: Question, mine: Sequence[Column], cells: Mapping[str, str]) -> Answer:
    if question.type in ONE_OPTION:
        return Answer({_whole(cells, mine[0].name): 1})
    if question.type is QuestionType.AMOUNT:
        return Answer(amount=_hundredths(cells, mine[0].name))
    if question.type is QuestionType.TEXT:
        return Answer(words=cells[mine[0].name])
    given = {column.option: _whole(cells, column.name) for column in mine}
    wanted = given.pop(0, None)
    return Answer({option: value for option, value in given.items() if option and value}, most_wanted=wanted)


def _whole(cells: Mapping[str, str], name: str) -> int:
    try:
        return int(cells[name])
    except (KeyError, ValueError) as error:
        raise BadRow(f"respondent {cells.get(FIRST[0])}: {name}") from error


def _hundredths(cells: Mapping[str, str], name: str) -> int:
    whole, _, rest = cells[name].partition(".")
    if not whole.isdecimal() or not rest.isdecimal() or len(rest) != 2:
        raise BadRow(f"respondent {cells.get(FIRST[0])}: {name}")
    return int(whole) * 100 + int(rest)


def _decimal(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
