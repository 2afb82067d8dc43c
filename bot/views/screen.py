"""What is shown in one message, within Telegram's limits (Bot API: sendMessage, InlineKeyboardButton)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

TEXT_LIMIT = 4096
TOAST_LIMIT = 200
DATA_LIMIT = 64
ROW_LIMIT = 8
BUTTON_LIMIT = 100

_TAG = re.compile(r"<[^<>]+>")


@dataclass(frozen=True, slots=True)
class Button:
    """One big button: either ``data`` (a press comes back to us) or ``url`` (a link is opened)."""

    text: str
    data: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.data is None) == (self.url is None):
            raise ValueError("a button has either data or a link")
        if self.data is not None and not 1 <= len(self.data.encode()) <= DATA_LIMIT:
            raise ValueError(f"callback data of {len(self.data.encode())} bytes: {self.data!r}")


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: HTML text (every fact in it already escaped) and rows of buttons."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.buttons) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in self.buttons):
            raise ValueError("too many buttons for one message")


def seen(text: str) -> int:
    """How many characters of HTML text Telegram counts: those that are left after parsing (Bot API: sendMessage)."""
    return len(html.unescape(_TAG.sub("", text)))


def column(*buttons: Button) -> tuple[tuple[Button, ...], ...]:
    """Each button on a row of its own: big enough for old fingers."""
    return tuple((button,) for button in buttons)


def shorten(text: str, most: int) -> str:
    """The text within ``most`` characters, an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"


def listed(label: str, most: int) -> str:
    """A label as it stands behind its number, shortened: "5 · 0.8 元", for nobody can read "5 0.8 元"."""
    return f"· {shorten(label, most)}" if label[:1].isdigit() else shorten(label, most)
