"""The buildings of a compound as SVG: a small front each, entrances side by side, floors above each other."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reports.house_facts import Cell, Front
from bot.reports.svg_charts import HATCH, rect, svg_sized, text

_CELL, _LINE, _FLOOR, _HEAD = 46, 20, 30, 44
_LEAST = 118


def house_map(title: str, fronts: Sequence[Front]) -> str:
    """All fronts, side by side as far as there is room; the page breaks the line where there is none."""
    return f'<div class="houses">{"".join(_front(title, front) for front in fronts)}</div>'


def _front(title: str, front: Front) -> str:
    width = max(_LEAST, _FLOOR + len(front.columns) * _CELL + 4)
    lines = max((len(column.cells) for column in front.columns), default=1)
    parts = [HATCH, text(2, 16, front.name, "start"), text(2, 36, front.said, "start", "#5b6673")]
    left = _FLOOR if front.floors else 2
    cell = _CELL if front.floors else (width - 4) // max(1, len(front.columns))
    for at, label in enumerate(front.floors):
        parts.append(text(_FLOOR - 6, _HEAD + at * _LINE + 15, label, "end", "#5b6673"))
    for number, column in enumerate(front.columns):
        x = left + number * cell
        parts += _column(column.cells, x, cell)
        parts.append(text(x + cell // 2, _HEAD + lines * _LINE + 15, column.name, "middle", "#5b6673"))
    return svg_sized(f"{title} · {front.name}", width, _HEAD + (lines + 1) * _LINE, parts)


def _column(cells: Sequence[Cell | None], left: int, width: int) -> list[str]:
    parts = []
    for at, cell in enumerate(cells):
        if cell is not None:
            top = _HEAD + at * _LINE
            parts.append(rect(left, top, width - 2, _LINE - 2, cell.fill, cell.tip))
            parts.append(text(left + width // 2 - 1, top + 14, cell.said, "middle", cell.ink))
    return parts
