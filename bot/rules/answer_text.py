"""An answer as short text: in the history, in drafts, and where marks alone do not say it."""

from __future__ import annotations

import json
from typing import Any

from bot.rules.answers import SKIPPED, Answer, chosen, hundredths, ranked
from bot.rules.consultation import QuestionType


def said(kind: QuestionType, answer: Answer) -> str | None:
    """What a ballot holds beside its marks: the words of a text, the order of a ranking ("3,1"), the points of a
    budget ("1:4,7:1"). Equal ballots read equal, so that the database can add them up."""
    if kind is QuestionType.TEXT:
        return answer.words
    if kind is QuestionType.RANKING:
        return ",".join(map(str, answer.order))
    if kind is QuestionType.BUDGET:
        return ",".join(f"{option}:{points}" for option, points in sorted(answer.marks.items()))
    return None


def spoken(kind: QuestionType, answer: Answer) -> str:
    """One line for the history: '' for nothing, else what was said; the one most wanted carries an asterisk."""
    if answer.amount is not None:
        return str(answer.amount)
    beside = said(kind, answer)
    if beside is not None:
        return beside
    return ",".join(f"{option}*" if option == answer.most_wanted else str(option) for option in sorted(answer.marks))


def read_spoken(kind: QuestionType, text: str) -> Answer:
    """What ``spoken`` wrote; nothing for a withdrawal."""
    if not text:
        return SKIPPED
    if kind is QuestionType.AMOUNT:
        return Answer(amount=int(text))
    if kind is QuestionType.TEXT:
        return Answer(words=text)
    if kind is QuestionType.RANKING:
        return ranked(*read_order(text))
    if kind is QuestionType.BUDGET:
        return Answer(read_points(text))
    wanted = next((int(each[:-1]) for each in text.split(",") if each.endswith("*")), None)
    return Answer(chosen(*(int(each.rstrip("*")) for each in text.split(","))).marks, most_wanted=wanted)


def beyond_options(kind: QuestionType, answer: Answer) -> dict[str, object]:
    """What an answer says beside the options that it names, for an export: only what its type has."""
    if kind is QuestionType.RANKING and answer.marks:
        return {"order": list(answer.order)}
    if kind is QuestionType.BUDGET and answer.marks:
        return {"points": {str(option): points for option, points in sorted(answer.marks.items())}}
    amount = None if answer.amount is None else hundredths(answer.amount)
    facts: dict[str, object] = {"amount": amount, "words": answer.words, "most_wanted": answer.most_wanted}
    return {name: value for name, value in facts.items() if value is not None}


def read_order(text: str) -> tuple[int, ...]:
    """The options of a ranking, the best first."""
    return tuple(map(int, text.split(",")))


def read_points(text: str) -> dict[int, int]:
    """The points by project."""
    pairs = (each.split(":") for each in text.split(","))
    return {int(option): int(points) for option, points in pairs}


def to_json(answer: Answer) -> str:
    """The whole answer, for a draft."""
    facts: dict[str, Any] = {}
    if answer.marks:
        facts["marks"] = {str(option): value for option, value in sorted(answer.marks.items())}
    for name in ("amount", "words", "most_wanted"):
        value = getattr(answer, name)
        if value is not None:
            facts[name] = value
    return json.dumps(facts, ensure_ascii=False)


def from_json(text: str) -> Answer:
    """What ``to_json`` wrote."""
    facts = json.loads(text)
    if not facts:
        return SKIPPED
    marks = {int(option): value for option, value in facts.get("marks", {}).items()}
    return Answer(marks, facts.get("amount"), facts.get("words"), facts.get("most_wanted"))
