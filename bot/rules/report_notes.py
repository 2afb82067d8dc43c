"""What in a report does not add up, or must not be read as more than it is; each becomes a note under the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bot.rules.report import CommunityReport, Figures, Note, RateSum
from bot.rules.report_sums import plus

THRESHOLD = Fraction(9, 10)
"""“均达到90%以上”: both rates, each exactly; 以上 includes the number itself (民法典 art. 1259)."""


def both_reach(figures: Figures) -> bool:
    """Whether plan satisfaction and demolition are both at least 90 %, exactly."""
    return figures.plan_satisfaction.reaches(THRESHOLD) and figures.demolition.reaches(THRESHOLD)


def notes(
    totals: Figures,
    communities: Sequence[CommunityReport],
    district_wide: Figures | None,
    units: Mapping[str, frozenset[str]] | None = None,
) -> tuple[Note, ...]:
    """Everything to be marked, in the order of the figures; ``units`` are all that each indicator was recorded in."""
    found = [*_sums(totals), *_meetings(totals), *_rates(totals)]
    mixed = (name for name, each in sorted((units or {}).items()) if len(each) > 1)
    found += [Note("indicator_units", {"name": name, "units": totals.units[name]}) for name in mixed]
    if district_wide is not None:
        found += _twice(district_wide, communities)
    return tuple(found)


def _sums(totals: Figures) -> Iterator[Note]:
    """Every community has one programme, one state of the works and one kind of management."""
    for code, counts in _standings(totals).items():
        known = sum(counts)
        if known and known != totals.communities:
            missing = totals.communities - known
            yield Note(f"{code}_sum", {"sum": known, "communities": totals.communities, "missing": missing})


def _standings(totals: Figures) -> Mapping[str, list[int]]:
    return {
        "programme": list(totals.programme.values()),
        "works": [count or 0 for count in totals.works_status.values()],
        "management": [count or 0 for count in totals.management.values()],
    }


def _meetings(totals: Figures) -> Iterator[Note]:
    reviews = totals.meetings["design_first_review"].count
    if reviews is not None and 0 < reviews < totals.communities:
        yield Note(
            "fewer_reviews",
            {"reviews": reviews, "communities": totals.communities, "missing": totals.communities - reviews},
        )
    held = plus(totals.meetings["meet_and_greet"].count, totals.meetings["exchange"].count)
    unheaded = totals.meetings["meet_and_greet"].unheaded + totals.meetings["exchange"].unheaded
    if held and unheaded:
        yield Note("unheaded", {"meetings": held, "unheaded": unheaded})


def _rates(totals: Figures) -> Iterator[Note]:
    for name, rate in (("plan_satisfaction", totals.plan_satisfaction), ("demolition", totals.demolition)):
        if _nearly(rate):
            yield Note(f"nearly_{name}", {"numerator": rate.numerator, "denominator": rate.denominator})


def _nearly(rate: RateSum) -> bool:
    """Below 90 %, although rounding to whole per cents would show 90."""
    exact = rate.exact
    return exact is not None and THRESHOLD - Fraction(1, 200) <= exact < THRESHOLD


def _twice(district_wide: Figures, communities: Sequence[CommunityReport]) -> Iterator[Note]:
    single = {name for community in communities for name in community.figures.indicators}
    for name in district_wide.indicators:
        if name in single:
            yield Note("indicator_twice", {"name": name})
    for name in ("plan_satisfaction", "demolition"):
        if _has(district_wide, name) and any(_has(community.figures, name) for community in communities):
            yield Note(f"twice_{name}")


def _has(figures: Figures, name: str) -> bool:
    rate: RateSum = getattr(figures, name)
    return rate.denominator is not None
