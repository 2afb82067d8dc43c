"""What the sample households answer: plausible, and the same at every start. Nobody here exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.rules.answers import SKIPPED, Answer, checked, chosen
from bot.rules.consultation import Consultation, Question, QuestionType
from bot.rules.people import Address
from bot.rules.questionnaire import Answers, first_open, kept
from demo.people import residents

_GUESTS = {(flat.building, flat.entrance, flat.room) for one in residents() if one.guest for flat in one.flats}
# Of ten households, those that have answered.
_ANSWERING = (0, 1, 3, 4, 6, 8)

# For each template and question: options by number, the commoner the likelier.
_LEANING: Mapping[str, Mapping[int, Sequence[int]]] = {
    "design_review": {1: (1, 2, 1, 3, 2, 1, 2, 1, 4, 2, 1, 5), 3: (1, 1, 2, 1, 1, 1, 3)},
    "renovation_willingness": {
        1: (1, 1, 2, 1, 1, 4, 1, 3),
        2: (1, 1, 1, 3, 1, 2, 4),
        3: (1, 1, 2, 1, 3, 1, 4, 1, 5),
        4: (1, 2, 2, 3, 1, 4, 5),
        5: (2, 1, 3, 4, 2, 5),
    },
    "property_fee_ladder": {1: (4, 5, 3, 4, 5, 2, 6, 4, 8, 3, 1, 5, 9)},
    "self_fund_meter": {1: (2, 1, 3, 4, 5, 2, 3, 6, 7), 3: (3, 1, 2, 5, 4, 6, 2)},
}
_SATISFIED = (2, 1, 2, 3, 2, 1, 2, 4, 3, 5, 6)
_WANTED = (
    *(1, 11, 15, 22, 23, 24, 4, 10, 13, 18, 21, 30, 2, 8, 26, 3, 5),
    *(9, 12, 20, 27, 16, 19, 28, 6, 14, 17, 25, 7, 29, 31, 32),
)
_YUAN = (50_000, 30_000, 80_000, 10_000, 60_000)
_WORDS = ("先修楼顶，一下雨就漏", "楼道的灯", "下水道老堵", "停车没地方", "想要个坐的地方", "电动车没处充电")


def answering(homes: Mapping[Address, int]) -> dict[Address, int]:
    """Six of ten of these homes, never those that are kept for visitors."""
    open_to = [address for address in sorted(homes, key=str) if _key(address) not in _GUESTS]
    return {address: homes[address] for at, address in enumerate(open_to) if at % 10 in _ANSWERING}


def _key(address: Address) -> tuple[str, str, str]:
    return address.building, address.entrance or "", address.room


def sheets(consultation: Consultation, homes: Mapping[Address, int]) -> dict[int, Answers]:
    """The answers of the homes that have answered, by household id."""
    return {home: _sheet(consultation, at) for at, home in enumerate(answering(homes).values())}


def _sheet(consultation: Consultation, at: int) -> dict[int, Answer]:
    said: dict[int, Answer] = {}
    while (question := first_open(consultation.questions, said)) is not None:
        said[question.number] = checked(question, _answer(consultation.template or "", question, at))
    return kept(consultation.questions, said)


def _answer(template: str, question: Question, at: int) -> Answer:
    if question.type is QuestionType.TEXT:
        return SKIPPED if at % 4 else Answer(words=_WORDS[at // 4 % len(_WORDS)])
    if question.type is QuestionType.AMOUNT:
        return Answer(amount=_YUAN[at % len(_YUAN)])
    if question.type is QuestionType.MULTIPLE:
        picked = sorted({_WANTED[(at * step * step + step) % (3 * step + 5)] for step in range(2, 10)})[:8]
        return Answer(chosen(*picked).marks, most_wanted=picked[at % 2])
    leaning = _LEANING.get(template, {}).get(question.number, _SATISFIED)
    return chosen(leaning[(at + question.number * 3) % len(leaning)])
