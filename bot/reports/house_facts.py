"""The buildings of a compound as both drawings show them: names, numbers, and how dark each part is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.reports.svg_charts import SHADES, shade
from bot.rules.report_drawn import House, Stairs, Turnout
from bot.texts import Texts, clean

_MOST_HOUSES, _MOST_CELLS, _MOST_STAIRS = 60, 600, 8
_NAME = 10
_DARK, _LIGHT = "#1b2733", "#ffffff"


@dataclass(frozen=True, slots=True)
class Cell:
    """A floor of an entrance: its colour, the colour of what is written on it, and the words."""

    fill: str
    ink: str
    said: str
    tip: str


@dataclass(frozen=True, slots=True)
class Column:
    """One entrance, from the top; None where it has no such floor."""

    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """One building: its name, how many answered, the labels of its floors from the top (maybe none), its entrances."""

    name: str
    said: str
    floors: tuple[str, ...]
    columns: tuple[Column, ...]


def fronts(houses: Sequence[House], words: Texts) -> tuple[Front, ...]:
    """Everything to draw; a large compound is drawn without floors, a huge one its first buildings only."""
    cells = sum(max(1, len(each.floors)) for house in houses for each in house.stairs)
    with_floors = cells <= _MOST_CELLS
    return tuple(_front(house, words, with_floors=with_floors) for house in houses[:_MOST_HOUSES])


def map_hint(houses: Sequence[House], drawn: Sequence[Front], words: Texts) -> str:
    """How to read the drawing, and how many buildings it leaves out."""
    with_floors = any(front.floors for front in drawn)
    hint = words.plain("district.legend_turnout" if with_floors else "district.legend_entrances")
    more = len(houses) - len(drawn)
    return " ".join((hint, words.plain("district.map_more", count=more))) if more else hint


def _front(house: House, words: Texts, *, with_floors: bool) -> Front:
    name = _short(noun("building", house.building, words))
    if house.turnout is None:
        return Front(name, words.plain("district.map_hidden"), (), (Column("", (_hidden(),)),))
    said = words.plain("district.map_house", percent=_percent(house.turnout), **_counts(house.turnout))
    numbers = _floors(house) if with_floors else ()
    if numbers and len(house.stairs) <= _MOST_STAIRS:
        labels = tuple(words.plain("district.floor", floor=number) for number in numbers)
        return Front(name, said, labels, tuple(_stairs(each, numbers, words) for each in house.stairs))
    shown = house.stairs if len(house.stairs) <= _MOST_STAIRS // 2 else ()
    columns = tuple(Column(_stairs_name(each, words), (_cell(each.turnout),)) for each in shown)
    return Front(name, said, (), columns or (Column("", (_cell(house.turnout),)),))


def _floors(house: House) -> tuple[int, ...]:
    """From the top, without a gap; nothing where an entrance does not tell its floors."""
    if not house.stairs or any(not each.floors for each in house.stairs):
        return ()
    known = [floor for each in house.stairs for floor, _turnout in each.floors]
    return tuple(range(max(known), min(known) - 1, -1))


def _stairs(stairs: Stairs, numbers: Sequence[int], words: Texts) -> Column:
    known = dict(stairs.floors)
    cells = tuple(_cell(known[number]) if number in known else None for number in numbers)
    return Column(_stairs_name(stairs, words), cells)


def _stairs_name(stairs: Stairs, words: Texts) -> str:
    return "" if stairs.entrance is None else _short(noun("stairs", stairs.entrance, words), 6)


def _cell(turnout: Turnout) -> Cell:
    step = shade(turnout.share or Fraction(0))
    said = f"{turnout.answered}/{turnout.asked}"
    return Cell(SHADES[step], _LIGHT if step == len(SHADES) - 1 else _DARK, said, said)


def _hidden() -> Cell:
    return Cell("url(#hatch)", _DARK, "", "")


def _percent(turnout: Turnout) -> str:
    return f"{turnout.answered * 100 // max(1, turnout.asked)}%"


def _counts(turnout: Turnout) -> dict[str, int]:
    return {"answered": turnout.answered, "asked": turnout.asked}


def noun(kind: str, value: str, words: Texts) -> str:
    """A bare number gets its noun; a name that has one stays as the roster writes it."""
    return words.plain(f"district.{kind}", **{kind: value}) if value.isascii() else clean(value)


def _short(name: str, most: int = _NAME) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
