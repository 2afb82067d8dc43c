"""A tally as CSV for scripts and spreadsheets: one row an option, the same columns always."""

from __future__ import annotations

import csv
import io

from bot.reports.table_out import protected
from bot.rules.tally import OptionCount, QuestionTally, Tally, rounded_share, square_metres
from bot.texts import clean

COLUMNS = (
    "consultation",
    "question",
    "option_number",
    "option",
    "households",
    "owners",
    "floor_area",
    "share_of_answered",
    "answered",
    "title",
    "question_text",
)


def tally_csv(tally: Tally) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese.

    ``consultation`` and ``question`` are numbers; ``share_of_answered`` is a decimal fraction with four places, empty
    when nobody answered; counts that are withheld are empty.
    """
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(COLUMNS)
    for question in tally.questions:
        writer.writerows(_row(tally, question, option) for option in question.options)
    return page.getvalue().encode("utf-8-sig")


def _row(tally: Tally, question: QuestionTally, option: OptionCount) -> list[object]:
    return [
        tally.consultation.id,
        question.number,
        option.number,
        _text(option.label),
        *_counts(question, option),
        question.answered,
        _text(tally.consultation.title),
        _text(question.text),
    ]


def _counts(question: QuestionTally, option: OptionCount) -> list[object]:
    if question.withheld:
        return [""] * 4
    weight = option.weight
    part = rounded_share(weight.households, question.answered, 4)
    return [weight.households, weight.owners, square_metres(weight.floor_area), "" if part is None else str(part)]


def _text(text: str) -> str:
    return protected(clean(text).strip())
