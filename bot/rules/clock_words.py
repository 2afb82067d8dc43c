"""The hours that somebody typed, as minutes after midnight: ``晚上七点到八点半``, ``7-8:30 pm``, ``下午3点``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bot.rules.refusals import Reason, Refusal

DAY = 24 * 60
_HALF_DAY = 12 * 60


class _Part(Enum):
    """Parts of the day, as they turn twelve hours into twenty-four."""

    NIGHT = ("凌晨", "am")
    MORNING = ("清晨", "早晨", "早上", "上午", "早")
    NOON = ("中午",)
    AFTERNOON = ("下午", "午后", "傍晚", "pm")
    EVENING = ("晚上", "夜里", "晚间", "晚")


_PART_OF = {word: part for part in _Part for word in part.value}
_BEFORE = "|".join(word for word in _PART_OF if not word.isascii())
_LATER = "上午|下午|晚上"
_AFTER = f"am|pm|{_LATER}"


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``start`` to ``end`` in minutes after midnight of the day; ``end`` None when only a start was given."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    part: _Part | None
    padded: bool
    text: str

    def within(self, part: _Part | None) -> int | None:
        """Minutes after midnight in this part of the day; None when that cannot be.

        Without a part, 1 to 6 o'clock is in the afternoon (nobody meets at three in the night) unless written 03:00.
        """
        hour = self._hour(part)
        if hour is None or self.minute > 59 or not 0 <= hour * 60 + self.minute <= DAY:
            return None
        return hour * 60 + self.minute

    def _hour(self, part: _Part | None) -> int | None:
        hour = self.hour
        if part is None:
            return hour + 12 if 1 <= hour <= 6 and not self.padded else hour
        if part in (_Part.NIGHT, _Part.MORNING):
            return None if hour > 12 else 0 if hour == 12 and part is _Part.NIGHT else hour
        if part is _Part.NOON:
            return hour + 12 if 1 <= hour <= 3 else hour if 10 <= hour <= 15 else None
        if part is _Part.AFTERNOON:
            return hour + 12 if 1 <= hour <= 11 else hour if hour >= 12 else None
        return hour + 12 if 5 <= hour <= 12 else hour if hour >= 17 else None


def _pattern(name: str, *, bare: bool) -> str:
    """One time of day; ``bare`` lets a number stand alone, as in ``7-8:30 pm``."""
    hours = (
        rf"(?P<h{name}>\d{{1,2}})\s*(?:"
        rf":\s*(?P<m{name}>\d{{2}})(?::00)?(?!\d)|"
        rf"[点时](?!候)\s*(?:(?P<half{name}>半)|(?P<quarter{name}>[1-3])刻|(?P<past{name}>\d{{1,2}})(?![\d:点时])分?|[钟整])?|"
        rf"\.(?P<dot{name}>\d{{2}})(?=\s*[ap]m)|"
        rf"(?=\s*(?:[ap]m\b|(?:{_LATER})(?!\s*\d))){'|' if bare else ''})"
    )
    return rf"(?P<pre{name}>{_BEFORE})?\s*(?<![\d:.]){hours}\s*(?P<post{name}>(?:{_AFTER})(?!\s*\d))?"


_TO = r"\s*(?:到|至|-|\u2013|\u2014+|~|until|till|to)\s*"
_SPANS = (
    re.compile(_pattern("1", bare=True) + _TO + _pattern("2", bare=False)),
    re.compile(_pattern("1", bare=False) + _TO + _pattern("2", bare=True) + r"(?!\d)"),
)
_ONE = re.compile(_pattern("1", bare=False))
_LASTS = re.compile(
    r"(?:(\d{1,2})(\.5)?\s*个?\s*(半)?|(半)\s*个?)\s*(?:小时|钟头|hours?\b|h\b)|(\d{1,3})\s*(?:分钟|min(?:ute)?s?\b)"
)


def find_hours(text: str) -> tuple[Hours | None, str]:
    """The hours in folded text (``time_words.plain``), and the text without them.

    Raises Refusal(WHEN_IMPOSSIBLE_CLOCK) for what no clock shows.
    """
    lasting, text = _take_length(text)
    for span in _SPANS:
        if found := span.search(text):
            return _span(_clock(found, "1"), _clock(found, "2")), _without(text, found)
    found = _ONE.search(text)
    if found is None:
        return None, text
    start = _surely(_clock(found, "1"))
    return Hours(start, None if lasting is None else start + lasting), _without(text, found)


def _take_length(text: str) -> tuple[int | None, str]:
    """How many minutes it lasts, when that was said."""
    found = _LASTS.search(text)
    if found is None:
        return None, text
    hours, point_five, half, only_half, minutes = found.groups()
    if minutes:
        return int(minutes), _without(text, found)
    lasting = 60 * int(hours or 0) + (30 if point_five or half or only_half else 0)
    return lasting, _without(text, found)


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]


def _clock(found: re.Match[str], name: str) -> _Clock:
    facts = found.groupdict()
    minute = facts[f"m{name}"] or facts[f"past{name}"] or facts[f"dot{name}"] or 0
    if facts[f"half{name}"]:
        minute = 30
    elif quarters := facts[f"quarter{name}"]:
        minute = 15 * int(quarters)
    hour: str = facts[f"h{name}"]
    word = facts[f"pre{name}"] or facts[f"post{name}"]
    part = _PART_OF[word] if word else None
    return _Clock(int(hour), int(minute), part, hour.startswith("0"), f"{hour}:{int(minute):02}")


def _surely(clock: _Clock, part: _Part | None = None) -> int:
    minutes = clock.within(clock.part or part)
    if minutes is None:
        raise Refusal(Reason.WHEN_IMPOSSIBLE_CLOCK, text=clock.text)
    return minutes


def _span(first: _Clock, last: _Clock) -> Hours:
    """A part of the day that stands beside one of the two holds for the other, as far as it makes sense."""
    if first.part is None and last.part is not None:
        end = _surely(last)
        shared = first.within(last.part)
        start = shared if shared is not None and shared < end else _surely(first)
        return Hours(start, end)
    start = _surely(first)
    if last.part is not None:
        return Hours(start, _surely(last))
    literal = _surely(_Clock(last.hour, last.minute, None, True, last.text))
    guesses = (last.within(first.part) if first.part else None, last.within(None), literal, literal + _HALF_DAY)
    later = [guess for guess in guesses if guess is not None and start < guess <= DAY]
    return Hours(start, later[0] if later else literal)
