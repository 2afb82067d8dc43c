"""What the willingness to pay for property management comes to, in words: for the command line and for chat."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.shares import percent, square_metres
from bot.rules.viability import Compound, Step, Viability, all_prices, alone, pooled
from bot.texts import Texts


def weigh_all(compounds: Sequence[Compound], together: int | None, words: Texts) -> list[Viability]:
    """Each alone, and if they are several the last one for all; ``together`` is the cost of one company for all."""
    prices = all_prices(compounds)
    found = [alone(each, prices) for each in compounds]
    if len(found) > 1:
        found.append(pooled(compounds, words.plain("viability.together", count=len(found)), together))
    return found


def viability_lines(found: Sequence[Viability], without: Sequence[str], words: Texts) -> list[str]:
    """Everything, price by price."""
    lines = [words.plain("viability.head")]
    for each in found:
        lines += ["", *_full(each, words)]
    return [*lines, *_closing(without, words)]


def viability_brief(found: Sequence[Viability], without: Sequence[str], words: Texts) -> list[str]:
    """For a message: of each compound whether it can pay alone, and price by price what all of them can."""
    lines = [words.plain("viability.head")]
    for each in found[:-1]:
        lines += ["", _name(each, words), *_verdict(each, words)]
    return [*lines, "", *_full(found[-1], words), *_closing(without, words)]


def _full(each: Viability, words: Texts) -> list[str]:
    return [_name(each, words), *(_step_line(each, step, words) for step in each.steps), *_verdict(each, words)]


def _name(each: Viability, words: Texts) -> str:
    cost = words.plain("viability.cost_unknown") if each.cost is None else yuan(each.cost)
    asked = {"households": each.asked.households, "area": square_metres(each.asked.floor_area)}
    return words.plain("viability.compound", name=each.name, answered=each.answered, cost=cost, **asked)


def _verdict(each: Viability, words: Texts) -> list[str]:
    lowest = each.lowest_covering
    if each.cost is None:
        return []
    key = "viability.covers_from" if lowest is not None else "viability.covers_nowhere"
    return [words.plain(key, price=yuan(lowest or 0))]


def _closing(without: Sequence[str], words: Texts) -> list[str]:
    names = words.template("viability.comma").join(without)
    missing = ["", words.plain("viability.without", names=names)] if without else []
    return [*missing, "", words.plain("viability.note")]


def _step_line(each: Viability, step: Step, words: Texts) -> str:
    key = (
        "viability.step" if step.missing is None else "viability.step_covers" if step.covers else "viability.step_lacks"
    )
    return words.plain(
        key,
        price=yuan(step.price),
        households=step.willing.households,
        share=percent(step.willing.households, each.answered),
        area=square_metres(step.willing.floor_area),
        income=yuan(step.income),
        missing=yuan(step.missing or 0),
    )


def yuan(fen: int) -> str:
    """Money as people read it."""
    return f"{fen // 100:,}.{fen % 100:02}"
