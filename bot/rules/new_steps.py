"""One step of putting a consultation together: what a button or typed words make of the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, Final

from bot.rules.checker import Checker, Fault
from bot.rules.consultation import QuestionType, ResultsPolicy, Secrecy
from bot.rules.definition import TITLE_LIMIT
from bot.rules.definition_questions import QUESTION_LIMIT
from bot.rules.new_plan import EXTEND, OWN, Ask, NewPlan, checked
from bot.rules.new_times import DAYS, after_days, checked_closes, read_closes, read_opens, tomorrow
from bot.rules.new_words import read_options
from bot.rules.refusals import Reason, Refusal
from bot.rules.written_file import DefinitionRejected, Placed

KINDS = (QuestionType.SINGLE, QuestionType.MULTIPLE)
SECRECIES = (Secrecy.NAMED, Secrecy.ANONYMOUS)
RESULTS = (ResultsPolicy.LIVE, ResultsPolicy.AFTER_CLOSE)
PER_QUESTION: Final = 100
"""A button about option 2 of question 3 carries 302."""
REASON_LIMIT = 100
LISTED = frozenset({"single", "multiple", "ranking"})
"""Types whose options staff may word anew."""


def rejected(faults: Sequence[Fault]) -> DefinitionRejected:
    """What was typed cannot be part of a consultation; in chat nobody knows keys and lines."""
    return DefinitionRejected([Placed(None, "", fault.reason, fault.facts) for fault in faults])


def pressed(plan: NewPlan, ask: Ask, value: int, now: datetime, zone: tzinfo) -> NewPlan:
    """The plan after a button that needs no database. Raises Refusal(NEW_GONE) for one that is not there."""
    step = _PRESSED.get(ask)
    if step is None:
        raise Refusal(Reason.NEW_GONE)
    return step(replace(plan, editing=None), value, now, zone)


def _kind(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    kind = _one_of(KINDS, value)
    question = {key: each for key, each in _first(plan).items() if key != "max_choices"}
    return plan.changed(questions=[question | {"type": kind.value}])


def _most(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    if not 1 <= value <= len(_first(plan).get("options", [])):
        raise Refusal(Reason.NEW_GONE)
    return plan.with_question(1, max_choices=value)


def _same_title(plan: NewPlan, _value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    line = " ".join(str(_first(plan).get("text", "")).split())
    return plan.changed(title=line[:TITLE_LIMIT])


def _opens(plan: NewPlan, value: int, now: datetime, zone: tzinfo) -> NewPlan:
    return opening(plan, tomorrow(now, zone) if value else None, now)


def opening(plan: NewPlan, opens: datetime | None, now: datetime) -> NewPlan:
    """The plan with this opening, None for at once; an end that would come first is asked for again."""
    begins = opens or now
    closes = plan.closes_at if plan.closes_at is not None and plan.closes_at > begins else None
    return replace(plan, opens_at=opens, opens_asked=True, closes_at=closes, editing=None)


def _closes(plan: NewPlan, value: int, now: datetime, zone: tzinfo) -> NewPlan:
    if value not in DAYS:
        raise Refusal(Reason.NEW_GONE)
    closes = _later(plan, lambda opens: checked_closes(after_days(opens, value, zone), opens, now), now)
    return replace(plan, closes_at=closes)


def _secrecy(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    secrecy = _one_of(SECRECIES, value)
    if secrecy is Secrecy.NAMED:
        return replace(plan.changed(secrecy=secrecy.value), secrecy_asked=True)
    if not plan.may_be_anonymous:
        raise Refusal(Reason.NEW_GONE)
    after = ResultsPolicy.AFTER_CLOSE.value
    return replace(plan.changed(secrecy=secrecy.value, results=after), secrecy_asked=True)


def _results(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    results = _one_of(RESULTS, value)
    if plan.is_anonymous and results is ResultsPolicy.LIVE:
        raise Refusal(Reason.NEW_GONE)
    return replace(plan.changed(results=results.value), results_asked=True)


def _files(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    kept = plan.files if value == 0 else ()  # 1 throws away what came in so far
    return replace(
        plan, files=kept, files_asked=value == 0, about=(0, 0), album=None, editing=None if value == 0 else Ask.FILES
    )


def _about(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    number, option = divmod(value, PER_QUESTION)
    if number > len(plan.questions) or (number and option > options_in(plan.questions[number - 1])):
        raise Refusal(Reason.NEW_GONE)
    return replace(plan, about=(number, option), album=None, editing=Ask.FILES)


def _text(plan: NewPlan, value: int, _now: datetime, _zone: tzinfo) -> NewPlan:
    number, options = divmod(value, PER_QUESTION)
    if not 1 <= number <= len(plan.questions) or (options and plan.questions[number - 1].get("type") not in LISTED):
        raise Refusal(Reason.NEW_GONE)
    return replace(plan, question=number, editing=Ask.OPTIONS if options else Ask.QUESTION)


_PRESSED: Mapping[Ask, Callable[[NewPlan, int, datetime, tzinfo], NewPlan]] = {
    Ask.KIND: _kind,
    Ask.MOST: _most,
    Ask.TITLE: _same_title,
    Ask.OPENS: _opens,
    Ask.CLOSES: _closes,
    Ask.SECRECY: _secrecy,
    Ask.RESULTS: _results,
    Ask.FILES: _files,
    Ask.ABOUT: _about,
    Ask.TEXT: _text,
}


def _one_of(values: Sequence[Any], number: int) -> Any:
    if not 1 <= number <= len(values):
        raise Refusal(Reason.NEW_GONE)
    return values[number - 1]


def _first(plan: NewPlan) -> dict[str, Any]:
    return plan.questions[0] if plan.questions else {}


def listed_in(question: Mapping[str, Any]) -> list[Any]:
    """The options or projects of a question as data; none where they are fixed or open."""
    listed = question.get("options", question.get("projects", []))
    return listed if isinstance(listed, list) else []


def options_in(question: Mapping[str, Any]) -> int:
    """How many there are."""
    return len(listed_in(question))


def typed(plan: NewPlan, text: str, now: datetime, zone: tzinfo) -> NewPlan | None:
    """The plan after typed words; None when the question wants a button or a file.

    Raises DefinitionRejected, and the Refusals of reading times.
    """
    done = replace(plan, editing=None)
    if plan.ask is Ask.QUESTION:
        return _checked(done.with_question(plan.question, text=_words(text, QUESTION_LIMIT, "text")), now, zone)
    if plan.ask is Ask.OPTIONS:
        return _checked(_with_options(done, plan.question, read_options(text)), now, zone)
    if plan.ask is Ask.MOST and text.strip().isdecimal():
        return _checked(done.with_question(1, max_choices=int(text.strip()[:6])), now, zone)
    if plan.ask is Ask.TITLE:
        return done.changed(title=" ".join(_words(text, TITLE_LIMIT, "title").split()))
    if plan.ask is Ask.OPENS:
        return opening(done, read_opens(text, now, zone), now)
    if plan.ask is Ask.CLOSES:
        return replace(done, closes_at=_later(plan, lambda opens: read_closes(text, opens, now, zone), now))
    if plan.ask is Ask.REASON:
        return replace(done, reason=" ".join(_words(text, REASON_LIMIT, "reason").split()))
    return None


def _later(plan: NewPlan, read: Callable[[datetime], datetime], now: datetime) -> datetime:
    """The end after the opening. Who extends has the old end in place of the opening: Refusal(EXTEND_ONLY_LATER)."""
    try:
        return read(plan.opens_at or now)
    except Refusal as refusal:
        if plan.source != EXTEND or refusal.reason not in (Reason.NEW_CLOSES_FIRST, Reason.NEW_PAST):
            raise
        raise Refusal(Reason.EXTEND_ONLY_LATER, closes=plan.opens_at) from None


def _words(text: str, most: int, key: str) -> str:
    check = Checker()
    words = check.text({key: text}, key, most)
    if check.faults:
        raise rejected(check.faults)
    return words


def _with_options(plan: NewPlan, number: int, labels: Sequence[str]) -> NewPlan:
    """Other words for the options; what they carry stays with their places, which then must stay as many."""
    before = plan.questions[number - 1].get("options", [])
    options: list[Any] = list(labels)
    if any(isinstance(each, dict) for each in before):
        if len(before) != len(labels):
            raise Refusal(Reason.NEW_OPTION_COUNT, count=len(before))
        pairs = zip(before, labels, strict=True)
        options = [each | {"label": label} if isinstance(each, dict) else label for each, label in pairs]
    changed = plan.with_question(number, options=options)
    most = changed.questions[number - 1].get("max_choices")
    if most is not None and options:
        changed = changed.with_question(number, max_choices=min(most, len(options)))
    kept = (
        file if file.question != number or file.option <= len(options) else replace(file, option=0)
        for file in plan.files
    )
    return replace(changed, files=tuple(kept))


def _checked(plan: NewPlan, now: datetime, zone: tzinfo) -> NewPlan:
    """Raises DefinitionRejected once the questions are whole."""
    if plan.source != OWN or "options" in _first(plan):
        must_be_sound(plan.content, now, zone)
    return plan


def must_be_sound(content: Mapping[str, Any], now: datetime, zone: tzinfo) -> None:
    """Check everything but communities and times, as a definition in a file is checked. Raises DefinitionRejected."""
    found = checked(content, now, zone)
    if isinstance(found, list):
        raise rejected(found)
