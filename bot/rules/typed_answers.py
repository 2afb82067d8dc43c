"""What was meant by typed words: people write what others tap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_LINK = re.compile(r"[?&]start=([0-9A-Za-z_-]+)")
_RUN = re.compile(r"[0-9A-Za-z](?:[ \t\-–—.·_]?[0-9A-Za-z]){9,19}(?![0-9A-Za-z])")


def find_code(text: str) -> str | None:
    """What looks like a slip's code (or is meant to be one) in a message: pasted link, spaced, with words around it.

    English prose is no code: a code has digits.
    """
    plain = unicodedata.normalize("NFKC", text)
    if link := _LINK.search(plain):
        return link.group(1)
    runs = [run for run in _RUN.findall(plain) if any(char.isdigit() for char in run)]
    return max(runs, key=len, default=None)


_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_NUMBER = re.compile(r"(?:我?选?第?)([1-9一二两三四五六七八九])(?:[个号项]|号?选项)?")
_NEGATIONS = re.compile(r"[不没别非]|\bno\b|\bnot\b|n't")


def read_choice(text: str, words: Mapping[int, Sequence[str]]) -> int | None:
    """The numbered choice somebody typed: its number, or one of its words inside a sentence.

    The longest word wins, so that 不同意 is not 同意; a denial that no word explains, or two choices named at once,
    is not understood (None).
    """
    plain = re.sub(r"[^\w']+", " ", unicodedata.normalize("NFKC", text).replace("’", "'").casefold()).strip()
    if number := _NUMBER.fullmatch(plain.replace(" ", "")):
        chosen = _NUMERALS.get(number[1]) or int(number[1])
        return chosen if chosen in words else None
    found = [(len(word), choice, word) for choice, several in words.items() for word in several if _says(plain, word)]
    longest = max((length for length, _choice, _word in found), default=0)
    best = [(choice, word) for length, choice, word in found if length == longest]
    if len({choice for choice, _word in best}) != 1:
        return None
    choice, word = best[0]
    return None if _NEGATIONS.search(plain.replace(word, "")) else choice


def _says(plain: str, word: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", plain)) if word.isascii() else word in plain.replace(" ", "")
