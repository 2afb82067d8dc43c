"""Columns over weeks as SVG: small multiples, one below the other, that share their weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.svg_charts import BLUE, WIDTH, rect, svg, text

_HEAD, _HIGH, _FOOT = 24, 84, 22
_EDGE = 18
_LEAST_GAP = 46  # pixels between two labels of weeks


@dataclass(frozen=True, slots=True)
class Panel:
    """One row of columns: what it counts, its colour, and a number a week, None where nothing is recorded."""

    title: str
    numbers: tuple[int | None, ...]
    colour: str = BLUE


def columns(title: str, labels: Sequence[str], panels: Sequence[Panel]) -> str:
    """``labels`` name the weeks; as many are written as fit."""
    parts: list[str] = []
    for at, panel in enumerate(panels):
        parts += _panel(panel, labels, at * (_HEAD + _HIGH + 8))
    below = len(panels) * (_HEAD + _HIGH + 8)
    parts += [text(x, below + 8, label, "middle") for x, label in shown_labels(labels)]
    return svg(title, below + _FOOT, parts)


def _panel(panel: Panel, labels: Sequence[str], top: int) -> list[str]:
    most = max((number or 0 for number in panel.numbers), default=0) or 1
    floor = top + _HEAD + _HIGH
    parts = [text(0, top + 16, panel.title, "start"), text(WIDTH, top + 16, f"{most:,}", "end")]
    parts.append(rect(0, floor, WIDTH, 1, "#b6bec8"))
    for at, (number, label) in enumerate(zip(panel.numbers, labels, strict=True)):
        if number:
            left, width = _place(at, len(labels))
            high = max(2, number * _HIGH // most)
            parts.append(rect(left, floor - high, width, high, panel.colour, f"{label}: {number:,}"))
    return parts


def _place(at: int, count: int) -> tuple[int, int]:
    left, right = at * WIDTH // count, (at + 1) * WIDTH // count
    gap = 1 if right - left < 8 else (right - left) // 6
    return left + gap, max(1, right - left - 2 * gap)


def shown_labels(labels: Sequence[str]) -> list[tuple[int, str]]:
    """The first week of every few, so that no label touches the next."""
    step = -(-_LEAST_GAP * len(labels) // WIDTH)
    shown: list[tuple[int, str]] = []
    for at in range(0, len(labels), step):
        x = min(max((2 * at + 1) * WIDTH // (2 * len(labels)), _EDGE), WIDTH - _EDGE)
        if not shown or x - shown[-1][0] >= _LEAST_GAP:
            shown.append((x, labels[at]))
    return shown
