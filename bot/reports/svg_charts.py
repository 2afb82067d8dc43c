"""Small charts as SVG for a page that opens without a network: bars, stacked bars, and a map of buildings.

Colours are those of Okabe and Ito, which colour-blind readers tell apart; every bar says its number as well, so that
colour is never the only sign. Labels come from people and are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

BLUE, ORANGE, GREEN, RED, SKY, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#8A8F98"
WIDTH = 520
_LABEL = 150
_NUMBER = 76
_LINE = 26
_CHARACTERS = 12
_INK = {GREEN: "#fff", ORANGE: "#1b2733", GREY: "#fff", BLUE: "#fff", RED: "#fff", SKY: "#1b2733"}
SHADES = ("#eef4f9", "#c6dff0", "#8dbfe0", "#4a97cb", "#0072B2")
"""From nobody to everybody."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, what it says, and how long it is (0 to 1)."""

    label: str
    text: str
    length: Fraction


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts; ``parts`` are counts in the order of the legend."""

    label: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A building (or entrance) on the map: its name, what it says, and its share (0 to 1), None if nobody was asked."""

    label: str
    text: str
    share: Fraction | None


def bars(title: str, rows: Sequence[Bar], colour: str = BLUE) -> str:
    """Horizontal bars, one below the other."""
    room = WIDTH - _LABEL - _NUMBER
    lines = []
    for at, row in enumerate(rows):
        top = at * _LINE
        lines.append(_label(row.label, top))
        lines.append(_rect(_LABEL, top + 4, _pixels(row.length, room), _LINE - 8, colour))
        lines.append(_text(_LABEL + _pixels(row.length, room) + 6, top + 18, row.text, "start"))
    return _svg(title, len(rows) * _LINE, lines)


def stacks(title: str, rows: Sequence[Stack], legend: Sequence[tuple[str, str]]) -> str:
    """Bars whose parts add up to the whole; ``legend`` gives name and colour of each part."""
    room = WIDTH - _LABEL - 48
    most = max((sum(row.parts) for row in rows), default=0) or 1
    lines = [_legend(legend)]
    for at, row in enumerate(rows, 1):
        top, left = at * _LINE, _LABEL
        lines.append(_label(row.label, top))
        for count, (name, colour) in zip(row.parts, legend, strict=True):
            width = count * room // most
            lines.append(_rect(left, top + 4, width, _LINE - 8, colour, f"{row.label}: {name} {count}"))
            if width > 22:
                lines.append(_text(left + width // 2, top + 17, str(count), "middle", _INK[colour]))
            left += width
        lines.append(_text(left + 6, top + 18, str(sum(row.parts)), "start"))
    return _svg(title, (len(rows) + 1) * _LINE, lines)


def building_map(title: str, blocks: Sequence[Block], across: int = 6) -> str:
    """Blocks in rows: the darker, the more homes answered; hatched where nobody was asked."""
    width, height = WIDTH // across - 8, 58
    lines = [_HATCH]
    for at, block in enumerate(blocks):
        left, top = at % across * (width + 8), at // across * (height + 10)
        shade = "url(#hatch)" if block.share is None else SHADES[_shade(block.share)]
        ink = "#fff" if block.share is not None and _shade(block.share) >= 3 else "#1b2733"
        lines.append(_rect(left, top, width, height, shade, f"{block.label}: {block.text}", rounded=True))
        lines.append(_text(left + width // 2, top + 24, _short(block.label), "middle", ink))
        lines.append(_text(left + width // 2, top + 44, block.text, "middle", ink))
    rows = -(-len(blocks) // across)
    return _svg(title, rows * (height + 10), lines)


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#c9ced6"/></pattern></defs>'
)


def _shade(share: Fraction) -> int:
    """0 for nobody, 4 for at least nine of ten, by even steps between."""
    return 0 if not share else min(4, 1 + int(share * 10) // 3)


def _pixels(length: Fraction, room: int) -> int:
    return int(max(Fraction(0), min(Fraction(1), length)) * room)


def _svg(title: str, height: int, lines: Sequence[str]) -> str:
    name = escape(title)
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{name}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{name}</title>{''.join(lines)}</svg>"
    )


def _legend(legend: Sequence[tuple[str, str]]) -> str:
    parts, left = [], _LABEL
    for name, colour in legend:
        parts.append(_rect(left, 6, 12, 12, colour))
        parts.append(_text(left + 17, 17, name, "start"))
        left += 34 + 14 * len(name)
    return "".join(parts)


def _label(label: str, top: int) -> str:
    return f"<g><title>{escape(label)}</title>{_text(_LABEL - 8, top + 18, _short(label), 'end')}</g>"


def _short(label: str) -> str:
    return label if len(label) <= _CHARACTERS else label[: _CHARACTERS - 1] + "…"


def _text(x: int, y: int, words: str, anchor: str, colour: str = "currentColor") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _rect(x: int, y: int, width: int, height: int, fill: str, tip: str = "", *, rounded: bool = False) -> str:
    corner = 6 if rounded else 2
    inside = f"<title>{escape(tip)}</title>" if tip else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}" fill="{fill}">{inside}</rect>'
