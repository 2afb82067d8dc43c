"""What the doctor found: facts, worded by bot/texts when they are printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.texts import Texts


class Level(StrEnum):
    """How bad it is. Only BROKEN makes the command fail."""

    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"

    @property
    def sign(self) -> str:
        """The first character of the line."""
        return {"fine": "✓", "warning": "!", "broken": "✗"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and the sentence ``doctor.<key>`` with its facts."""

    check: str
    level: Level
    key: str
    facts: dict[str, object] = field(default_factory=dict)

    def sentence(self, words: Texts) -> str:
        """What it says."""
        return words.plain(f"doctor.{self.key}", **self.facts)

    def line(self, words: Texts) -> str:
        """The whole line as it is printed."""
        return f"{self.level.sign} {words.plain(f'doctor.check_{self.check}')}  {self.sentence(words)}"


def fine(check: str, key: str, /, **facts: object) -> Finding:
    """All is well."""
    return Finding(check, Level.FINE, key, facts)


def warning(check: str, key: str, /, **facts: object) -> Finding:
    """It works, but somebody should look."""
    return Finding(check, Level.WARNING, key, facts)


def broken(check: str, key: str, /, **facts: object) -> Finding:
    """It does not work."""
    return Finding(check, Level.BROKEN, key, facts)
