"""The words in which people answer by typing: numerals, what stands around a number, and short words for common wishes.

Read in every language at once: a neighbour who chose Chinese may type ``ok``, and the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from bot.rules.consultation import OptionKind

_DIGITS: Mapping[str, int] = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "俩": 2,
}
_UNITS: Mapping[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Mapping[str, int] = {"万": 10**4, "萬": 10**4, "亿": 10**8}
_NUMERALS = "".join((*_DIGITS, *_UNITS, *_MYRIADS))
_TOKEN = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_NUMERALS}半]")
_ZERO = "零〇"
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_FILLERS = (
    *("我们家", "我家", "咱家", "我们", "我", "咱", "俺", "选择", "选项", "选", "投", "想要", "要", "就", "是", "的"),
    *("吧", "了", "呢", "啊", "呀", "第", "个", "号", "项", "条", "种", "款", "答"),
)
_ENGLISH_FILLERS = re.compile(
    r"\b(?:i|we|my|choose|choice|pick|select|want|would|like|vote|for|options?|numbers?|no|nr|the|it|is|please)\b"
)
_AND = re.compile(r"还有|以及|和|跟|与|及|\band\b|[\s,;、/+&~!。]|\.(?!\d)")

DENIALS = ("不", "没", "别", "无", "非", "not", "don't", "no", "never")
_ASKING = re.compile("[?]|吗|什么|怎么|为啥|咋|哪")

WISHES: Mapping[OptionKind, frozenset[str]] = {
    OptionKind.ANY: frozenset({"都行", "都可以", "都好", "都成", "随便", "怎么都行", "哪个都行", "any", "either"}),
    OptionKind.NONE: frozenset({"都不行", "都不要", "都不同意", "都不好", "一个也不要", "none"}),
    OptionKind.ABSTAIN: frozenset({"弃权", "不投", "先看看", "abstain"}),
    OptionKind.UNSURE: frozenset(
        {"不清楚", "说不清", "不知道", "不好说", "不懂", "不晓得", "以后再说", "not sure", "don't know"}
    ),
    OptionKind.CONSENT: frozenset(
        {"同意", "行", "可以", "好", "好的", "成", "中", "赞成", "愿意", "yes", "ok", "agree"}
    ),
    OptionKind.AGAINST: frozenset({"不同意", "反对", "不行", "不可以", "不赞成", "不愿意", "no", "disagree"}),
}
"""What a short word asks for, where exactly one option means that."""

FINISHED = frozenset({"好了", "选好了", "选完了", "完了", "就这些", "没了", "没有了", "done", "finished", "that's all"})
SKIP = frozenset({"跳过", "下一题", "不答", "略过", "skip", "pass", "next"})
BACK = frozenset({"上一题", "返回", "回去", "back"})
HAND_IN = frozenset({"交", "交上去", "提交", "上交", "交了", "hand in", "submit", "send"})


def folded(text: str) -> str:
    """One spelling: full-width signs become plain ones, capitals small, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold().split())


def bare(text: str) -> str:
    """The folded text without the signs around it."""
    return folded(text).strip(" ,.;:!~。、·「」“”\"'()")


def is_asking(text: str) -> bool:
    """Whether this asks something instead of answering."""
    return _ASKING.search(folded(text)) is not None


def pieces(text: str) -> list[str]:
    """What stands between commas and the words for "and"."""
    return [piece for piece in _AND.split(folded(text)) if piece]


def numbers(text: str) -> tuple[int, ...] | None:
    """The numbers of options somebody typed, in their order: ``1 4 9``, ``1和3``, ``我选二``, ``第二个``, ``2号``.

    None when anything else stands there, too.
    """
    plain = _ENGLISH_FILLERS.sub(" ", folded(text))
    for filler in _FILLERS:
        plain = plain.replace(filler, " ")
    found = [_option_number(piece) for piece in _AND.split(plain) if piece]
    whole = tuple(number for number in found if number is not None)
    return whole if whole and len(whole) == len(found) else None


def _option_number(piece: str) -> int | None:
    for listed in (_ENGLISH, _ORDINALS):
        if piece in listed:
            return listed.index(piece) + 1
    if piece.isdecimal():
        return int(piece) if len(piece) < 5 else None
    value = numeral(piece)
    one_by_one = len(piece) > 1 and all(char in _DIGITS for char in piece)  # two answers without a comma, perhaps
    return None if value is None or value.denominator != 1 or one_by_one else int(value)


def numeral(text: str) -> Fraction | None:
    """A whole text as a number: ``100``, ``1,000``, ``一百``, ``1.5万``, ``两百五`` (250), ``1万5``, ``二〇〇``.

    None when it is none, or when its parts do not follow each other as in a number.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    if len(tokens) > 1 and all(token in _DIGITS for token in tokens):
        return Fraction(int("".join(str(_DIGITS[token]) for token in tokens)))
    reader = _Reader()
    return reader.value() if all(reader.takes(token) for token in tokens) else None


class _Reader:
    """Adds up a number sign by sign: ``section`` below the next 万, ``last`` the unit that was read last."""

    def __init__(self) -> None:
        self._total = Fraction(0)
        self._section = Fraction(0)
        self._digit: Fraction | None = None
        self._last = 0
        self._after_zero = False
        self._halved = False
        self._plain = False  # the open digit is a single sign, so that 百五 may be 150

    def takes(self, sign: str) -> bool:
        """Read one sign; False when it cannot stand here."""
        if self._halved:
            return False
        if sign in _ZERO:
            self._after_zero = True
            return self._digit is None and (self._last > 0 or self._total + self._section == 0)
        if sign == "半":
            return self._half()
        if sign in _UNITS:
            return self._unit(_UNITS[sign])
        if sign in _MYRIADS:
            return self._myriad(_MYRIADS[sign])
        return self._number(sign)

    def _number(self, sign: str) -> bool:
        if self._digit is not None:
            return False
        value = Fraction(_DIGITS[sign]) if sign in _DIGITS else Fraction(sign.replace(",", ""))
        self._digit, self._plain = value, len(sign) == 1
        return not self._last or value < self._last

    def _unit(self, unit: int) -> bool:
        if self._section and unit >= self._last:
            return False
        if self._digit is None and (unit != 10 or (self._section and not self._after_zero)):
            return False
        self._section += (1 if self._digit is None else self._digit) * unit
        self._digit, self._last, self._after_zero = None, unit, False
        return True

    def _myriad(self, unit: int) -> bool:
        section = self._section + (self._digit or 0)
        if section == 0 or (self._total and unit >= 10**8):
            return False
        self._total += section * unit
        self._section, self._digit, self._last, self._after_zero = Fraction(0), None, unit, False
        return True

    def _half(self) -> bool:
        """``三百半`` is 350 and ``半`` alone one half; a digit before it wants a unit between them."""
        if self._digit is not None:
            return False
        self._section += Fraction(self._last or 1, 2)
        self._halved = True
        return True

    def value(self) -> Fraction:
        """The number; a last single digit counts in tenths of the unit before it (``两百五``)."""
        rest = self._digit or Fraction(0)
        if self._digit is not None and self._plain and self._last >= 100 and not self._after_zero:
            rest *= Fraction(self._last, 10)
        return self._total + self._section + rest
