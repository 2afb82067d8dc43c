"""The options of a question as staff write them: plain words, or tables that carry more than words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from bot.rules.checker import Checker, Path
from bot.rules.consultation import PLAIN, OptionFacts, OptionKind
from bot.rules.visible import visible

OPTION_LIMIT = 100
FEWEST_OPTIONS, MOST_OPTIONS = 2, 40
MARKS = ("self_funded", "consent")
MOST_PRICES = MOST_OPTIONS - 3
MOST_MONEY = 10**13
"""A hundred thousand million yuan, in fen."""

_OPTION_KEYS = frozenset({"label", "code", "category", "kind", "marks", "cost", "price"})
_PLAN = re.compile(r"^\s*(.{0,3}方案|plan\s|option\s|scheme\s)", re.IGNORECASE)
_NONE_OF_THESE = re.compile(r"都不|均不|一个也不|不同意|不赞成|none|neither", re.IGNORECASE)


class Options(NamedTuple):
    """Labels, and what they carry; the facts are empty when no option carries any."""

    labels: tuple[str, ...]
    facts: tuple[OptionFacts, ...]


NO_OPTIONS = Options((), ())


def of(labels: Sequence[str], facts: Sequence[OptionFacts]) -> Options:
    """Labels with their facts, which are left out where they say nothing."""
    return Options(tuple(labels), tuple(facts) if any(each != PLAIN for each in facts) else ())


def read_options(check: Checker, table: Mapping[str, Any], path: Path) -> Options:
    """The options under ``options``; faults for what cannot be read."""
    given = table.get("options")
    if not isinstance(given, list) or not FEWEST_OPTIONS <= len(given) <= MOST_OPTIONS:
        count = len(given) if isinstance(given, list) else 0
        check.fault((*path, "options"), "option_count", count=count, fewest=FEWEST_OPTIONS, most=MOST_OPTIONS)
        return NO_OPTIONS
    labels: list[str] = []
    facts: list[OptionFacts] = []
    for position, raw in enumerate(given, 1):
        label = _label(check, raw, labels, position, (*path, "options", position - 1))
        if label is not None:
            labels.append(label)
            facts.append(_facts(check, raw, (*path, "options", position - 1)))
    _codes_differ(check, facts, path)
    _plans_need_a_way_out(check, table, labels, facts, path)
    return of(labels, facts)


def _label(check: Checker, raw: object, before: Sequence[str], position: int, path: Path) -> str | None:
    words = raw.get("label") if isinstance(raw, Mapping) else raw
    label = " ".join(visible(words).split()) if isinstance(words, str) else ""
    if not label:
        check.fault(path, "option_not_text", position=position)
    elif len(label) > OPTION_LIMIT:
        check.fault(path, "option_too_long", position=position, most=OPTION_LIMIT)
    elif label in before:
        check.fault(path, "option_twice", position=position, label=label)
    else:
        return label
    return None


def _facts(check: Checker, raw: object, path: Path) -> OptionFacts:
    if not isinstance(raw, Mapping):
        return PLAIN
    check.unknown_keys(raw, _OPTION_KEYS, path)
    kind = check.choice(raw, "kind", [each.value for each in OptionKind], None, path) if "kind" in raw else None
    return OptionFacts(
        code=check.maybe_text(raw, "code", 32, path),
        category=check.maybe_text(raw, "category", 32, path),
        kind=OptionKind(kind) if kind else None,
        marks=_marks(check, raw, path),
        cost=check.hundredths(raw["cost"], (*path, "cost"), MOST_MONEY) if "cost" in raw else None,
        price=check.hundredths(raw["price"], (*path, "price"), MOST_MONEY, least=1) if "price" in raw else None,
    )


def _marks(check: Checker, raw: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    given = raw.get("marks", [])
    if isinstance(given, list) and all(mark in MARKS for mark in given):
        return tuple(given)
    check.fault((*path, "marks"), "not_one_of", value=given, allowed=", ".join(MARKS))
    return ()


def _codes_differ(check: Checker, facts: Sequence[OptionFacts], path: Path) -> None:
    codes = [each.code for each in facts]
    for position, code in enumerate(codes):
        if code is not None and code in codes[:position]:
            check.fault((*path, "options", position, "code"), "code_twice", value=code)


def _plans_need_a_way_out(
    check: Checker, table: Mapping[str, Any], labels: Sequence[str], facts: Sequence[OptionFacts], path: Path
) -> None:
    """A choice among plans without "none of these" forces people's hand (a ballot like that was taken to court)."""
    plans = sum(bool(_PLAN.match(label)) for label in labels)
    out = any(_NONE_OF_THESE.search(label) for label in labels) or any(f.kind is OptionKind.NONE for f in facts)
    if table.get("type") == "single" and plans >= 2 and not out:
        check.fault((*path, "options"), "no_none_of_these")


def written_out(value: object) -> str:
    """A number as one writes it, without an exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


LEVELS = (
    ("很满意", OptionKind.CONSENT),
    ("满意", OptionKind.CONSENT),
    ("一般", None),
    ("不满意", OptionKind.AGAINST),
    ("很不满意", OptionKind.AGAINST),
    ("说不清", OptionKind.UNSURE),
)
"""The five levels and 说不清 of a rating (DOMAIN T4), in the order of ``satisfaction.Level``."""


def rating_options(check: Checker, table: Mapping[str, Any], path: Path) -> Options:
    """The six levels; other words for them are taken, another number of them is not."""
    labels: Sequence[str] = [label for label, _kind in LEVELS]
    if "options" in table:
        given = read_options(check, table, path)
        if given.labels and len(given.labels) != len(LEVELS):
            check.fault((*path, "options"), "rating_levels", count=len(given.labels))
            return NO_OPTIONS
        labels = given.labels or labels
    return of(labels, [OptionFacts(kind=kind) for _label, kind in LEVELS])


def ladder_options(check: Checker, table: Mapping[str, Any], path: Path) -> Options:
    """The prices under ``prices`` in words, with the answers that name no price around them.

    Whoever writes ``options`` says the words: each step with its ``price``, the others with their ``kind``.
    """
    if "options" in table:
        return _checked_ladder(check, read_options(check, table, path), path)
    given = table.get("prices")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_PRICES:
        check.fault((*path, "prices"), "missing" if given is None else "price_count", most=MOST_PRICES)
        return NO_OPTIONS
    prices = [check.hundredths(each, (*path, "prices"), MOST_MONEY, least=1) for each in given]
    steps = [price for price in prices if price is not None]
    if not _rising(steps):
        check.fault((*path, "prices"), "prices_rise")
    words = [written_out(each) for each in given]
    labels = ["不愿交", *(f"{each} 元" for each in words[:-1]), f"{words[-1]} 元及以上", "先试用 3 个月再说", "不清楚"]
    facts = [
        OptionFacts(kind=OptionKind.NOTHING),
        *(OptionFacts(price=price) for price in prices),
        OptionFacts(kind=OptionKind.TRY_FIRST),
        OptionFacts(kind=OptionKind.UNSURE),
    ]
    return of(labels, facts)


def _checked_ladder(check: Checker, given: Options, path: Path) -> Options:
    prices = [facts.price for facts in given.facts if facts.price is not None]
    others = {OptionKind.NOTHING, OptionKind.TRY_FIRST, OptionKind.UNSURE}
    meant = all(facts.price is not None or facts.kind in others for facts in given.facts)
    if given.labels and (not prices or not meant or not given.facts):
        check.fault((*path, "options"), "ladder_options")
    elif not _rising(prices):
        check.fault((*path, "options"), "prices_rise")
    return given


def _rising(prices: Sequence[int]) -> bool:
    return all(low < high for low, high in pairwise(prices))
