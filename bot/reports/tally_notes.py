"""The sheet that explains a tally: what was asked, of whom, as of when, and what every number means."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reports.tally_words import TallyWords
from bot.rules.decision import Outcome
from bot.rules.tally import Tally, Weight, square_metres

_DEFINITIONS = ("household", "owner", "area", "share", "interval")


def notes(tally: Tally, say: TallyWords) -> Iterator[tuple[str, str]]:
    """Pairs of a name and its explanation, in reading order."""
    for name, text in _facts(tally, say):
        yield say.say(f"note_{name}"), text
    for name in _DEFINITIONS:
        yield say.say(f"note_definition_{name}"), say.say(f"definition_{name}")


def _facts(tally: Tally, say: TallyWords) -> Iterator[tuple[str, str]]:
    asked = tally.consultation
    yield "title", asked.title
    yield "number", str(asked.id)
    yield "place", say.place()
    yield "regime", f"{say.regime()} · {say.note()}"
    yield "status", say.status()
    yield "period", say.period()
    yield "as_of", say.clock(tally.as_of)
    yield "electorate", _counts(tally.electorate, say)
    yield "turnout", f"{_counts(tally.turnout.weight, say)} · {say.turnout()}"
    yield "channels", say.channels()
    if tally.outcome is not None:
        yield from _decided(tally.outcome, say)
    if any(question.withheld for question in tally.questions):
        yield "result", say.say("withheld")


def _decided(outcome: Outcome, say: TallyWords) -> Iterator[tuple[str, str]]:
    yield "matter", say.say(f"matter_{outcome.matter.value}")
    if outcome.passed is not None:
        yield "result", say.verdict(outcome)
    if outcome.conflicts:
        yield "conflicts", say.say("conflicts", count=outcome.conflicts)


def _counts(weight: Weight, say: TallyWords) -> str:
    return say.say(
        "note_counts", households=weight.households, owners=weight.owners, area=square_metres(weight.floor_area)
    )
