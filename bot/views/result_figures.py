"""What the result of a question says beyond its options, in sentences: the same in messages, pictures and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Any

from bot.rules.answers import hundredths
from bot.rules.consultation import QuestionType
from bot.rules.design_review import SchemeConsent
from bot.rules.ranking import RankingResult
from bot.rules.rates import Figure, Rate
from bot.rules.tally import QuestionTally
from bot.rules.tally_budget import Budgeted
from bot.rules.tally_details import Amounts, Rated, Schemes, Willing, Wishes, Words
from bot.rules.tally_fees import Fees, FeeStep
from bot.texts import Texts
from bot.views.budget_reasons import beside, how
from bot.views.screen import shorten

_MOST_WANTED = 3
_LABEL = 60
_CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)


def sentences(question: QuestionTally, words: Texts) -> list[str]:
    """Plain sentences about the detail of a question, none where its options say everything."""
    write = _WRITERS.get(type(question.detail))
    silent = not question.answered and not isinstance(question.detail, Words | Amounts)
    return [] if write is None or silent else list(write(question.detail, question, words))


def base_sentences(question: QuestionTally, words: Texts) -> list[str]:
    """Who answered of whom, and a warning where that is few."""
    if not question.answered_shown:
        return []
    base = question.base
    if base is None:
        return [words.plain("results.base_unknown", answered=question.answered)]
    percent = base.response.percent()
    said = [words.plain("results.base", answered=base.answered, asked=base.asked, percent=percent)]
    return [*said, words.plain("results.few")] if base.few else said


def sure_sentences(question: QuestionTally, words: Texts) -> list[str]:
    """How sure the leading option is: the interval with its assumption, and the bounds without any."""
    if question.base is None or not 0 < question.base.answered < question.base.asked:
        return []
    found = _praise(question, words) if question.type is QuestionType.RATING else _leader(question)
    if found is None or not found[1].homes:
        return []
    label, figure = found
    likely, worst = figure.likely, figure.worst
    return [
        words.plain("results.likely", asked=question.base.asked, label=label, low=likely.low, high=likely.high),
        words.plain("results.worst", low=worst.low, high=worst.high),
    ]


def _leader(question: QuestionTally) -> tuple[str, Figure] | None:
    known = [(option, option.figure) for option in question.options if option.figure is not None]
    if not known or question.type not in _CHOICES:
        return None
    option, figure = max(known, key=lambda each: (each[1].homes, -each[0].number))
    return shorten(option.label, _LABEL), figure


def _praise(question: QuestionTally, words: Texts) -> tuple[str, Figure] | None:
    rate = question.detail.rate_a if isinstance(question.detail, Rated) else None
    if rate is None or question.base is None:
        return None
    return words.plain("results.praise"), Figure(rate.part, question.base)


def label_of(question: QuestionTally, number: int) -> str:
    """An option's words, cut where they are long."""
    return shorten(question.question.options[number - 1], _LABEL)


def decimal(value: Fraction, digits: int = 2) -> str:
    """Half up, without needless zeros: 5/2 is 2.5, 7/3 is 2.33."""
    scale = 10**digits
    steps = floor(value * scale + Fraction(1, 2))
    whole, rest = divmod(steps, scale)
    return f"{whole}.{rest:0{digits}}".rstrip("0") if rest else str(whole)


def grouped(value: int) -> str:
    """Hundredths with thousands marked, two places unless they are zero: fen as yuan."""
    whole, rest = divmod(value, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


def _rate(key: str, rate: Rate, words: Texts, **facts: object) -> str:
    return words.plain(key, percent=rate.percent(), part=rate.part, whole=rate.whole, **facts)


def _rated(detail: Rated, question: QuestionTally, words: Texts) -> Iterator[str]:
    if detail.rate_a is None and detail.rate_b is None:
        if any(line.homes is not None for line in question.lines):
            yield words.plain("results.rate_unknown")
        return
    if detail.rate_a is not None:
        yield _rate("results.rate_a", detail.rate_a, words)
    if detail.rate_b is not None:
        yield _rate("results.rate_b", detail.rate_b, words)
    if detail.net is not None:
        yield _rate("results.net", detail.net, words)


def _schemes(detail: Schemes, question: QuestionTally, words: Texts) -> Iterator[str]:
    review = detail.review
    for each in review.schemes:
        label = label_of(question, detail.numbers[each.number - 1])
        yield words.plain("results.scheme", label=label, first=each.first.homes, acceptable=each.acceptable.homes)
    facts = {"any": review.any_scheme, "none": review.no_scheme, "abstained": review.abstained}
    yield words.plain("results.scheme_others", **facts)


def _consent(detail: SchemeConsent, question: QuestionTally, words: Texts) -> Iterator[str]:
    yield words.plain(
        "results.scheme_rate",
        percent=detail.rate.percent(),
        agreed=detail.agreed,
        mostly=detail.mostly_agreed,
        valid=detail.valid,
        abstained=detail.abstained,
    )


def _willing(detail: Willing, question: QuestionTally, words: Texts) -> Iterator[str]:
    key = "results.willing_exempt" if detail.exempt else "results.willing"
    yield _rate(key, detail.rate, words, exempt=detail.exempt)


def _wishes(detail: Wishes, question: QuestionTally, words: Texts) -> Iterator[str]:
    wanted = [each for each in detail.wanted if each.homes and each.place <= _MOST_WANTED]
    if wanted:
        named = [
            words.plain("results.wanted_one", place=each.place, label=label_of(question, each.number), homes=each.homes)
            for each in wanted
        ]
        yield words.plain("results.wanted", list=words.template("results.semicolon").join(named))
        yield words.plain("results.tie")
    if detail.categories:
        sums = [words.plain("results.category_one", name=each.name, choices=each.choices) for each in detail.categories]
        yield words.plain("results.categories", list=words.template("results.comma").join(sums))


def _ranking(detail: RankingResult, question: QuestionTally, words: Texts) -> Iterator[str]:
    if not detail.answered:
        return
    if detail.winner is None:
        yield words.plain("results.ranking_no_winner")
    else:
        yield words.plain("results.ranking_winner", label=label_of(question, detail.winner))
    yield words.plain("results.tie")


def fee_sentence(step: FeeStep, words: Texts) -> str:
    """One price: who would pay it, and what it would bring."""
    facts = {"price": hundredths(step.price), "homes": step.willing.homes, "percent": step.willing.rate.percent()}
    said = words.plain("results.fee", **facts)
    if step.monthly_income is not None:
        said += words.plain("results.fee_income", income=grouped(step.monthly_income))
    if step.missing is None:
        return said
    more = "results.fee_missing" if step.missing else "results.fee_enough"
    return said + words.plain(more, missing=grouped(step.missing))


def _fees(detail: Fees, question: QuestionTally, words: Texts) -> Iterator[str]:
    for step in detail.steps:
        yield fee_sentence(step, words)
    if detail.accepted is None and detail.complete:
        yield words.plain("results.fee_not_accepted")
    elif detail.accepted is not None:
        yield words.plain("results.fee_accepted", price=hundredths(detail.accepted))
    if detail.accepted_by_all is not None:
        yield words.plain("results.fee_all", price=hundredths(detail.accepted_by_all))
    yield words.plain("results.fee_no_promise")


def _budget(detail: Budgeted, question: QuestionTally, words: Texts) -> Iterator[str]:
    yield from how(detail.instance, detail.result, words)
    if detail.instance.ballots:
        yield beside(detail.result, detail.greedy, words)


def _amounts(detail: Amounts, question: QuestionTally, words: Texts) -> Iterator[str]:
    if detail.median is None or detail.least is None or detail.most is None:
        yield words.plain("results.amounts_none")
    else:
        yield words.plain(
            "results.amounts",
            homes=detail.answered,
            total=grouped(detail.total),
            median=decimal(detail.median / 100, 3),
            least=grouped(detail.least),
            most=grouped(detail.most),
            unit=question.question.unit or "",
        )
    if detail.raised is not None and detail.cost is not None:
        key = "results.raised_with" if detail.in_full else "results.raised"
        facts = {"raised": grouped(detail.raised), "in_full": detail.in_full, "unit": question.question.unit or ""}
        yield words.plain(key, cost=grouped(detail.cost), **facts)


def _words(detail: Words, question: QuestionTally, words: Texts) -> Iterator[str]:
    yield words.plain("results.texts", count=detail.answered)


_WRITERS: dict[type[Any], Callable[[Any, QuestionTally, Texts], Iterator[str]]] = {
    Rated: _rated,
    Schemes: _schemes,
    SchemeConsent: _consent,
    Willing: _willing,
    Wishes: _wishes,
    RankingResult: _ranking,
    Fees: _fees,
    Budgeted: _budget,
    Amounts: _amounts,
    Words: _words,
}
