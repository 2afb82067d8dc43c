"""What is wrong in a budget file, in plain words."""

from __future__ import annotations

from bot.rules.pabulib import Fault
from bot.texts import Texts
from bot.views.screen import shorten

_QUOTED = 60


def fault_line(fault: Fault, words: Texts) -> str:
    """One fault: its line, what is wrong, and what is expected; long values from the file are shortened."""
    facts = {name: shorten(str(fact), _QUOTED) for name, fact in fault.facts.items()}
    return words.plain("budget.fault_line", line=fault.line) + words.plain(f"budget.fault_{fault.reason}", **facts)
