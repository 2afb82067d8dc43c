"""Property management weighed in chat: choose compounds, set what one company for all would cost, read the answer.

The choice travels in the buttons: two numbers of thirty-one bits each say which communities are in, so that a press
sets what it says however often it arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.report_facts import Place
from bot.texts import Texts, clean
from bot.views.payloads import Payload, encode
from bot.views.report_menu import first_lines
from bot.views.report_payloads import WEIGH, WEIGH_GO
from bot.views.screen import Button, Screen, shorten

_BITS = 31
_TEXT = 3500
_NAME = 40
_STEPS = (-10_000, -1_000, -100, 100, 1_000, 10_000)
_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Which communities of a part are in, as bits in the order of the list; ``cost`` is yuan a month, 0 as surveyed."""

    part: int
    bits: int = 0
    cost: int = 0

    @classmethod
    def read(cls, numbers: Sequence[int]) -> Choice:
        """From a button's numbers."""
        part, low, high, cost = numbers
        return cls(part, low | high << _BITS, cost)

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """For a button."""
        return self.part, self.bits & Payload.LARGEST, self.bits >> _BITS, self.cost

    def chosen(self, places: Sequence[Place]) -> tuple[Place, ...]:
        """The communities that are in."""
        return tuple(place for at, place in enumerate(places) if self.bits >> at & 1)


def choose_screen(places: Sequence[Place], choice: Choice, words: Texts) -> Screen:
    """All communities that can be weighed, those that are in with a mark."""
    rows = [(_place(at, place, choice, words),) for at, place in enumerate(places)]
    if choice.bits:
        rows.append((Button(words.plain("viability.chat.go"), encode(WEIGH_GO, *choice.numbers)),))
    key = "viability.chat.which" if places else "viability.chat.nothing"
    return Screen(words.html(key), tuple(rows))


def _place(at: int, place: Place, choice: Choice, words: Texts) -> Button:
    inside = bool(choice.bits >> at & 1)
    name = shorten(clean(place.name), _NAME)
    label = words.plain(f"viability.chat.{'inside' if inside else 'outside'}", name=name, code=place.code)
    return Button(label, encode(WEIGH, *Choice(choice.part, choice.bits ^ 1 << at, choice.cost).numbers))


def answer_screen(lines: Sequence[str], choice: Choice, words: Texts) -> Screen:
    """The answer, and buttons that set another cost for one company."""
    text = "\n".join(words.html("report_mail.line", text=line) for line in first_lines(lines, _TEXT))
    cost = "viability.chat.cost" if choice.cost else "viability.chat.cost_surveyed"
    text += "\n\n" + words.html(cost, cost=f"{choice.cost:,}")
    steps = [
        Button(f"{step:+,}", encode(WEIGH_GO, *Choice(choice.part, choice.bits, choice.cost + step).numbers))
        for step in _STEPS
        if 0 <= choice.cost + step <= Payload.LARGEST
    ]
    rows = [tuple(steps[at : at + _A_ROW]) for at in range(0, len(steps), _A_ROW)]
    rows.append((Button(words.plain("viability.chat.others"), encode(WEIGH, *choice.numbers)),))
    return Screen(text, tuple(rows))
