"""One question as staff write it, checked by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from bot.rules.answers import AMOUNT_LIMIT
from bot.rules.checker import Checker, Path
from bot.rules.consultation import Condition, OptionFacts, Question, QuestionType
from bot.rules.definition_options import (
    MOST_MONEY,
    MOST_OPTIONS,
    NO_OPTIONS,
    Options,
    ladder_options,
    of,
    rating_options,
    read_options,
    written_out,
)
from bot.rules.visible import visible

QUESTION_LIMIT = 1000
MOST_QUESTIONS = 30
MOST_POINTS = 1000
ROLES = ("scheme", "scheme_consent", "satisfaction", "willingness", "demolition", "fee", "fund", "self_funding")
# Consent, objection, abstention: what an owner decision offers (INTERFACES: Telegram surface).
DECISION_OPTIONS = ("同意", "反对", "弃权")

_COMMON = frozenset({"text", "type", "required", "sensitive", "role", "condition"})
_KEYS: Mapping[QuestionType, frozenset[str]] = {
    QuestionType.SINGLE: frozenset({"options"}),
    QuestionType.MULTIPLE: frozenset({"options", "max_choices", "most_wanted"}),
    QuestionType.RANKING: frozenset({"options", "max_choices"}),
    QuestionType.RATING: frozenset({"options"}),
    QuestionType.PRICE_LADDER: frozenset({"options", "prices", "cost_per_month"}),
    QuestionType.BUDGET: frozenset({"budget", "projects", "ballot", "points", "max_choices"}),
    QuestionType.AMOUNT: frozenset({"options", "unit", "least", "most"}),
    QuestionType.TEXT: frozenset(),
}
_ALL_KEYS = _COMMON.union(*_KEYS.values())
# What is suggested for an amount is not chosen: the amount is.
_WITHOUT_CHOICES = frozenset({QuestionType.AMOUNT, QuestionType.TEXT})
_PROJECT_KEYS = frozenset({"name", "cost", "category"})


def read_question(check: Checker, table: Mapping[str, Any], number: int, path: Path) -> Question:
    """The question with this number; what is wrong with it is noted."""
    check.unknown_keys(table, _ALL_KEYS, path)
    kind = _kind(check, table, path)
    for key in sorted((_ALL_KEYS - _COMMON - _KEYS[kind]) & set(table)):
        _misplaced(check, key, kind, path)
    question = Question(
        id=0,
        number=number,
        text=check.text(table, "text", QUESTION_LIMIT, path),
        type=kind,
        options=(),
        required=check.flag(table, "required", kind is not QuestionType.TEXT, path),
        sensitive=check.flag(table, "sensitive", False, path),
        role=check.choice(table, "role", ROLES, None, path) if "role" in table else None,
        condition=_condition(check, table, number, path),
    )
    return _DETAILS[kind](check, table, question, path)


def _misplaced(check: Checker, key: str, kind: QuestionType, path: Path) -> None:
    if key == "max_choices":
        check.fault((*path, key), "only_for_multiple")
    else:
        check.fault((*path, key), "not_for_type", type=kind.value)


def read_decision(check: Checker, table: Mapping[str, Any], path: Path) -> Question:
    """The question of an owner decision: consent, objection or abstention, and nothing else."""
    check.unknown_keys(table, frozenset({"text", "type", "options", "max_choices"}), path)
    wanted = {"type": "single", "options": list(DECISION_OPTIONS)}
    for key in wanted:
        if table.get(key, wanted[key]) != wanted[key]:
            check.fault((*path, key), "decision_options", options=" / ".join(DECISION_OPTIONS))
    if "max_choices" in table:
        check.fault((*path, "max_choices"), "only_for_multiple")
    text = check.text(table, "text", QUESTION_LIMIT, path)
    return Question(0, 1, text, QuestionType.SINGLE, DECISION_OPTIONS)


def _kind(check: Checker, table: Mapping[str, Any], path: Path) -> QuestionType:
    given, allowed = table.get("type"), [item.value for item in QuestionType]
    if given in allowed:
        return QuestionType(given)
    reason = "missing" if given is None else "not_one_of"
    check.fault((*path, "type"), reason, value=given, allowed=", ".join(allowed))
    return QuestionType.MULTIPLE  # the rest is looked at as well, without the rules of single choice


def _condition(check: Checker, table: Mapping[str, Any], number: int, path: Path) -> Condition | None:
    given = table.get("condition")
    if given is None:
        return None
    where = (*path, "condition")
    if not isinstance(given, Mapping):
        check.fault(where, "condition_shape")
        return None
    check.unknown_keys(given, frozenset({"question", "options"}), where)
    earlier, options = given.get("question"), given.get("options")
    if not _is_whole(earlier) or not 0 < earlier < number:
        check.fault((*where, "question"), "condition_earlier", value=earlier)
    elif not isinstance(options, list) or not options or not all(_is_whole(each) for each in options):
        check.fault((*where, "options"), "condition_shape")
    else:
        return Condition(earlier, frozenset(options))
    return None


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def check_conditions(check: Checker, questions: Sequence[Question]) -> None:
    """A condition must name options that the earlier question has; one with faults of its own is not judged."""
    broken = {fault.path[1] for fault in check.faults if fault.path[:1] == ("questions",) and len(fault.path) > 1}
    by_number = {each.number: each for each in questions if each.number - 1 not in broken}
    for question in questions:
        condition = question.condition
        earlier = by_number.get(condition.number) if condition else None
        path = ("questions", question.number - 1, "condition", "options")
        if not condition or not earlier:
            continue
        if earlier.type in _WITHOUT_CHOICES:
            check.fault(path, "condition_without_choices", number=earlier.number)
        elif not condition.options <= set(range(1, len(earlier.options) + 1)):
            check.fault(path, "condition_options", number=earlier.number, most=len(earlier.options))


def _with(question: Question, options: Options, **more: Any) -> Question:
    return replace(question, options=options.labels, facts=options.facts, **more)


def _single(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    return _with(question, read_options(check, table, path))


def _multiple(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    options = read_options(check, table, path)
    most = check.whole(table, "max_choices", len(options.labels), path) if options.labels else None
    wanted = check.flag(table, "most_wanted", False, path) if question.type is QuestionType.MULTIPLE else False
    return _with(question, options, max_choices=most, most_wanted=wanted)


def _rating(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    return _with(question, rating_options(check, table, path))


def _ladder(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    cost = table.get("cost_per_month")
    monthly = None if cost is None else check.hundredths(cost, (*path, "cost_per_month"), MOST_MONEY)
    return _with(question, ladder_options(check, table, path), monthly_cost=monthly)


def _budget(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    budget = table.get("budget")
    if budget is None:
        check.fault((*path, "budget"), "missing")
    money = None if budget is None else check.hundredths(budget, (*path, "budget"), MOST_MONEY, least=1)
    kind = check.choice(table, "ballot", ("approval", "cumulative"), "approval", path)
    if kind == "cumulative" and "points" not in table:
        check.fault((*path, "points"), "missing")
    options = _projects(check, table, path)
    points = check.whole(table, "points", MOST_POINTS, path)
    most = check.whole(table, "max_choices", len(options.labels), path) if options.labels else None
    return _with(question, options, budget=money, ballot_kind=kind, points=points, max_choices=most)


def _projects(check: Checker, table: Mapping[str, Any], path: Path) -> Options:
    given = table.get("projects")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_OPTIONS or not all(map(_is_table, given)):
        check.fault((*path, "projects"), "project_count", most=MOST_OPTIONS)
        return NO_OPTIONS
    labels, facts = [], []
    for position, raw in enumerate(given):
        where = (*path, "projects", position)
        check.unknown_keys(raw, _PROJECT_KEYS, where)
        label = " ".join(check.text(raw, "name", 100, where).split())
        if label and label in labels:
            check.fault((*where, "name"), "option_twice", position=position + 1, label=label)
        labels.append(label)
        facts.append(_project_facts(check, raw, where))
    return of(labels, facts)


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _project_facts(check: Checker, raw: Mapping[str, Any], path: Path) -> OptionFacts:
    if "cost" not in raw:
        check.fault((*path, "cost"), "missing")
        return OptionFacts()
    cost = check.hundredths(raw["cost"], (*path, "cost"), MOST_MONEY)
    return OptionFacts(category=check.maybe_text(raw, "category", 32, path), cost=cost)


def _amount(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Question:
    unit = visible(table["unit"]).strip() if isinstance(table.get("unit"), str) else ""
    if not 0 < len(unit) <= 16:
        check.fault((*path, "unit"), "missing" if "unit" not in table else "not_text")
    least = _bound(check, table, "least", path)
    most = _bound(check, table, "most", path)
    if least is not None and most is not None and least >= most:
        check.fault((*path, "most"), "least_and_most")
    question = replace(question, unit=unit, least=least, most=most)
    return _with(question, _suggestions(check, table, question, (*path, "options")))


def _suggestions(check: Checker, table: Mapping[str, Any], question: Question, path: Path) -> Options:
    """Amounts to press beside typing one; each is one that may be given."""
    given = table.get("options", [])
    if not isinstance(given, list) or len(given) > MOST_OPTIONS:
        check.fault(path, "amount_options")
        return NO_OPTIONS
    least = question.least or 0
    most = AMOUNT_LIMIT if question.most is None else question.most
    costs: list[int] = []
    labels: list[str] = []
    for position, each in enumerate(given):
        cost = check.hundredths(each, (*path, position), max(least, most), least)
        if cost is not None and cost in costs:
            check.fault((*path, position), "option_twice", position=position + 1, label=written_out(each))
        costs.append(cost or 0)
        labels.append(f"{written_out(each)} {question.unit}")
    return of(labels, [OptionFacts(cost=cost) for cost in costs])


def _bound(check: Checker, table: Mapping[str, Any], key: str, path: Path) -> int | None:
    return check.hundredths(table[key], (*path, key), AMOUNT_LIMIT) if key in table else None


def _text(_check: Checker, _table: Mapping[str, Any], question: Question, _path: Path) -> Question:
    return question


_DETAILS: Mapping[QuestionType, Callable[[Checker, Mapping[str, Any], Question, Path], Question]] = {
    QuestionType.SINGLE: _single,
    QuestionType.MULTIPLE: _multiple,
    QuestionType.RANKING: _multiple,
    QuestionType.RATING: _rating,
    QuestionType.PRICE_LADDER: _ladder,
    QuestionType.BUDGET: _budget,
    QuestionType.AMOUNT: _amount,
    QuestionType.TEXT: _text,
}
