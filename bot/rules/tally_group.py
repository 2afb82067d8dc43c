"""Consultations asked in several communities at once, counted as one.

Named answers are added up. Of anonymous ones only what each community publishes is added up, group by group: nothing
can be worked out from a sum of published numbers that could not be worked out from the numbers themselves. A community
that had to withhold an answer is left out, and how many are is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.rules.consultation import Consultation, Question, Regime, Secrecy, Status
from bot.rules.privacy_tables import Grouping
from bot.rules.refusals import Reason, Refusal
from bot.rules.sealing import Sealed
from bot.rules.tally_facts import NOTHING, TallyFacts, Weight

K = TypeVar("K")
Member = tuple[Consultation, TallyFacts]


@dataclass(frozen=True, slots=True)
class Together:
    """All of them as if one consultation had asked; ``left_out`` counts communities that are not in the sums."""

    consultation: Consultation
    facts: TallyFacts
    numbers: tuple[int, ...]
    left_out: int


def together(members: Sequence[Member], community_name: str, now: datetime) -> Together:
    """Add them up. While one of them is open, all count with their turnout; whether more is shown, ``tally`` says.

    Raises Refusal(TOGETHER_DECISION, TOGETHER_ALONE, TOGETHER_DIFFERENT, TOGETHER_WITHHELD).
    """
    _must_fit([consultation for consultation, _ in members])
    over = all(consultation.status(now) is Status.CLOSED for consultation, _ in members)
    counted = [member for member in members if not over or _is_whole(*member)]
    if not counted:
        raise Refusal(Reason.TOGETHER_WITHHELD)
    whole = _as_one([consultation for consultation, _ in members], community_name)
    facts = _sum([_renamed(consultation, found, whole) for consultation, found in counted], whole)
    if not over:
        facts = replace(facts, sealed={})
    return Together(whole, facts, tuple(consultation.id for consultation, _ in members), len(members) - len(counted))


def _must_fit(consultations: Sequence[Consultation]) -> None:
    first = consultations[0]
    if first.regime is Regime.OWNER_DECISION:
        raise Refusal(Reason.TOGETHER_DECISION)
    if len(consultations) < 2:
        raise Refusal(Reason.TOGETHER_ALONE, title=first.title)
    if any(_asked(other) != _asked(first) or other.secrecy is not first.secrecy for other in consultations):
        raise Refusal(Reason.TOGETHER_DIFFERENT)


def _asked(consultation: Consultation) -> list[Question]:
    """The questions, whatever their ids."""
    return [replace(question, id=0) for question in consultation.questions]


def _is_whole(consultation: Consultation, facts: TallyFacts) -> bool:
    """Whether every answer is there to be added: always, unless small numbers had to be withheld."""
    if consultation.secrecy is Secrecy.NAMED:
        return True
    if not consultation.sealed:
        return False
    published = ((question, facts.sealed.get(question.id, ())) for question in consultation.questions)
    return all(not found or not found[0].respondents or _covers(question, found[0]) for question, found in published)


def _covers(question: Question, shown: Sealed) -> bool:
    return {number for group in shown.grouping for number in group} == set(range(1, len(question.options) + 1))


def _as_one(consultations: Sequence[Consultation], community_name: str) -> Consultation:
    """It ends when the last of them ends; until then it is open, and what is shown after the end is not shown."""
    return replace(
        consultations[0],
        community_code=",".join(each.community_code for each in consultations),
        community_name=community_name,
        opens_at=min(each.opens_at for each in consultations),
        closes_at=max(each.ends_at for each in consultations),
        closed_at=None,
        settled=all(each.settled for each in consultations),
        sealed=consultations[0].secrecy is Secrecy.ANONYMOUS,
    )


def _renamed(consultation: Consultation, facts: TallyFacts, whole: Consultation) -> TallyFacts:
    """The facts by the ids of the first consultation's questions."""
    ids = {question.id: first.id for question, first in zip(consultation.questions, whole.questions, strict=True)}
    return replace(
        facts,
        answered={ids[key]: value for key, value in facts.answered.items()},
        options={(ids[key], number): value for (key, number), value in facts.options.items()},
        asked={ids[key]: value for key, value in facts.asked.items()},
        said={ids[key]: value for key, value in facts.said.items()},
        amounts={ids[key]: value for key, value in facts.amounts.items()},
        most_wanted={(ids[key], number): value for (key, number), value in facts.most_wanted.items()},
        sealed={ids[key]: value for key, value in facts.sealed.items()},
        words={ids[key]: value for key, value in facts.words.items()},
        heads=(),
    )


def _sum(parts: Sequence[TallyFacts], whole: Consultation) -> TallyFacts:
    return TallyFacts(
        electorate=_weights(part.electorate for part in parts),
        turnout=_weights(part.turnout for part in parts),
        by_channel=_counts(part.by_channel for part in parts),
        answered=_counts(part.answered for part in parts),
        options=_options(parts),
        asked=_counts(part.asked for part in parts),
        said=_tables([part.said for part in parts]),
        amounts=_tables([part.amounts for part in parts]),
        most_wanted=_counts(part.most_wanted for part in parts),
        sealed=_published(parts, whole) if whole.sealed else {},
        words={question.id: _words(parts, question.id) for question in whole.questions},
    )


def _weights(weights: Iterable[Weight]) -> Weight:
    every = list(weights)
    return Weight(
        sum(each.households for each in every),
        sum(each.owners for each in every),
        sum(each.floor_area for each in every),
    )


def _counts(parts: Iterable[Mapping[K, int]]) -> dict[K, int]:
    found: Counter[K] = Counter()
    for part in parts:
        found.update(part)
    return dict(found)


def _options(parts: Sequence[TallyFacts]) -> dict[tuple[int, int], Weight]:
    keys = {key for part in parts for key in part.options}
    return {key: _weights(part.options.get(key, NOTHING) for part in parts) for key in sorted(keys)}


def _tables(parts: Sequence[Mapping[int, Mapping[Any, int]]]) -> dict[int, dict[Any, int]]:
    keys = {key for part in parts for key in part}
    return {key: _counts(part.get(key, {}) for part in parts) for key in sorted(keys)}


def _words(parts: Sequence[TallyFacts], question_id: int) -> tuple[str, ...]:
    return tuple(word for part in parts for word in part.words.get(question_id, ()))


def _published(parts: Sequence[TallyFacts], whole: Consultation) -> dict[int, tuple[Sealed, ...]]:
    """The wholes of all communities in the finest groups that each of them can be brought to."""
    found: dict[int, tuple[Sealed, ...]] = {}
    for question in whole.questions:
        tables = [part.sealed[question.id][0] for part in parts if part.sealed.get(question.id)]
        if not tables:
            continue
        full = [table for table in tables if table.grouping]
        grouping = coarsest(len(question.options), [table.grouping for table in full])
        counts = tuple(sum(_inside(table, set(group)) for table in full) for group in grouping) if full else ()
        respondents = sum(table.respondents for table in tables)
        found[question.id] = (Sealed(whole.community_code, respondents, grouping if full else (), counts),)
    return found


def _inside(table: Sealed, group: set[int]) -> int:
    return sum(count for numbers, count in zip(table.grouping, table.counts, strict=True) if set(numbers) <= group)


def coarsest(options: int, groupings: Iterable[Grouping]) -> Grouping:
    """The finest grouping of options 1 to ``options`` that every one of the groupings can be added up to."""
    home = list(range(options + 1))
    for grouping in groupings:
        for group in grouping:
            homes = {home[number] for number in group}
            home = [min(homes) if each in homes else each for each in home]
    groups: dict[int, list[int]] = {}
    for number in range(1, options + 1):
        groups.setdefault(home[number], []).append(number)
    return tuple(tuple(group) for group in groups.values())
