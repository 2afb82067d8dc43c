"""Whether a press counts, for which households, and what their ballots say afterwards.

A press sets: pressing twice changes nothing. A household has one ballot a question; the last press of any of its
verified people counts. People with several flats answer for all of them that are asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.rules.consultation import ONE_OPTION, Answerers, Consultation, Question, Status
from bot.rules.people import Membership, Relation
from bot.rules.refusals import Reason, Refusal

Choices = frozenset[int]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands after a press: the households it counts for and what each ballot says now (option numbers)."""

    consultation: Consultation
    question: Question
    memberships: tuple[Membership, ...]
    choices: Mapping[int, Choices]
    changed: frozenset[int]


def entitled(
    consultation: Consultation, memberships: Sequence[Membership], electorate: AbstractSet[int]
) -> tuple[Membership, ...]:
    """The memberships that may answer; raises a Refusal naming why none may.

    ``electorate`` holds the ids of the households that are asked and counted.
    """
    if not memberships:
        raise Refusal(Reason.NOT_VERIFIED, community=consultation.community_name)
    here = [m for m in memberships if m.household.community_id == consultation.community_id]
    if not here:
        raise Refusal(Reason.OTHER_COMMUNITY, community=consultation.community_name)
    inside = [m for m in here if consultation.scope.contains(m.household)]
    if not inside:
        raise Refusal(Reason.OUT_OF_SCOPE, building=consultation.scope.building, title=consultation.title)
    counted = [m for m in inside if m.household.id in electorate]
    if not counted:
        raise Refusal(Reason.NOT_COUNTED, community=consultation.community_name)
    if consultation.answerers is Answerers.OWNERS:
        return _owners(counted)
    return tuple(counted)


def _owners(memberships: Sequence[Membership]) -> tuple[Membership, ...]:
    owners = [m for m in memberships if m.relation is Relation.OWNER]
    if not owners:
        raise Refusal(Reason.OWNERS_ONLY)
    confirmed = tuple(m for m in owners if m.owner_confirmed)
    if not confirmed:
        raise Refusal(Reason.OWNERSHIP_UNCONFIRMED)
    return confirmed


def must_be_open(consultation: Consultation, now: datetime) -> None:
    """Raise a Refusal unless answers count at ``now``."""
    status = consultation.status(now)
    if status is Status.SCHEDULED:
        raise Refusal(Reason.NOT_YET_OPEN, title=consultation.title, opens=consultation.opens_at)
    if status is Status.CLOSED:
        raise Refusal(Reason.CLOSED, title=consultation.title)


def cast(
    consultation: Consultation,
    question: Question,
    option: int,
    memberships: Sequence[Membership],
    before: Mapping[int, Choices],
) -> Recorded:
    """Set ``option`` for every entitled household.

    ``before`` maps household ids to what their ballots say so far (absent: no ballot). Single choice replaces, multiple
    choice adds up to the question's cap; nothing changes for anyone when one household would pass the cap.
    """
    if not 1 <= option <= len(question.options):
        raise Refusal(Reason.UNKNOWN_OPTION)
    after: dict[int, Choices] = {}
    for membership in memberships:
        household = membership.household.id
        so_far = before.get(household, frozenset())
        after[household] = _with(question, option, so_far)
    changed = frozenset(household for household, choices in after.items() if before.get(household) != choices)
    return Recorded(consultation, question, tuple(memberships), after, changed)


def _with(question: Question, option: int, so_far: Choices) -> Choices:
    if question.type in ONE_OPTION:
        return frozenset({option})
    wanted = so_far | {option}
    if question.max_choices is not None and len(wanted) > question.max_choices:
        raise Refusal(Reason.TOO_MANY_CHOICES, most=question.max_choices)
    return wanted


def withdraw(
    consultation: Consultation,
    question: Question,
    memberships: Sequence[Membership],
    before: Mapping[int, Choices],
) -> Recorded:
    """Take the ballots of every entitled household back; a Refusal when there is none."""
    had = frozenset(m.household.id for m in memberships if m.household.id in before)
    if not had:
        raise Refusal(Reason.NOTHING_TO_WITHDRAW)
    return Recorded(consultation, question, tuple(memberships), dict.fromkeys(had, frozenset()), had)
