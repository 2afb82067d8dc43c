"""A tally as CSV for scripts and spreadsheets: one row an option, the same columns always.

What a question's type says beyond its options follows in rows of its own, with a ``figure`` (the path of the same value
in the JSON) and its ``value``, and without an option.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from bot.reports.table_out import protected
from bot.reports.tally_json_details import detail_facts
from bot.rules.tally import OptionCount, QuestionTally, Tally, rounded_share, square_metres
from bot.rules.tally_details import Wishes
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
    "type",
    "asked",
    "interval_low",
    "interval_high",
    "worst_low",
    "worst_high",
    "most_wanted",
    "group",
    "group_households",
    "figure",
    "value",
)


def tally_csv(tally: Tally) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese.

    ``consultation`` and ``question`` are numbers; ``share_of_answered`` is a decimal fraction with four places, empty
    when nobody answered; counts that are withheld are empty. ``group`` names the options that anonymous answers are
    joined with (``2+3``).
    """
    page = io.StringIO()
    writer = csv.DictWriter(page, COLUMNS, restval="")
    writer.writeheader()
    for question in tally.questions:
        common = _common(tally, question)
        writer.writerows(common | _option(question, option) for option in question.options)
        writer.writerows(common | {"figure": path, "value": _text(value)} for path, value in figures(question))
    return page.getvalue().encode("utf-8-sig")


def _common(tally: Tally, question: QuestionTally) -> dict[str, object]:
    return {
        "consultation": tally.consultation.id,
        "question": question.number,
        "answered": question.answered if question.answered_shown else "",
        "title": _text(tally.consultation.title),
        "question_text": _text(question.text),
        "type": question.type.value,
        "asked": "" if question.base is None else question.base.asked,
    }


def _option(question: QuestionTally, option: OptionCount) -> dict[str, object]:
    named = {"option_number": option.number, "option": _text(option.label)}
    if question.withheld:
        return named
    counted = _group(question, option) if question.anonymous else _weight(question, option)
    if option.figure is not None:
        likely, worst = option.figure.likely, option.figure.worst
        counted |= {"interval_low": likely.low, "interval_high": likely.high}
        counted |= {"worst_low": worst.low, "worst_high": worst.high}
    return named | counted | ({} if option.most_wanted is None else {"most_wanted": option.most_wanted})


def _weight(question: QuestionTally, option: OptionCount) -> dict[str, object]:
    weight = option.weight
    return {
        "households": weight.households,
        "owners": weight.owners,
        "floor_area": square_metres(weight.floor_area),
        "share_of_answered": _share(weight.households, question.answered),
    }


def _group(question: QuestionTally, option: OptionCount) -> dict[str, object]:
    line = next(each for each in question.lines if option.number in each.numbers)
    if line.homes is None:
        return {}
    if len(line.numbers) == 1:
        return {"households": line.homes, "share_of_answered": _share(line.homes, question.answered)}
    return {"group": "+".join(map(str, line.numbers)), "group_households": line.homes}


def _share(part: int, whole: int) -> str:
    rounded = rounded_share(part, whole, 4)
    return "" if rounded is None else str(rounded)


def figures(question: QuestionTally) -> Iterator[tuple[str, str]]:
    """The detail as paths and values; nothing is at a path that has no value.

    The order of a multiple choice is left out: whoever has the options can sort them.
    """
    detail = question.detail
    if detail is None or (isinstance(detail, Wishes) and not detail.wanted and not detail.categories):
        return
    facts = detail_facts(question, detail, None)
    yield from _flat({name: value for name, value in facts.items() if name != "order"}, "")


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path}.{place}")
    elif value is not None:
        yield path, str(value).lower() if isinstance(value, bool) else str(value)


def _text(text: str) -> str:
    return protected(clean(text).strip())
