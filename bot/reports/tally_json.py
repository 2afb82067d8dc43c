"""A tally as JSON, the shape that scripts rely on: areas are decimal strings, counts integers, instants ISO 8601."""

from __future__ import annotations

import json
import re
from datetime import datetime, tzinfo

from bot.rules.consultation import Scope
from bot.rules.decision import Comparison, Outcome
from bot.rules.tally import OptionCount, QuestionTally, Tally, Weight, square_metres

# Names and texts are written exactly as they are, but nothing invisible may act on the terminal that shows them.
_INVISIBLE = re.compile("[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def tally_json(tally: Tally, zone: tzinfo) -> bytes:
    """The tally as UTF-8 JSON with a final line break; instants in ``zone``."""
    written = json.dumps(tally_facts(tally, zone), ensure_ascii=False, indent=2)
    return _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written).encode() + b"\n"


def tally_facts(tally: Tally, zone: tzinfo) -> dict[str, object]:
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
        "electorate": _weight(tally.electorate),
        "turnout": _weight(tally.turnout.weight) | {"by_channel": dict(tally.turnout.by_channel)},
        "questions": [_question(question) for question in tally.questions],
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


def _question(question: QuestionTally) -> dict[str, object]:
    return {
        "number": question.number,
        "text": question.text,
        "type": question.type.value,
        "answered": question.answered,
        "withheld": question.withheld,
        "options": [_option(option, question.withheld) for option in question.options],
    }


def _option(option: OptionCount, withheld: bool) -> dict[str, object]:
    weight = dict.fromkeys(("households", "owners", "floor_area")) if withheld else _weight(option.weight)
    return {"number": option.number, "label": option.label, **weight}


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
