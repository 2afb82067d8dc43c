"""A tally as JSON, the shape that scripts rely on.

Areas and money are decimal strings, counts integers, instants ISO 8601. Counts that are withheld are null. ``interval``
holds if those who did not answer are like those who did (95 %); ``worst_case`` assumes nothing; both are homes out of
all that were asked the question.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, tzinfo

from bot.reports.tally_json_details import detail_facts, range_facts
from bot.rules.consultation import Scope
from bot.rules.decision import Comparison, Outcome
from bot.rules.rates import Base
from bot.rules.sealing import Sealed
from bot.rules.tally import Line, OptionCount, QuestionTally, Tally, Weight, rounded_share, square_metres
from bot.texts import Texts

# Names and texts are written exactly as they are, but nothing invisible may act on the terminal that shows them.
_INVISIBLE = re.compile("[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def tally_json(tally: Tally, zone: tzinfo, words: Texts | None = None) -> bytes:
    """The tally as UTF-8 JSON with a final line break; instants in ``zone``, reasons of winners in ``words``."""
    return json_bytes(tally_facts(tally, zone, words))


def json_bytes(facts: object) -> bytes:
    """Plain values as UTF-8 JSON with a final line break."""
    written = json.dumps(facts, ensure_ascii=False, indent=2)
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written).encode() + b"\n"


def tally_facts(tally: Tally, zone: tzinfo, words: Texts | None = None) -> dict[str, object]:
    """The tally as plain values, key by key as promised; counts that are withheld are None."""
    asked = tally.consultation
    return {
        "id": asked.id,
        "title": asked.title,
        "regime": asked.regime.value,
        "community": asked.community_code,
        "scope": _scope(asked.scope),
        "status": tally.status.value,
        "opens": _instant(asked.opens_at, zone),
        "closes": _instant(asked.closes_at, zone),
        "closed_at": None if asked.closed_at is None else _instant(asked.ends_at, zone),
        "as_of": _instant(tally.as_of, zone),
        "results": asked.results.value,
        "secrecy": asked.secrecy.value,
        "electorate": _weight(tally.electorate),
        "turnout": _weight(tally.turnout.weight) | {"by_channel": dict(tally.turnout.by_channel)},
        "questions": [_question(question, words) for question in tally.questions],
        "outcome": None if tally.outcome is None else _outcome(tally.outcome),
    }


def _instant(instant: datetime, zone: tzinfo) -> str:
    return instant.astimezone(zone).isoformat()


def _scope(scope: Scope) -> dict[str, str | None] | None:
    if scope.building is None and scope.entrance is None:
        return None
    return {"building": scope.building, "entrance": scope.entrance}


def _weight(weight: Weight) -> dict[str, object]:
    return {
        "households": weight.households,
        "owners": weight.owners,
        "floor_area": square_metres(weight.floor_area),
    }


def _question(question: QuestionTally, words: Texts | None) -> dict[str, object]:
    said: dict[str, object] = {
        "number": question.number,
        "text": question.text,
        "type": question.type.value,
        "answered": question.answered if question.answered_shown else None,
        "withheld": question.withheld,
        "options": [_option(option, question) for option in question.options],
        "base": None if question.base is None else _base(question.base),
        "detail": None if question.detail is None else detail_facts(question, question.detail, words),
    }
    if question.anonymous:
        said["groups"] = [_group(line) for line in question.lines]
        said["scopes"] = [_published(each) for each in question.published]
    return said


def _base(base: Base) -> dict[str, object]:
    response = rounded_share(base.answered, base.asked, 4)
    return {
        "asked": base.asked,
        "answered": base.answered,
        "response": None if response is None else str(response),
        "few": base.few,
    }


def _option(option: OptionCount, question: QuestionTally) -> dict[str, object]:
    figure = option.figure
    said: dict[str, object] = {
        "number": option.number,
        "label": option.label,
        **_option_weight(option, question),
        "interval": None if figure is None else range_facts(figure.likely),
        "worst_case": None if figure is None else range_facts(figure.worst),
    }
    if option.most_wanted is not None:
        said["most_wanted"] = option.most_wanted
    return said


def _option_weight(option: OptionCount, question: QuestionTally) -> dict[str, object]:
    weight = dict.fromkeys(("households", "owners", "floor_area")) if question.withheld else _weight(option.weight)
    if not question.anonymous:
        return weight
    alone = next((line.homes for line in question.lines if line.numbers == (option.number,)), None)
    return {"households": alone, "owners": None, "floor_area": None}


def _group(line: Line) -> dict[str, object]:
    return {"options": list(line.numbers), "households": line.homes}


def _published(each: Sealed) -> dict[str, object]:
    groups = [_group(Line(group, homes)) for group, homes in zip(each.grouping, each.counts, strict=True)]
    return {"building": each.building, "respondents": each.respondents, "groups": groups}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "passed": outcome.passed,
        "matter": outcome.matter.value,
        "ruleset": outcome.ruleset.value,
        "comparisons": [_comparison(comparison) for comparison in outcome.comparisons],
        "conflicts": outcome.conflicts,
    }


def _comparison(comparison: Comparison) -> dict[str, object]:
    def side(value: int) -> int | str:
        return square_metres(value) if comparison.is_area else value

    return {
        "name": comparison.name,
        "left": side(comparison.left),
        "right": side(comparison.right),
        "rule": comparison.rule,
        "holds": comparison.holds,
        "missing": side(comparison.missing),
    }
