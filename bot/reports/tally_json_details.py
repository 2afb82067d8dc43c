"""What a question's type says beyond counts by option, as plain values for JSON.

Money is yuan with two decimals, an amount its unit with two decimals, both as strings; an average is an exact fraction.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from bot.rules.budget import Project
from bot.rules.budget_reasons import Bought, Filled, Lost, Reason
from bot.rules.design_review import SchemeConsent
from bot.rules.intervals import Interval
from bot.rules.ranking import Ranked, RankingResult
from bot.rules.rates import Rate
from bot.rules.tally import QuestionTally, square_metres
from bot.rules.tally_budget import Budgeted
from bot.rules.tally_details import Amounts, Detail, Rated, Schemes, Willing, Wishes, Words
from bot.rules.tally_fees import Fees, FeeStep
from bot.texts import Texts
from bot.views.budget_reasons import why

Facts = dict[str, object]


def range_facts(interval: Interval) -> Facts:
    """From so many homes to so many, both included."""
    return {"low": interval.low, "high": interval.high}


def detail_facts(question: QuestionTally, detail: Detail, words: Texts | None) -> Facts:
    """The detail; ``kind`` names its shape."""
    if isinstance(detail, Budgeted):
        return {"kind": "budget"} | _budget(detail, words)
    if isinstance(detail, Fees):
        return {"kind": "price_ladder"} | _fees(detail, known=question.base is not None)
    kind, write = _SHAPES[type(detail)]
    return {"kind": kind} | write(detail)


def decimal(hundredths: int) -> str:
    """Hundredths as a decimal string with two places: 901250 is ``9012.50``."""
    return square_metres(hundredths)


def rate_facts(rate: Rate | None) -> Facts | None:
    """Numerator, denominator, and the share as it is written."""
    return None if rate is None else {"part": rate.part, "whole": rate.whole, "percent": rate.percent()}


def _rated(detail: Rated) -> Facts:
    rates = {"rate_a": detail.rate_a, "rate_b": detail.rate_b, "net": detail.net}
    return {name: rate_facts(rate) for name, rate in rates.items()}


def _schemes(detail: Schemes) -> Facts:
    review = detail.review
    return {
        "schemes": [
            {
                "number": detail.numbers[each.number - 1],
                "place": each.first_place,
                "first": each.first.homes,
                "acceptable": each.acceptable.homes,
            }
            for each in review.schemes
        ],
        "any": review.any_scheme,
        "none": review.no_scheme,
        "abstained": review.abstained,
    }


def _consent(detail: SchemeConsent) -> Facts:
    return {
        "agreed": detail.agreed,
        "mostly_agreed": detail.mostly_agreed,
        "valid": detail.valid,
        "abstained": detail.abstained,
        "rate": rate_facts(detail.rate),
        "formula": "(agreed + mostly_agreed) / (valid - abstained)",
    }


def _willing(detail: Willing) -> Facts:
    return {"rate": rate_facts(detail.rate), "exempt": detail.exempt}


def _ranked(each: Ranked) -> Facts:
    return {"place": each.place, "number": each.number, "households": each.homes}


def _wishes(detail: Wishes) -> Facts:
    return {
        "order": [_ranked(each) for each in detail.order],
        "most_wanted": [_ranked(each) for each in detail.wanted],
        "categories": [{"name": each.name, "choices": each.choices} for each in detail.categories],
    }


def _ranking(detail: RankingResult) -> Facts:
    return {
        "winner": detail.winner,
        "options": [
            {
                "place": each.place,
                "number": each.number,
                "first_places": each.first_places,
                "average_place": None if each.average_place is None else str(each.average_place),
            }
            for each in detail.options
        ],
    }


def _amounts(detail: Amounts) -> Facts:
    return {
        "total": decimal(detail.total),
        "median": None if detail.median is None else _halves(detail.median),
        "least": _maybe(detail.least),
        "most": _maybe(detail.most),
        "cost": _maybe(detail.cost),
        "in_full": detail.in_full,
        "raised": _maybe(detail.raised),
    }


def _maybe(hundredths: int | None) -> str | None:
    return None if hundredths is None else decimal(hundredths)


def _halves(median: Fraction) -> str:
    """A median may lie half a hundredth between two amounts; then it has a third place."""
    thousandths = median * 10
    text = f"{floor(thousandths) // 1000}.{floor(thousandths) % 1000:03}"
    return text if median.denominator > 1 else text[:-1]


def _words(detail: Words) -> Facts:
    return {"count": detail.answered} | ({"words": list(detail.words)} if detail.words else {})


def _fees(detail: Fees, *, known: bool) -> Facts:
    return {
        "steps": [_step(step, known) for step in detail.steps],
        "monthly_cost": _maybe(detail.monthly_cost),
        "accepted_by_two_thirds": _maybe(detail.accepted),
        "accepted_by_two_thirds_of_all_asked": _maybe(detail.accepted_by_all),
    }


def _step(step: FeeStep, known: bool) -> Facts:
    return {
        "price": decimal(step.price),
        "households": step.willing.homes,
        "percent": step.willing.rate.percent(),
        "interval": range_facts(step.willing.likely) if known else None,
        "worst_case": range_facts(step.willing.worst) if known else None,
        "floor_area": _maybe(step.floor_area),
        "monthly_income": _maybe(step.monthly_income),
        "missing": _maybe(step.missing),
    }


def _budget(detail: Budgeted, words: Texts | None) -> Facts:
    result, instance = detail.result, detail.instance
    return {
        "budget": decimal(instance.budget),
        "ballots": len(instance.ballots),
        "share": str(result.share),
        "first_share": str(result.first_share),
        "spent": decimal(detail.spent),
        "winners": sorted(result.winners),
        "by_support": sorted(detail.greedy),
        "projects": [_project(project, detail, words) for project in instance.projects],
    }


def _project(project: Project, detail: Budgeted, words: Texts | None) -> Facts:
    instance, reason = detail.instance, detail.reasons[project.number]
    said: Facts = {
        "number": project.number,
        "name": project.name,
        "category": project.category or None,
        "cost": decimal(project.cost),
        "supporters": instance.supporters[project.number],
        "points": instance.points[project.number],
        "chosen": project.number in detail.result.winners,
        "chosen_by_support": project.number in detail.greedy,
        **_reason(reason),
    }
    return said if words is None else said | {"why": why(reason, instance, words)}


def _reason(reason: Reason) -> Facts:
    if isinstance(reason, Bought):
        return {"how": "shares", "price": str(reason.price)}
    if isinstance(reason, Filled):
        return {"how": "left_over", "room": decimal(reason.room)}
    return _lost(reason)


def _lost(reason: Lost) -> Facts:
    return {"how": "not_chosen", "missing": str(reason.missing), "households_more": reason.households}


_SHAPES: dict[type[Any], tuple[str, Callable[[Any], Facts]]] = {
    Rated: ("rating", _rated),
    Schemes: ("design_review", _schemes),
    SchemeConsent: ("scheme_consent", _consent),
    Willing: ("willingness", _willing),
    Wishes: ("multiple", _wishes),
    RankingResult: ("ranking", _ranking),
    Amounts: ("amount", _amounts),
    Words: ("text", _words),
}
