"""Shares of a whole, exact, and how they are written: one rounding for the card, the files and the picture."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

NOTHING = "—"


def share(part: int, whole: int) -> Fraction | None:
    """The exact share, or None when there is no whole to take a part of."""
    return Fraction(part, whole) if whole else None


def rounded_share(part: int, whole: int, digits: int) -> Decimal | None:
    """The share rounded half up to ``digits`` decimals, or None when ``whole`` is 0.

    Rounding never makes a part look like nothing or like everything: below the whole it stays one step under 1, above
    zero one step over 0.
    """
    exact = share(part, whole)
    if exact is None:
        return None
    scale = 10**digits
    steps = int(exact * scale + Fraction(1, 2))
    if 0 < part < whole:
        steps = min(max(steps, 1), scale - 1)
    return Decimal(steps).scaleb(-digits)


def percent(part: int, whole: int, digits: int = 1) -> str:
    """The share as ``46.9%``, rounded as in ``rounded_share``; ``—`` when ``whole`` is 0."""
    rounded = rounded_share(part, whole, digits + 2)
    return NOTHING if rounded is None else f"{rounded.scaleb(2):.{digits}f}%"


def square_metres(floor_area: int) -> str:
    """0.01 ㎡ as a decimal string with two places: 901250 is ``9012.50``."""
    return f"{floor_area // 100}.{floor_area % 100:02}"
