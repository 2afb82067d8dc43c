"""What a workbook has beside the options: a sheet for each kind of question that says more, one row a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from bot.rules.ranking import RankingResult
from bot.rules.rates import Rate
from bot.rules.tally import QuestionTally, Tally
from bot.rules.tally_budget import Budgeted
from bot.rules.tally_details import Words
from bot.rules.tally_fees import Fees
from bot.texts import Texts
from bot.views.budget_reasons import why
from bot.views.result_figures import base_sentences, decimal, sentences, sure_sentences

Cell: TypeAlias = str | int | Decimal | Rate | None
Rows: TypeAlias = Iterator[Sequence[Cell]]

_QUESTION = {"question": 8, "question_text": 36}
_FEES = {
    "price": 12,
    "households": 10,
    "share": 14,
    "asked": 10,
    "interval_low": 12,
    "interval_high": 12,
    "worst_low": 12,
    "worst_high": 12,
    "floor_area": 18,
    "monthly_income": 16,
    "missing_money": 16,
}
_RANKING = {"place": 8, "option_number": 8, "option": 36, "average_place": 12, "first_places": 12}
_BUDGET = {
    "option_number": 8,
    "option": 30,
    "category": 14,
    "cost": 16,
    "supporters": 10,
    "points": 10,
    "chosen": 10,
    "chosen_by_support": 14,
    "why": 80,
}


@dataclass(frozen=True, slots=True)
class DetailTable:
    """A sheet: the name of its texts, columns with their widths, rows."""

    name: str
    columns: Mapping[str, int]
    rows: list[Sequence[Cell]]


def detail_tables(tally: Tally, words: Texts) -> Iterator[DetailTable]:
    """The sheets that this tally needs; none for plain choices."""
    makers: tuple[tuple[str, Mapping[str, int], Callable[[QuestionTally, Texts], Rows]], ...] = (
        ("fees", _FEES, _fees),
        ("ranking", _RANKING, _ranking),
        ("budget", _BUDGET, _budget),
        ("figures", {"said": 100}, _figures),
        ("words", {"words": 100}, _words),
    )
    for name, columns, make in makers:
        rows: list[Sequence[Cell]] = [
            (question.number, question.text, *row) for question in tally.questions for row in make(question, words)
        ]
        if rows:
            yield DetailTable(name, {**_QUESTION, **columns}, rows)


def _fees(question: QuestionTally, _words: Texts) -> Rows:
    if not isinstance(question.detail, Fees):
        return
    for step in question.detail.steps:
        willing = step.willing
        bounds: list[Cell] = [None] * 5
        if question.base is not None:
            bounds = [question.base.asked, *willing.likely, *willing.worst]
        money = (_hundredths(step.floor_area), _hundredths(step.monthly_income), _hundredths(step.missing))
        yield _hundredths(step.price), willing.homes, willing.rate, *bounds, *money


def _ranking(question: QuestionTally, _words: Texts) -> Rows:
    if not isinstance(question.detail, RankingResult):
        return
    for each in question.detail.options:
        average = None if each.average_place is None else Decimal(decimal(each.average_place, 4))
        yield each.place, each.number, question.options[each.number - 1].label, average, each.first_places


def _budget(question: QuestionTally, words: Texts) -> Rows:
    detail = question.detail
    if not isinstance(detail, Budgeted):
        return
    for project in detail.instance.projects:
        number = project.number
        yield (
            number,
            project.name,
            project.category or None,
            _hundredths(project.cost),
            detail.instance.supporters[number],
            detail.instance.points[number],
            int(number in detail.result.winners),
            int(number in detail.greedy),
            why(detail.reasons[number], detail.instance, words),
        )


def _figures(question: QuestionTally, words: Texts) -> Rows:
    said = sentences(question, words)
    if said:
        for line in (*said, *sure_sentences(question, words), *base_sentences(question, words)):
            yield (line,)


def _words(question: QuestionTally, _words: Texts) -> Rows:
    if isinstance(question.detail, Words):
        for line in question.detail.words:
            yield (line,)


def _hundredths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value).scaleb(-2)
