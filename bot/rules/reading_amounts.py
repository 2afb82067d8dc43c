"""Sums of money and other amounts as people type them: ``100``, ``一百块``, ``100元``, ``1.5万``, ``三块五``."""

from __future__ import annotations

import re
from fractions import Fraction

from bot.rules.reading_words import folded, numeral

_HUNDREDTHS = 100
_ABOUT = (
    *("我们家", "我家", "我们", "我", "大概", "大约", "差不多", "左右", "最多", "顶多", "不超过", "愿意", "可以"),
    *("每个月", "每月", "一个月", "每户", "人民币", "块钱", "元钱", "出", "交", "给", "钱", "的", "吧", "就", "约"),
)
_ENGLISH = re.compile(r"\b(?:i|we|about|around|at most|up to|max|would|will|pay|give|rmb|cny|a month|per month)\b")
_SHORT = {"k": "千", "w": "万"}
_YUAN = "元块圆塊"
_MONEY = re.compile(rf"(?P<whole>[^{_YUAN}毛角分]+)?(?:[{_YUAN}](?P<rest>.*))?")
_SMALL = re.compile(r"(?:(?P<tenths>[^毛角分]+)(?:[毛角]|$))?(?:(?P<hundredths>[^毛角分]+)分?)?")


def amount(text: str, unit: str = "") -> int | None:
    """An amount in hundredths of its unit (yuan: fen), or None when the text is no amount or has smaller parts.

    ``unit`` is the word that people may type behind the number.
    """
    plain = _ENGLISH.sub(" ", folded(text))
    plain = re.sub(r"[¥￥]|\byuan\b", " ", plain)
    for filler in _ABOUT:
        plain = plain.replace(filler, " ")
    plain = re.sub(r"(?<=\d)[kw]\b", lambda found: _SHORT[found[0]], plain)
    plain = _without_unit(plain.strip(" ,.!。~"), folded(unit))
    value = _value("".join(plain.strip(" ,.!。~").split()) if _is_one(plain) else plain)
    if value is None or (value * _HUNDREDTHS).denominator != 1:
        return None
    return int(value * _HUNDREDTHS)


def _without_unit(plain: str, unit: str) -> str:
    """The text without the unit behind the number; a unit that reads like a number itself stays."""
    counts = not unit or unit in _YUAN or re.search(r"\d", unit) is not None or numeral(unit) is not None
    return plain if counts else plain.removesuffix(unit)


def _is_one(plain: str) -> bool:
    """Whether no two numbers stand apart: ``1 000`` may be one typed in groups, ``100 200`` is none."""
    return re.search(r"\d\s+\d", plain) is None


def _value(plain: str) -> Fraction | None:
    whole = numeral(plain)
    if whole is not None:
        return whole
    if re.fullmatch(r"[^毛角分]+[毛角](?:[^毛角分]+分?)?|[^毛角分]+分", plain):
        return _small(plain)
    found = _MONEY.fullmatch(plain)
    if found is None or not found["whole"]:
        return None
    value, rest = numeral(found["whole"]), found["rest"]
    if value is None or not rest:
        return value
    if rest == "半":
        return value + Fraction(1, 2)
    small = _small(rest)
    return None if small is None or value.denominator != 1 else value + small


def _small(text: str) -> Fraction | None:
    """What stands behind the yuan: ``五``, ``五毛``, ``五毛二``, ``二分``."""
    if text.endswith("分") and not re.search("[毛角]", text):
        return _part(text[:-1], 100)
    found = _SMALL.fullmatch(text)
    if found is None or not found["tenths"]:
        return None
    tenths = _part(found["tenths"], 10)
    hundredths = _part(found["hundredths"], 100) if found["hundredths"] else Fraction(0)
    return None if tenths is None or hundredths is None else tenths + hundredths


def _part(text: str, of: int) -> Fraction | None:
    value = numeral(text)
    return value / of if value is not None and value.denominator == 1 and value < 10 else None
