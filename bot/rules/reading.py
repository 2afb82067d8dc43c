"""What was meant by typed words as the answer to a question; what it becomes is checked in ``answers``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.rules import reading_words as words
from bot.rules.consultation import ONE_OPTION, OptionKind, Question, QuestionType
from bot.rules.reading_amounts import amount
from bot.rules.refusals import Reason, Refusal
from bot.rules.typed_answers import Vocabulary, read_choice

_LONGEST = 40
"""A longer sentence that names an option tells a story; whoever tells one is asked to choose."""
_POINTS = re.compile(r"(\d{1,3})\s*[:=]\s*(\d{1,3})")
_LETTER = re.compile("[a-z]")
_PARTS = re.compile(r"[\s,;:。、()「」\u2014\u2026]+")


class Order(Enum):
    """What somebody wants to do besides answering."""

    FINISH = "finish"
    SKIP = "skip"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed: options in the order named, points by option, an amount in hundredths, or plain words."""

    options: tuple[int, ...] = ()
    points: tuple[tuple[int, int], ...] = ()
    amount: int | None = None
    words: str | None = None
    order: Order | None = None


def read(question: Question, text: str) -> Said:
    """What the text says to this question.

    Raises Refusal(ANSWER_UNREADABLE, NOT_AN_AMOUNT, ONE_CHOICE_ONLY, UNKNOWN_OPTION) when it says nothing to it.
    """
    order = _order(question, text)
    if order is not None:
        return Said(order=order)
    if question.type is QuestionType.TEXT:
        return Said(words=text)
    if question.type is QuestionType.AMOUNT:
        return Said(amount=_amount(question, text))
    points = _points(question, text)
    if points:
        return Said(points=points)
    options = _options(question, text)
    if not options:
        raise Refusal(Reason.ANSWER_UNREADABLE)
    if len(options) > 1 and question.type in ONE_OPTION:
        raise Refusal(Reason.ONE_CHOICE_ONLY)
    if any(not 1 <= option <= len(question.options) for option in options):
        raise Refusal(Reason.UNKNOWN_OPTION)
    return Said(options)


def _order(question: Question, text: str) -> Order | None:
    said = words.bare(text)
    if said in words.FINISHED and question.type is not QuestionType.TEXT:
        return Order.FINISH
    if said in words.BACK:
        return Order.BACK
    return Order.SKIP if said in words.SKIP else None


def _amount(question: Question, text: str) -> int:
    found = amount(text, question.unit or "")
    if found is None:
        raise Refusal(Reason.NOT_AN_AMOUNT, unit=question.unit or "")
    return found


def _points(question: Question, text: str) -> tuple[tuple[int, int], ...]:
    """``1:4 7:1`` gives points to projects."""
    plain = words.folded(text)
    if question.ballot_kind != "cumulative" or words.pieces(_POINTS.sub(" ", plain)):
        return ()
    return tuple((int(option), int(points)) for option, points in _POINTS.findall(plain))


def _options(question: Question, text: str) -> tuple[int, ...]:
    """The options named, each once, by price, by number or by their words."""
    priced = _priced(question, text)
    if priced:
        return (priced,)
    numbers = words.numbers(text)
    if numbers is not None and words.bare(text) not in _labels(question):
        return tuple(dict.fromkeys(numbers))
    if words.is_asking(text) or len(text) > _LONGEST:
        return ()
    one = _named(question, text)
    if one is not None:
        return (one,)
    named = [_named(question, piece) for piece in words.pieces(text)]
    several = tuple(option for option in named if option is not None)
    return tuple(dict.fromkeys(several)) if len(several) == len(named) > 1 else ()


def _priced(question: Question, text: str) -> int | None:
    """The step of a ladder with this price; a whole number without a unit is the number of an option."""
    if question.type is not QuestionType.PRICE_LADDER or words.bare(text).isdecimal():
        return None
    price = amount(text)
    steps = (number for number, facts in enumerate(question.facts, 1) if facts.price is not None)
    found = next((number for number in steps if question.facts_of(number).price == price), None)
    return None if words.numbers(text) is not None and "." not in text else found


def _labels(question: Question) -> list[str]:
    return [words.bare(label) for label in question.options]


def _named(question: Question, text: str) -> int | None:
    """The one option that these words name: whole, inside a sentence, or by a part of its words."""
    said = words.bare(text)
    for found in (_exactly(question, said), _inside(question, text), _partly(question, said), _wished(question, said)):
        if found is not None:
            return found
    return None


def _only(found: Iterable[int]) -> int | None:
    """The number, if it is one and the same."""
    different = set(found)
    return different.pop() if len(different) == 1 else None


def _exactly(question: Question, said: str) -> int | None:
    whole = _only(number for number, label in enumerate(_labels(question), 1) if label == said)
    if whole is not None:
        return whole
    return _only(number for number, label in enumerate(_labels(question), 1) if said in _PARTS.split(label))


def _inside(question: Question, text: str) -> int | None:
    """A sentence around the words of an option: ``我同意``. The longest words win; a denial around them is none, and
    neither is a second option that the sentence names besides."""
    parts = {
        number: sorted((part for part in {label, *_PARTS.split(label)} if len(part) > 1), key=len, reverse=True)
        for number, label in enumerate(_labels(question), 1)
    }
    said = words.bare(text)
    found = read_choice(said, Vocabulary(parts, denials=words.DENIALS))
    if found is None:
        return None
    rest = said
    for part in parts[found]:
        rest = rest.replace(part, " ", 1)
    return None if read_choice(rest, Vocabulary(parts)) not in (None, found) else found


def _partly(question: Question, said: str) -> int | None:
    """A part of the words of exactly one option: ``绿地`` for ``方案A 保留绿地``, ``b`` for ``方案B``."""
    if len(said) == 1 and _LETTER.match(said):
        alone = re.compile(rf"(?<![a-z]){said}(?![a-z])")
        return _only(number for number, label in enumerate(_labels(question), 1) if alone.search(label))
    if len(said) < 2:
        return None
    found = [number for number, label in enumerate(_labels(question), 1) if said in label]
    if len(found) != 1:
        return None
    rest = _labels(question)[found[0] - 1].replace(said, " ", 1)
    return None if any(denial in rest for denial in words.DENIALS if denial not in said) else found[0]


def _wished(question: Question, said: str) -> int | None:
    """A short word for what exactly one option means."""
    meant: list[OptionKind] = [kind for kind, wishes in words.WISHES.items() if said in wishes]
    return _only(number for kind in meant for number in question.numbers_of(kind)) if len(meant) == 1 else None
