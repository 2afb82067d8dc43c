"""Reports that come by themselves: the buttons that ask for them, and the letter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.rules.report import Period, ReportKind
from bot.rules.report_mail import MAILED
from bot.texts import Texts
from bot.views import payloads
from bot.views.report_menu import file_buttons, first_lines, named
from bot.views.report_payloads import MAIL, SHOW
from bot.views.screen import Button, Screen

_LETTER = 1500


def with_mail(screen: Screen, wanted: Collection[ReportKind], words: Texts) -> Screen:
    """The choice of periods with a button for each report that can come regularly; it sets, and never toggles."""
    rows = tuple((_button(kind, kind in wanted, words, chooses=True),) for kind in MAILED)
    return replace(screen, buttons=(*screen.buttons, *rows))


def _button(kind: ReportKind, gets_it: bool, words: Texts, *, chooses: bool) -> Button:
    key = f"report_mail.{'no' if gets_it else 'want'}_{kind.value}"
    return Button(words.plain(key), payloads.encode(MAIL, MAILED.index(kind), int(not gets_it), int(chooses)))


def read_press(numbers: Sequence[int]) -> tuple[ReportKind, bool, bool] | None:
    """Which report, whether it is wanted, and whether the choice is to be redrawn; None for other numbers."""
    kind, wanted, chooses = numbers
    return (MAILED[kind], bool(wanted), bool(chooses)) if kind < len(MAILED) else None


def set_sentence(kind: ReportKind, wanted: bool, words: Texts) -> str:
    """What a press says."""
    return words.plain(f"report_mail.{'set' if wanted else 'unset'}_{kind.value}")


def report_letter(period: Period, lines: Sequence[str], words: Texts) -> Screen:
    """The first lines of the report, and buttons for its picture and files."""
    heading, *rest = first_lines(lines, _LETTER)
    text = [words.html("report_mail.heading", text=heading)]
    text += [words.html("report_mail.line", text=line) for line in rest]
    text += ["", words.html("report_mail.below")]
    picture = Button(words.plain("report_mail.picture"), payloads.encode(SHOW, *named(period), 0))
    buttons = file_buttons(period, 0, words, parts=False)
    return Screen("\n".join(text), ((picture,), *buttons, (_button(period.kind, True, words, chooses=False),)))
