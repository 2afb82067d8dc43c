"""What a helper does with an opinion when words have to be typed: the dialogue between the button and the deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.rules.opinions import ANSWER_LIMIT, TEXT_LIMIT, checked_words
from bot.rules.refusals import Reason, Refusal

OWNER_LIMIT = 40
DUE_IN = (3, 7, 15, 30)
"""Days to answer, offered as buttons."""


class Deed(IntEnum):
    """What the typed words are for."""

    ANSWER = 1
    REJECT = 2
    TRANSCRIBE = 3
    ASSIGN = 4
    DUE = 5
    LINK = 6


PREVIEWED = (Deed.ANSWER, Deed.REJECT, Deed.TRANSCRIBE)
"""What is shown once more before it is done, for residents read it."""
_LIMITS = {Deed.ANSWER: ANSWER_LIMIT, Deed.REJECT: ANSWER_LIMIT, Deed.TRANSCRIBE: TEXT_LIMIT // 2}


@dataclass(frozen=True, slots=True)
class OpinionWork:
    """A deed that waits for words, or for the word that they are right. ``serial`` tells its buttons from others'."""

    serial: int
    deed: Deed
    opinion_id: int
    text: str | None = None

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {"serial": self.serial, "deed": self.deed.value, "opinion_id": self.opinion_id, "text": self.text}


def work_from(facts: Mapping[str, Any]) -> OpinionWork:
    """The dialogue as it was stored."""
    return OpinionWork(facts["serial"], Deed(facts["deed"]), facts["opinion_id"], facts["text"])


def deed_of(number: int) -> Deed:
    """The deed that a button names. Raises Refusal(OPINION_GONE)."""
    if number not in tuple(Deed):
        raise Refusal(Reason.OPINION_GONE)
    return Deed(number)


def typed_words(deed: Deed, text: str) -> str:
    """Typed words as they will be stored. Raises Refusal(OPINION_EMPTY, OPINION_LONG)."""
    words = checked_words(text, _LIMITS.get(deed, OWNER_LIMIT))
    return words if deed in PREVIEWED else " ".join(words.split())


def typed_number(text: str) -> int:
    """The number of an opinion, e.g. ``12`` or ``第12号``. Raises Refusal(UNKNOWN_OPINION)."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if not 1 <= len(digits) <= 9:
        raise Refusal(Reason.UNKNOWN_OPINION, number=text.strip()[:20])
    return int(digits)
