"""Small charts as SVG for a page that opens without a network: bars and stacked bars.

Colours are those of Okabe and Ito, which colour-blind readers tell apart; every bar says its number as well, so that
colour is never the only sign. Labels come from people and are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from bot.reports.chart_facts import Bar, fitting

BLUE, ORANGE, GREEN, RED, SKY, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#8A8F98"
WIDTH = 520
_LABEL = 150
_NUMBER = 76
_LINE = 26
_NAME = 22
_INK = {BLUE: "#fff", RED: "#fff"}
_DARK = "#1b2733"
SHADES = ("#eef4f9", "#c6dff0", "#8dbfe0", "#4a97cb", "#0072B2")
"""From nobody to everybody."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts; ``parts`` are counts in the order of the legend."""

    label: str
    parts: tuple[int, ...]


def bars(title: str, rows: Sequence[Bar], colour: str = BLUE) -> str:
    """Horizontal bars, one below the other."""
    room = WIDTH - _LABEL - _NUMBER
    lines = []
    for at, row in enumerate(rows):
        top = at * _LINE
        lines.append(_label(row.label, top))
        lines.append(rect(_LABEL, top + 4, _pixels(row.length, room), _LINE - 8, colour))
        lines.append(text(_LABEL + _pixels(row.length, room) + 6, top + 18, row.text, "start"))
    return svg(title, len(rows) * _LINE, lines)


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
            lines.append(rect(left, top + 4, width, _LINE - 8, colour, f"{row.label}: {name} {count}"))
            if width > 22:
                lines.append(text(left + width // 2, top + 17, str(count), "middle", _INK.get(colour, _DARK)))
            left += width
        lines.append(text(left + 6, top + 18, str(sum(row.parts)), "start"))
    return svg(title, (len(rows) + 1) * _LINE, lines)


HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#c9ced6"/></pattern></defs>'
)


def shade(share: Fraction) -> int:
    """The index in SHADES: 0 for nobody, 4 for at least nine of ten, by even steps between."""
    return 0 if not share else min(4, 1 + int(share * 10) // 3)


def _pixels(length: Fraction, room: int) -> int:
    return int(max(Fraction(0), min(Fraction(1), length)) * room)


def svg(title: str, height: int, lines: Sequence[str]) -> str:
    """A drawing as wide as the page lets it be."""
    return _drawn(title, f'viewBox="0 0 {WIDTH} {height}"', lines)


def svg_sized(title: str, width: int, height: int, lines: Sequence[str]) -> str:
    """A drawing of exactly this size in pixels."""
    return _drawn(title, f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"', lines)


def _drawn(title: str, size: str, lines: Sequence[str]) -> str:
    name = escape(title)
    return (
        f'<svg {size} role="img" aria-label="{name}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{name}</title>{''.join(lines)}</svg>"
    )


def _legend(legend: Sequence[tuple[str, str]]) -> str:
    parts, left = [], _LABEL
    for name, colour in legend:
        parts.append(rect(left, 6, 12, 12, colour))
        parts.append(text(left + 17, 17, name, "start"))
        left += 34 + 14 * len(name)
    return "".join(parts)


def _label(label: str, top: int) -> str:
    return f"<g><title>{escape(label)}</title>{text(_LABEL - 8, top + 18, fitting(label, _NAME), 'end')}</g>"


def text(x: int, y: int, words: str, anchor: str, colour: str = "currentColor") -> str:
    """Words at a place; ``anchor`` is start, middle or end."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def rect(x: int, y: int, width: int, height: int, fill: str, tip: str = "") -> str:
    """A box; ``tip`` is shown when the pointer rests on it."""
    inside = f"<title>{escape(tip)}</title>" if tip else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="2" fill="{fill}">{inside}</rect>'
