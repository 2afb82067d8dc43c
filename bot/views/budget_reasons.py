"""A budget vote's result in plain words: how it is reached, and for each project why it was chosen or what it lacked.

No project's name stands in these sentences, so they are the same for messages, files and the terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from bot.rules.budget import YUAN, BallotKind, Instance, Satisfaction
from bot.rules.budget_reasons import Bought, Filled, Lost, Reason
from bot.rules.budget_recount import Needed
from bot.rules.budget_shares import Result
from bot.texts import Texts


def how(instance: Instance, result: Result, words: Texts) -> list[str]:
    """What each household's share is, and what the result costs: sentences."""
    budget = yuan(instance.budget, words)
    if not instance.ballots:
        return [words.plain("budget.share_nobody", budget=budget)]
    households, share = _households(len(instance.ballots), words), _at_most(result.first_share, words)
    order = words.plain(_order(instance, result))
    lines = [words.plain("budget.share", budget=budget, households=households, share=share, order=order)]
    if result.share > result.first_share:
        lines.append(words.plain("budget.share_raised", share=_at_most(result.share, words)))
    spent = instance.cost_of(result.winners)
    room = yuan(instance.budget - spent, words)
    return [*lines, words.plain("budget.spent", spent=yuan(spent, words), room=room)]


def _order(instance: Instance, result: Result) -> str:
    points = result.satisfaction is Satisfaction.POINTS
    return f"budget.order_points_{instance.kind.value}" if points else "budget.order_cost"


def why(reason: Reason, instance: Instance, words: Texts) -> str:
    """Why the project was chosen, or what it would have needed."""
    if isinstance(reason, Lost):
        return _lost(reason, instance, words)
    households = _households(reason.supporters, words)
    if isinstance(reason, Filled):
        return words.plain("budget.filled", households=households, room=yuan(reason.room, words))
    if not reason.price:
        return words.plain("budget.bought_free", households=households)
    return _bought(reason, instance, words)


def recounted(needs: Needed | None, instance: Instance, words: Texts) -> str:
    """What a recount found that a lost project would have needed."""
    if needs is None:
        return words.plain("budget.needed_never")
    households = _households(needs.households, words)
    if instance.kind is BallotKind.APPROVAL:
        return words.plain("budget.needed", households=households)
    return words.plain("budget.needed_points", households=households, points=needs.points)


def beside(result: Result, greedy: Sequence[int], words: Texts) -> str:
    """What choosing by support alone would give: the comparison that stands beside the result."""
    if result.winners == set(greedy):
        return words.plain("budget.greedy_same")
    numbers = words.template("budget.comma").join(words.plain("budget.number", number=each) for each in sorted(greedy))
    return words.plain("budget.greedy", numbers=numbers or words.plain("budget.none"))


def yuan(fen: int, words: Texts) -> str:
    """Fen as yuan with thousands marked, and two decimals unless they are zero: ``1,234.50``, ``500``."""
    whole, rest = divmod(fen, YUAN)
    return words.plain("budget.yuan", amount=f"{whole:,}.{rest:02}" if rest else f"{whole:,}")


def _bought(reason: Bought, instance: Instance, words: Texts) -> str:
    points = "_points" if instance.kind is BallotKind.CUMULATIVE else ""
    part = "" if reason.in_full == reason.supporters else "_part"
    return words.plain(
        f"budget.bought{points}{part}",
        households=_households(reason.supporters, words),
        price=_at_least(reason.price, words),
        most=_at_least(reason.most, words),
        in_full=_households(reason.in_full, words),
        in_part=_households(reason.in_part, words),
    )


def _lost(reason: Lost, instance: Instance, words: Texts) -> str:
    households, cost = _households(reason.supporters, words), yuan(reason.cost, words)
    if reason.cost > instance.budget:
        budget = yuan(instance.budget, words)
        return words.plain("budget.lost_too_dear", households=households, cost=cost, budget=budget)
    if not reason.cost:
        return words.plain("budget.lost_free")
    what_next = _what_next(reason, words)
    if not reason.supporters:
        return words.plain("budget.lost_nobody", cost=cost, what_next=what_next)
    return words.plain(
        "budget.lost",
        households=households,
        left=_at_most(reason.left, words),
        cost=cost,
        missing=_at_least(reason.missing, words),
        what_next=what_next,
    )


def _what_next(reason: Lost, words: Texts) -> str:
    if reason.households is None:
        return words.plain("budget.lost_never")
    return words.plain("budget.lost_more", households=_households(reason.households, words))


def _at_least(fen: Fraction, words: Texts) -> str:
    return yuan(ceil(fen), words)


def _at_most(fen: Fraction, words: Texts) -> str:
    return yuan(floor(fen), words)


def _households(count: int, words: Texts) -> str:
    return words.plain("budget.households_one" if count == 1 else "budget.households", count=count)
