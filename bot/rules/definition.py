"""A consultation as staff write it down, checked completely before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot.rules.checker import Checker, Fault, Path
from bot.rules.consultation import Answerers, Question, QuestionType, Regime, ResultsPolicy, Scope, Secrecy
from bot.rules.definition_files import NamedFile, named_files
from bot.rules.definition_options import FEWEST_OPTIONS, MOST_OPTIONS, OPTION_LIMIT
from bot.rules.definition_questions import (
    DECISION_OPTIONS,
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    check_conditions,
    read_decision,
    read_question,
)

__all__ = [
    "DECISION_OPTIONS",
    "FEWEST_OPTIONS",
    "MATTERS",
    "MOST_OPTIONS",
    "OPTION_LIMIT",
    "QUESTION_LIMIT",
    "RULESETS",
    "TITLE_LIMIT",
    "Checker",
    "Definition",
    "Fault",
    "check_definition",
    "checked_instant",
    "checked_scope",
]

TITLE_LIMIT = 200
CODE_LIMIT = 32
MOST_COMMUNITIES = 500
LONGEST = timedelta(days=366)
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
# What can be counted without a home and without an order of choices that would give a home away.
ANONYMOUS_TYPES = frozenset(
    {QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RATING, QuestionType.PRICE_LADDER, QuestionType.TEXT}
)

_TOP_KEYS = frozenset(
    {
        *("title", "community", "communities", "regime", "scope", "opens", "closes", "secrecy", "results", "answerers"),
        *("questions", "matter", "ruleset", "template", "attachments"),
    }
)
_SCOPE_KEYS = frozenset({"building", "entrance"})


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
    questions: tuple[Question, ...]
    matter: str | None
    ruleset: str | None
    secrecy: Secrecy = Secrecy.NAMED
    template: str | None = None
    more_communities: tuple[str, ...] = ()
    communities_key: str = "community"
    attachments: tuple[NamedFile, ...] = ()

    @property
    def communities(self) -> tuple[str, ...]:
        """The codes of all communities that are asked at once, in the order written."""
        return (self.community, *self.more_communities)

    def place_of(self, code: str) -> Path:
        """Where a community's code stands in the file."""
        position = self.communities.index(code)
        return (self.communities_key, position) if self.more_communities else (self.communities_key,)


def check_definition(data: Mapping[str, Any], now: datetime, zone: tzinfo) -> Definition | list[Fault]:
    """The checked definition, or every fault of it. Times without an offset are read in ``zone``."""
    check = Checker()
    check.unknown_keys(data, _TOP_KEYS, ())
    title = check.text(data, "title", TITLE_LIMIT)
    where, codes = _communities(check, data)
    regime = Regime(check.choice(data, "regime", [item.value for item in Regime], "consultation"))
    secrecy, results = _secrecy(check, data, regime)
    opens_at, closes_at = _period(check, data, now, zone)
    answerers = _answerers(check, data, regime)
    matter, ruleset = _matter(check, data, regime)
    scope = checked_scope(check, data)
    questions = _questions(check, data, regime)
    template = check.maybe_text(data, "template", 64, ())
    files = named_files(check, data, questions)
    if secrecy is Secrecy.ANONYMOUS:
        _must_be_countable(check, questions)
    if check.faults:
        return check.faults
    return Definition(
        title,
        codes[0],
        regime,
        answerers,
        results,
        scope,
        opens_at,
        closes_at,
        questions,
        matter,
        ruleset,
        secrecy,
        template,
        codes[1:],
        where,
        files,
    )


def _communities(check: Checker, data: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The key they stand under and their codes: ``community`` or ``communities``, one code or a list of them."""
    key = "communities" if "communities" in data else "community"
    given = data.get(key)
    if key == "communities" and "community" in data:
        check.fault((key,), "community_twice_named")
    if not isinstance(given, list):
        return key, (check.text(data, key, CODE_LIMIT),)
    if not 1 <= len(given) <= MOST_COMMUNITIES:
        check.fault((key,), "community_count", count=len(given), most=MOST_COMMUNITIES)
        return key, ("",)
    codes: list[str] = []
    for position, raw in enumerate(given):
        code = check.text({position: raw}, position, CODE_LIMIT, (key,))
        if code and code in codes:
            check.fault((key, position), "community_twice", value=code)
        codes.append(code)
    return key, tuple(codes)


def _secrecy(check: Checker, data: Mapping[str, Any], regime: Regime) -> tuple[Secrecy, ResultsPolicy]:
    """Anonymous results are shown once, after the end: counts that change while people answer give them away."""
    secrecy = Secrecy(check.choice(data, "secrecy", [item.value for item in Secrecy], "named"))
    default = "live" if secrecy is Secrecy.NAMED else "after_close"
    results = ResultsPolicy(check.choice(data, "results", [item.value for item in ResultsPolicy], default))
    if secrecy is Secrecy.ANONYMOUS and regime is Regime.OWNER_DECISION:
        check.fault(("secrecy",), "decisions_are_named")
    if secrecy is Secrecy.ANONYMOUS and results is ResultsPolicy.LIVE:
        check.fault(("results",), "anonymous_after_close")
    return secrecy, results


def _must_be_countable(check: Checker, questions: tuple[Question, ...]) -> None:
    for position, question in enumerate(questions):
        if question.type not in ANONYMOUS_TYPES or question.most_wanted:
            key = "most_wanted" if question.most_wanted else "type"
            check.fault(("questions", position, key), "not_anonymous", type=question.type.value)
        # Who was asked a question, or left it out, is public; that must not tell what they answered to another one.
        if question.condition is not None:
            check.fault(("questions", position, "condition"), "not_anonymous_condition")
        if not question.required and question.type is not QuestionType.TEXT:
            check.fault(("questions", position, "required"), "not_anonymous_optional")


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


def _questions(check: Checker, data: Mapping[str, Any], regime: Regime) -> tuple[Question, ...]:
    given = data.get("questions")
    if given is None or given == []:
        check.fault(("questions",), "missing")
        return ()
    if not isinstance(given, list) or not all(isinstance(table, Mapping) for table in given):
        check.fault(("questions",), "not_a_list_of_questions")
        return ()
    most = 1 if regime is Regime.OWNER_DECISION else MOST_QUESTIONS
    if len(given) > most:
        check.fault(("questions", most), "one_question_only" if most == 1 else "too_many_questions", most=most)
        given = given[:most]
    if regime is Regime.OWNER_DECISION:
        return (read_decision(check, given[0], ("questions", 0)),)
    questions = tuple(read_question(check, table, at + 1, ("questions", at)) for at, table in enumerate(given))
    check_conditions(check, questions)
    return questions
