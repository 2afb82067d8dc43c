"""What is left of an anonymous consultation after its end: counts that may be published, and nothing beneath them.

The counts that a small group of homes could be worked out from are not hidden but gone: they are never written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules import satisfaction
from bot.rules.consultation import Consultation, Question, QuestionType
from bot.rules.privacy import K_PUBLIC, K_SENSITIVE, Grouping, Rule, Table, publishable

SEPARATOR = "|"
"""Between the community's code and the building in the name of a scope."""


@dataclass(frozen=True, slots=True)
class BuildingCounts:
    """The homes of one building that answered, and homes by option number (absent: nobody)."""

    respondents: int
    options: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Sealed:
    """One scope: its respondents, and homes by group of options; no groups where only the respondents are shown."""

    scope: str
    respondents: int
    grouping: Grouping
    counts: tuple[int, ...]

    @property
    def building(self) -> str | None:
        """The building, None for everything that was asked."""
        _, found, building = self.scope.partition(SEPARATOR)
        return building if found else None


def rule_of(question: Question) -> Rule:
    """How small is too small for this question (``privacy``)."""
    k = K_SENSITIVE if question.sensitive else K_PUBLIC
    if question.type is QuestionType.MULTIPLE:
        return Rule(k, question.max_choices or len(question.options))
    return Rule(k, groupings=satisfaction.GROUPINGS if question.type is QuestionType.RATING else ())


def sealed(consultation: Consultation, question: Question, buildings: Mapping[str, BuildingCounts]) -> list[Sealed]:
    """What may be shown of a question with options: everything asked together, and building by building.

    Other consultations ask other questions, so nothing published before bears on it; several communities asked at once
    are added up from what each of them shows.
    """
    root = tree(consultation.community_code, question, buildings)
    rule = rule_of(question)
    if question.type is QuestionType.MULTIPLE and rule.max_choices == 1:
        rule = Rule(rule.k)
    shown = publishable(root, rule)
    return [
        Sealed(table.scope, table.respondents, shown[table.scope].grouping, shown[table.scope].counts)
        if table.scope in shown
        else Sealed(table.scope, table.respondents, (), ())
        for table in root.walk()
    ]


def tree(code: str, question: Question, buildings: Mapping[str, BuildingCounts]) -> Table:
    """The community's answers, made up of those of its buildings."""
    numbers = range(1, len(question.options) + 1)
    parts = tuple(
        Table(f"{code}{SEPARATOR}{name}", found.respondents, tuple(found.options.get(number, 0) for number in numbers))
        for name, found in sorted(buildings.items())
    )
    totals = tuple(sum(part.counts[number - 1] for part in parts) for number in numbers)
    return Table(code, sum(part.respondents for part in parts), totals, parts)
