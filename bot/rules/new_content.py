"""A consultation as data that can be kept, changed and checked anew: the inverse of reading a definition."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from bot.rules.consultation import PLAIN, Consultation, OptionFacts, Question, QuestionType, Regime

Content: TypeAlias = dict[str, Any]
"""What ``check_definition`` takes, without communities and times."""

_DECIMAL = "decimal"
_OPTION_KEYS = ("code", "category", "kind", "marks", "cost", "price")


def packed(content: Mapping[str, Any]) -> str:
    """The content as a text; numbers with decimals stay exact."""
    return json.dumps(content, ensure_ascii=False, default=_kept)


def unpacked(text: str) -> Content:
    """The content of such a text."""
    found: Content = json.loads(text, object_hook=_found)
    return found


def _kept(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    raise TypeError(type(value).__name__)


def _found(table: dict[str, Any]) -> Any:
    return Decimal(table[_DECIMAL]) if table.keys() == {_DECIMAL} else table


def content_of(consultation: Consultation) -> Content:
    """What the consultation would have been made from: checking it again gives the same questions."""
    made: Content = {
        "title": consultation.title,
        "regime": consultation.regime.value,
        "secrecy": consultation.secrecy.value,
        "results": consultation.results.value,
        "questions": [_question(question, consultation.regime) for question in consultation.questions],
    }
    if consultation.regime is Regime.OWNER_DECISION:
        made |= {"matter": consultation.matter, "ruleset": consultation.ruleset}
    else:
        made["answerers"] = consultation.answerers.value
    if consultation.template is not None:
        made["template"] = consultation.template
    return {key: value for key, value in made.items() if value is not None}


def _question(question: Question, regime: Regime) -> Content:
    if regime is Regime.OWNER_DECISION:
        return {"text": question.text, "type": question.type.value}
    made: Content = {"text": question.text, "type": question.type.value, "required": question.required}
    if question.sensitive:
        made["sensitive"] = True
    if question.role is not None:
        made["role"] = question.role
    if question.condition is not None:
        made["condition"] = {
            "question": question.condition.number,
            "options": sorted(question.condition.options),
        }
    return made | _without_nothing(_DETAILS[question.type](question))


def _without_nothing(table: Content) -> Content:
    return {key: value for key, value in table.items() if value is not None and value != []}


def money(hundredths: int | None) -> int | Decimal | None:
    """Yuan of fen, or any number of its hundredths, exactly."""
    if hundredths is None:
        return None
    return hundredths // 100 if hundredths % 100 == 0 else Decimal(hundredths) / 100


def _options(question: Question) -> list[str | Content]:
    numbered = enumerate(question.options, 1)
    return [_option(label, question.facts_of(number)) for number, label in numbered]


def _option(label: str, facts: OptionFacts) -> str | Content:
    if facts == PLAIN:
        return label
    kind = facts.kind.value if facts.kind else None
    known = (facts.code, facts.category, kind, list(facts.marks), money(facts.cost), money(facts.price))
    return {"label": label} | _without_nothing(dict(zip(_OPTION_KEYS, known, strict=True)))


def _single(question: Question) -> Content:
    return {"options": _options(question)}


def _multiple(question: Question) -> Content:
    return {
        "options": _options(question),
        "max_choices": question.max_choices,
        "most_wanted": question.most_wanted or None,
    }


def _rating(question: Question) -> Content:
    return {"options": list(question.options)}


def _ladder(question: Question) -> Content:
    return {"options": _options(question), "cost_per_month": money(question.monthly_cost)}


def _budget(question: Question) -> Content:
    projects = [
        _without_nothing(
            {
                "name": label,
                "cost": money(question.facts_of(number).cost),
                "category": question.facts_of(number).category,
            }
        )
        for number, label in enumerate(question.options, 1)
    ]
    return {
        "budget": money(question.budget),
        "ballot": question.ballot_kind,
        "points": question.points,
        "max_choices": question.max_choices,
        "projects": projects,
    }


def _amount(question: Question) -> Content:
    return {
        "unit": question.unit,
        "least": money(question.least),
        "most": money(question.most),
        "options": [money(facts.cost) for facts in question.facts],
    }


def _text(_question: Question) -> Content:
    return {}


_DETAILS: Mapping[QuestionType, Callable[[Question], Content]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.RANKING: _multiple,
    QuestionType.RATING: _rating,
    QuestionType.PRICE_LADDER: _ladder,
    QuestionType.BUDGET: _budget,
    QuestionType.AMOUNT: _amount,
    QuestionType.TEXT: _text,
}
