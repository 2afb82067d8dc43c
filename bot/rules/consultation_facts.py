"""A consultation as plain values, and back again: what a bundle needs to be counted without a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.rules.consultation import (
    Answerers,
    Condition,
    Consultation,
    OptionFacts,
    OptionKind,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
    Secrecy,
)

_SAME = (
    *("id", "number", "text", "max_choices", "required", "sensitive", "most_wanted", "role"),
    *("budget", "ballot_kind", "points", "unit", "least", "most", "monthly_cost"),
)
_SAME_OF_OPTIONS = ("code", "category", "cost", "price")


def to_facts(item: Consultation) -> dict[str, Any]:
    """Everything that was asked, and of whom."""
    return {
        "id": item.id,
        "title": item.title,
        "community": {"code": item.community_code, "name": item.community_name},
        "regime": item.regime.value,
        "answerers": item.answerers.value,
        "results": item.results.value,
        "secrecy": item.secrecy.value,
        "sealed": item.sealed,
        "settled": item.settled,
        "scope": {"building": item.scope.building, "entrance": item.scope.entrance},
        "opens": item.opens_at.isoformat(),
        "closes": item.closes_at.isoformat(),
        "closed_at": None if item.closed_at is None else item.closed_at.isoformat(),
        "matter": item.matter,
        "ruleset": item.ruleset,
        "template": item.template,
        "questions": [_question_facts(question) for question in item.questions],
    }


def _question_facts(question: Question) -> dict[str, Any]:
    condition = question.condition
    return {
        **{name: getattr(question, name) for name in _SAME},
        "type": question.type.value,
        "condition": None
        if condition is None
        else {"question": condition.number, "options": sorted(condition.options)},
        "options": [
            {"label": label, **_option_facts(question.facts_of(number))}
            for number, label in enumerate(question.options, 1)
        ],
    }


def _option_facts(facts: OptionFacts) -> dict[str, Any]:
    kind = None if facts.kind is None else facts.kind.value
    return {**{name: getattr(facts, name) for name in _SAME_OF_OPTIONS}, "kind": kind, "marks": list(facts.marks)}


def from_facts(facts: Mapping[str, Any]) -> Consultation:
    """What ``to_facts`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    closed = facts["closed_at"]
    return Consultation(
        id=facts["id"],
        community_id=0,
        community_code=facts["community"]["code"],
        community_name=facts["community"]["name"],
        title=facts["title"],
        regime=Regime(facts["regime"]),
        answerers=Answerers(facts["answerers"]),
        results=ResultsPolicy(facts["results"]),
        scope=Scope(facts["scope"]["building"], facts["scope"]["entrance"]),
        opens_at=datetime.fromisoformat(facts["opens"]),
        closes_at=datetime.fromisoformat(facts["closes"]),
        closed_at=None if closed is None else datetime.fromisoformat(closed),
        questions=tuple(_question(each) for each in facts["questions"]),
        matter=facts["matter"],
        ruleset=facts["ruleset"],
        settled=facts["settled"],
        secrecy=Secrecy(facts["secrecy"]),
        sealed=facts["sealed"],
        template=facts["template"],
    )


def _question(facts: Mapping[str, Any]) -> Question:
    condition = facts["condition"]
    return Question(
        **{name: facts[name] for name in _SAME},
        type=QuestionType(facts["type"]),
        options=tuple(each["label"] for each in facts["options"]),
        facts=tuple(_option(each) for each in facts["options"]),
        condition=None if condition is None else Condition(condition["question"], frozenset(condition["options"])),
    )


def _option(facts: Mapping[str, Any]) -> OptionFacts:
    kind = None if facts["kind"] is None else OptionKind(facts["kind"])
    return OptionFacts(**{name: facts[name] for name in _SAME_OF_OPTIONS}, kind=kind, marks=tuple(facts["marks"]))
