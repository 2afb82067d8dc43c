"""Telegram's limits for one message (Bot API: sendMessage, InlineKeyboardButton), and its reading of HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from bot.views.screen import DATA_LIMIT, TEXT_LIMIT, Screen

# Bot API, "HTML style": the tags that the bot uses.
_TAGS = {"b", "i", "s", "a", "code"}


class _Reader(HTMLParser):
    """Collects what people see; anything that Telegram would refuse is an AssertionError."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, f"unknown tag {tag}"
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def read(html: str) -> str:
    """The text that people see; AssertionError for markup that Telegram does not take."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"left open: {reader.open}"
    return reader.words


def check(screen: Screen) -> str:
    """Whether Telegram takes the screen; returns the text that people see."""
    words = read(screen.text)
    assert 1 <= len(words) <= TEXT_LIMIT
    for row in screen.buttons:
        for button in row:
            assert button.text.strip()
            assert "\n" not in button.text
            assert button.data is None or len(button.data.encode()) <= DATA_LIMIT
    assert not set(words) & set("\u202e\u200b\u2066\x00")
    return words
