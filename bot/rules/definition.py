"""A consultation as staff write it down, checked completely before anything is stored."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.rules.consultation import Answerers, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.visible import visible

TITLE_LIMIT = 200
QUESTION_LIMIT = 1000
OPTION_LIMIT = 100
FEWEST_OPTIONS, MOST_OPTIONS = 2, 40
LONGEST = timedelta(days=366)
# Consent, objection, abstention: what an owner decision offers (INTERFACES: Telegram surface).
DECISION_OPTIONS = ("同意", "反对", "弃权")
MATTERS = (
    "assembly_rules",
    "covenant",
    "committee_election",
    "pm_select",
    "fund_use",
    "pm_fee_scheme",
    "other_major",
    "fund_raise",
    "rebuild_alter",
    "common_use_change",
)
RULESETS = ("civil_code_2021", "property_law_2007")

_TOP_KEYS = frozenset(
    {
        *("title", "community", "regime", "scope", "opens", "closes", "secrecy", "results", "answerers"),
        *("questions", "matter", "ruleset"),
    }
)
_QUESTION_KEYS = frozenset({"text", "type", "options", "max_choices"})
_SCOPE_KEYS = frozenset({"building", "entrance"})
_PLAN = re.compile(r"^\s*(.{0,3}方案|plan\s|option\s|scheme\s)", re.IGNORECASE)
_NONE_OF_THESE = re.compile(r"都不|均不|一个也不|不同意|不赞成|none|neither", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (keys and list positions), why, and the facts for the sentence."""

    path: tuple[str | int, ...]
    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One checked question."""

    text: str
    type: QuestionType
    options: tuple[str, ...]
    max_choices: int | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A checked consultation; whether community and scope exist is for the database to say."""

    title: str
    community: str
    regime: Regime
    answerers: Answerers
    results: ResultsPolicy
    scope: Scope
    opens_at: datetime
    closes_at: datetime
    question: QuestionDraft
    matter: str | None
    ruleset: str | None


class Checker:
    """Collects every fault, so that staff see all of them at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: tuple[str | int, ...], reason: str, **facts: object) -> None:
        self.faults.append(Fault(path, reason, facts))

    def unknown_keys(self, table: Mapping[str, Any], known: frozenset[str], path: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, sorted(known), n=1)
                reason = "unknown_key_near" if near else "unknown_key"
                self.fault((*path, key), reason, known=", ".join(sorted(known)), near="".join(near))

    def text(self, table: Mapping[str, Any], key: str, most: int, path: tuple[str | int, ...] = ()) -> str:
        value = table.get(key)
        words = visible(value).strip() if isinstance(value, str) else ""
        if value is None:
            self.fault((*path, key), "missing")
        elif not words:
            self.fault((*path, key), "not_text")
        elif len(words) > most:
            self.fault((*path, key), "too_long", length=len(words), most=most)
        else:
            return words
        return ""

    def choice(self, table: Mapping[str, Any], key: str, allowed: Sequence[str], default: str | None) -> str:
        value = table.get(key, default)
        if value is None:
            self.fault((key,), "missing")
        elif value not in allowed:
            self.fault((key,), "not_one_of", value=value, allowed=", ".join(allowed))
        else:
            return str(value)
        return allowed[0]


def check_definition(data: Mapping[str, Any], now: datetime, zone: tzinfo) -> Definition | list[Fault]:
    """The checked definition, or every fault of it. Times without an offset are read in ``zone``."""
    check = Checker()
    check.unknown_keys(data, _TOP_KEYS, ())
    title = check.text(data, "title", TITLE_LIMIT)
    community = check.text(data, "community", 32)
    regime = Regime(check.choice(data, "regime", [item.value for item in Regime], "consultation"))
    if data.get("secrecy", "named") != "named":
        check.fault(("secrecy",), "secrecy_named_only")
    results = ResultsPolicy(check.choice(data, "results", [item.value for item in ResultsPolicy], "live"))
    opens_at, closes_at = _period(check, data, now, zone)
    answerers = _answerers(check, data, regime)
    matter, ruleset = _matter(check, data, regime)
    scope = checked_scope(check, data)
    question = _only_question(check, data, regime)
    if check.faults or question is None:
        return check.faults
    return Definition(
        title, community, regime, answerers, results, scope, opens_at, closes_at, question, matter, ruleset
    )


def _period(check: Checker, data: Mapping[str, Any], now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    opens = checked_instant(check, data, "opens", zone) if "opens" in data else now
    if "closes" not in data:
        check.fault(("closes",), "missing")
        return now, now
    closes = checked_instant(check, data, "closes", zone)
    if opens is None or closes is None:
        return now, now
    if closes <= opens:
        check.fault(("closes",), "closes_before_opening")
    elif closes <= now:
        check.fault(("closes",), "closes_in_the_past")
    elif closes - opens > LONGEST:
        check.fault(("closes",), "too_far", days=LONGEST.days)
    elif opens - now > LONGEST:
        check.fault(("opens",), "opens_too_far", days=LONGEST.days)
    return opens, closes


def checked_instant(check: Checker, data: Mapping[str, Any], key: str, zone: tzinfo) -> datetime | None:
    """The instant under a key that is there; without an offset it is read in ``zone``."""
    value = data[key]
    if not isinstance(value, datetime):
        check.fault((key,), "not_an_instant")
        return None
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _answerers(check: Checker, data: Mapping[str, Any], regime: Regime) -> Answerers:
    if regime is Regime.OWNER_DECISION:
        if data.get("answerers", "owners") != "owners":
            check.fault(("answerers",), "decisions_are_for_owners")
        return Answerers.OWNERS
    return Answerers(check.choice(data, "answerers", [item.value for item in Answerers], "residents"))


def _matter(check: Checker, data: Mapping[str, Any], regime: Regime) -> tuple[str | None, str | None]:
    if regime is Regime.OWNER_DECISION:
        return check.choice(data, "matter", MATTERS, None), check.choice(data, "ruleset", RULESETS, RULESETS[0])
    for key in ("matter", "ruleset"):
        if key in data:
            check.fault((key,), "only_for_decisions")
    return None, None


def checked_scope(check: Checker, data: Mapping[str, Any]) -> Scope:
    """The part of the community under ``scope``; all of it when the key is not there."""
    table = data.get("scope", {})
    if not isinstance(table, Mapping):
        check.fault(("scope",), "not_a_table")
        return Scope()
    check.unknown_keys(table, _SCOPE_KEYS, ("scope",))
    parts = {key: check.text(table, key, 64, ("scope",)) for key in sorted(_SCOPE_KEYS) if key in table}
    if "entrance" in parts and "building" not in parts:
        check.fault(("scope", "entrance"), "entrance_needs_building")
    return Scope(parts.get("building"), parts.get("entrance"))


def _only_question(check: Checker, data: Mapping[str, Any], regime: Regime) -> QuestionDraft | None:
    questions = data.get("questions")
    if questions is None or questions == []:
        check.fault(("questions",), "missing")
        return None
    if not isinstance(questions, list):
        check.fault(("questions",), "not_a_list_of_questions")
        return None
    if len(questions) > 1:
        check.fault(("questions", 1), "one_question_only")
    if not isinstance(questions[0], Mapping):
        check.fault(("questions",), "not_a_list_of_questions")
        return None
    return _question(check, questions[0], regime, ("questions", 0))


def _question(check: Checker, table: Mapping[str, Any], regime: Regime, path: tuple[str | int, ...]) -> QuestionDraft:
    check.unknown_keys(table, _QUESTION_KEYS, path)
    text = check.text(table, "text", QUESTION_LIMIT, path)
    if regime is Regime.OWNER_DECISION:
        kind, options = _decision(check, table, path)
    else:
        kind, options = _kind(check, table, path), _options(check, table, path)
    return QuestionDraft(text, kind, options, _max_choices(check, table, kind, options, path))


def _kind(check: Checker, table: Mapping[str, Any], path: tuple[str | int, ...]) -> QuestionType:
    given, allowed = table.get("type"), [item.value for item in QuestionType]
    if given in allowed:
        return QuestionType(given)
    reason = "missing" if given is None else "not_one_of"
    check.fault((*path, "type"), reason, value=given, allowed=", ".join(allowed))
    return QuestionType.MULTIPLE  # the rest is looked at as well, without the rules of single choice


def _decision(
    check: Checker, table: Mapping[str, Any], path: tuple[str | int, ...]
) -> tuple[QuestionType, tuple[str, ...]]:
    wanted = {"type": "single", "options": list(DECISION_OPTIONS)}
    for key in wanted:
        if table.get(key, wanted[key]) != wanted[key]:
            check.fault((*path, key), "decision_options", options=" / ".join(DECISION_OPTIONS))
    return QuestionType.SINGLE, DECISION_OPTIONS


def _options(check: Checker, table: Mapping[str, Any], path: tuple[str | int, ...]) -> tuple[str, ...]:
    given = table.get("options")
    if not isinstance(given, list) or not FEWEST_OPTIONS <= len(given) <= MOST_OPTIONS:
        count = len(given) if isinstance(given, list) else 0
        check.fault((*path, "options"), "option_count", count=count, fewest=FEWEST_OPTIONS, most=MOST_OPTIONS)
        return ()
    labels: list[str] = []
    for position, raw in enumerate(given, 1):
        label = " ".join(visible(raw).split()) if isinstance(raw, str) else ""
        if not label:
            check.fault((*path, "options"), "option_not_text", position=position)
        elif len(label) > OPTION_LIMIT:
            check.fault((*path, "options"), "option_too_long", position=position, most=OPTION_LIMIT)
        elif label in labels:
            check.fault((*path, "options"), "option_twice", position=position, label=label)
        else:
            labels.append(label)
    _plans_need_a_way_out(check, table, labels, path)
    return tuple(labels)


def _plans_need_a_way_out(
    check: Checker, table: Mapping[str, Any], labels: Sequence[str], path: tuple[str | int, ...]
) -> None:
    """A choice among plans without "none of these" forces people's hand (a ballot like that was taken to court)."""
    plans = sum(bool(_PLAN.match(label)) for label in labels)
    if table.get("type") == "single" and plans >= 2 and not any(_NONE_OF_THESE.search(label) for label in labels):
        check.fault((*path, "options"), "no_none_of_these")


def _max_choices(
    check: Checker,
    table: Mapping[str, Any],
    kind: QuestionType,
    options: Sequence[str],
    path: tuple[str | int, ...],
) -> int | None:
    given = table.get("max_choices")
    if kind is QuestionType.SINGLE:
        if given is not None:
            check.fault((*path, "max_choices"), "only_for_multiple")
        return None
    if given is None or not options:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= len(options):
        check.fault((*path, "max_choices"), "max_choices_range", value=given, most=len(options))
        return None
    return given
