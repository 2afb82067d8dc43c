"""What was meant by typed words: people write what others tap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.rules.slips import read_code

# A code with blanks or dashes between its groups.
_ALONE = 24
_LINK = re.compile(r"[?&]start=([0-9A-Za-z_-]+)")
_RUN = re.compile(r"[0-9A-Za-z](?:[^\w\r\n]{0,3}[0-9A-Za-z]){9,19}(?![0-9A-Za-z])")


def find_code(text: str) -> str | None:
    """What looks like a slip's code (or is meant to be one) in a message: pasted link, spaced, with words around it.

    Prose is no code: a code has digits, and begins with 0 or is written in one piece or in groups of four.
    """
    plain = unicodedata.normalize("NFKC", text)
    if link := _LINK.search(plain):
        return link.group(1)
    return max(filter(_is_codelike, _RUN.findall(plain)), key=len, default=None)


def is_slip_alone(text: str) -> bool:
    """Whether a message is a slip's code and nothing else: whoever is asked something else may still send it.

    All digits are no code here: people answer with telephone numbers, and one code in ten thousand has no letter.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    code = read_code(plain) if find_code(plain) is not None else None
    return code is not None and len(plain) <= _ALONE and any(char.isalpha() for char in plain)


def _is_codelike(run: str) -> bool:
    if not any(char.isdigit() for char in run):
        return False
    groups = re.split(r"[^0-9A-Za-z]+", run)
    return run.startswith("0") or all(len(group) == 4 for group in groups[:-1])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a question: for each numbered choice, and those of a language that numbers and denials need.

    ``numerals`` are the words for 1, 2, 3 …; ``fillers`` may stand around a number; ``denials`` turn a meaning round.
    ``whole`` asks for the word and nothing else: a question that contains "agree" is no consent.
    """

    choices: Mapping[int, Sequence[str]]
    numerals: Sequence[str] = ()
    fillers: Sequence[str] = ()
    denials: Sequence[str] = ()
    whole: bool = False


def read_choice(text: str, words: Vocabulary) -> int | None:
    """The numbered choice somebody typed: its number, or one of its words, also inside a sentence unless ``whole``.

    The longest word wins, so that "public tenant" is not "tenant"; a denial that no word explains, or two choices named
    at once, is not understood (None).
    """
    plain = _plain(text)
    number = _number(plain, words)
    if number is not None:
        return number if number in words.choices else None
    found = [(choice, word) for choice, several in words.choices.items() for word in map(_plain, several)]
    said = [(choice, word) for choice, word in found if (plain == word if words.whole else _says(plain, word))]
    longest = max((len(word) for _choice, word in said), default=0)
    best = {choice: word for choice, word in said if len(word) == longest}
    if len(best) != 1:
        return None
    choice, word = best.popitem()
    if words.whole:
        return choice
    rest = _without(plain, word)
    return None if any(_says(rest, denial) for denial in words.denials) else choice


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    return re.sub(r"[^\w']+", " ", folded).strip()


def _number(plain: str, words: Vocabulary) -> int | None:
    bare = plain
    for filler in sorted(words.fillers, key=len, reverse=True):
        bare = _without(bare, filler)
    bare = bare.replace(" ", "")
    if bare in words.numerals:
        return words.numerals.index(bare) + 1
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 4 else None


def _pattern(word: str) -> str:
    """Words of the Latin script stand alone; others are found anywhere."""
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


def _says(plain: str, word: str) -> bool:
    return re.search(_pattern(word), plain if word.isascii() else plain.replace(" ", "")) is not None


def _without(plain: str, word: str) -> str:
    return re.sub(_pattern(word), " ", plain if word.isascii() else plain.replace(" ", ""))
