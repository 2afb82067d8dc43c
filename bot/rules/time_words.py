"""Typed dates and times in one spelling, before they are read: digits for numerals, one word for each day."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十]+")
_WEEKDAY = re.compile("(?:周|星期|礼拜)([一二三四五六日天1-7])(?!后|以后|之后)")
_WEEKDAYS = "一二三四五六日"
_ENGLISH_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur|urs)?(?:day)?\b\.?")
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SYNONYMS = (
    (r"([今明后])([早晚])上?", r"\1天 \2上"),
    (r"([今明后])(?:日|儿个?)", r"\1天"),
    (r"\btonight\b", "今天 晚上"),
    (r"\b(?:the )?day after tomorrow\b", "后天"),
    (r"\btomorrow\b", "明天"),
    (r"\btoday\b", "今天"),
    (r"\b(?:in the )?morning\b", "上午"),
    (r"\b(?:in the )?afternoon\b", "下午"),
    (r"\b(?:in the |at )?(?:evening|night)\b", "晚上"),
    (r"\b(?:at )?noon\b", "中午12点"),
    (r"([ap])\.m\.", r"\1m"),
)


def plain(text: str) -> str:
    """The text folded: ``下周三晚上七点`` and ``next Wed 7 in the evening`` use the same few signs.

    Weekdays become ``周1`` to ``周7``, set apart by spaces, so that a number may follow at once.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    for pattern, word in _SYNONYMS:
        folded = re.sub(pattern, word, folded)
    folded = _ENGLISH_WEEKDAY.sub(_english_weekday, folded)
    folded = _WEEKDAY.sub(_weekday, folded)
    return _NUMERAL.sub(lambda found: numeral(found[0]), folded)


def _english_weekday(found: re.Match[str]) -> str:
    return f"周{_WEEKDAYS[_ENGLISH_WEEKDAYS.index(found[1])]} "


def _weekday(found: re.Match[str]) -> str:
    day = found[1]
    number = day if day.isdecimal() else str(_WEEKDAYS.index("日" if day == "天" else day) + 1)
    return f"周{number} "


def numeral(run: str) -> str:
    """``二十五`` is 25 and ``十`` is 10; without 十 the signs are read one by one, as in ``二〇二六`` and ``零五``."""
    if "十" not in run:
        return "".join(_DIGITS[char] for char in run)
    tens, _, ones = run.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return run  # no number that a date or clock has
    return f"{_DIGITS.get(tens, '1')}{_DIGITS.get(ones, '0')}"
