"""One ballot a household; a press sets; the last press counts; nothing counts that may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.rules.balloting import Choices, Recorded, cast, entitled, must_be_open, withdraw
from bot.rules.consultation import (
    ONE_OPTION,
    Answerers,
    Consultation,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
    Status,
)
from bot.rules.people import Address, Household, Membership, Relation
from bot.rules.refusals import Reason, Refusal
from tests.builders import CARD_TYPES

OPENS = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)


def question(kind: QuestionType = QuestionType.SINGLE, options: int = 4, most: int | None = None) -> Question:
    """A question with so many options."""
    return Question(5, 1, "？", kind, tuple(f"选项{n}" for n in range(1, options + 1)), most)


def consultation(
    asked: Question | None = None,
    *,
    answerers: Answerers = Answerers.RESIDENTS,
    scope: Scope | None = None,
    closed_at: datetime | None = None,
) -> Consultation:
    """A consultation in community 1."""
    return Consultation(
        id=3,
        community_id=1,
        community_code="JX01",
        community_name="金祥花园",
        title="停车",
        regime=Regime.CONSULTATION,
        answerers=answerers,
        results=ResultsPolicy.LIVE,
        scope=scope or Scope(),
        opens_at=OPENS,
        closes_at=CLOSES,
        closed_at=closed_at,
        questions=(asked or question(),),
    )


def member(
    home: int, relation: Relation = Relation.OWNER, *, confirmed: bool = False, community: int = 1, building: str = "1"
) -> Membership:
    """Somebody's tie to a flat."""
    flat = Household(home, community, Address(building, "1", str(home)), 5000, None, counted=True, slip_serial=1)
    return Membership(9, flat, relation, confirmed)


def reason_of(consulted: Consultation, memberships: list[Membership], electorate: set[int]) -> Reason:
    """Why none of these may answer."""
    with pytest.raises(Refusal) as raised:
        entitled(consulted, memberships, electorate)
    return raised.value.reason


def test_each_obstacle_has_its_own_reason() -> None:
    owners = consultation(answerers=Answerers.OWNERS)
    assert reason_of(consultation(), [], {1}) is Reason.NOT_VERIFIED
    assert reason_of(consultation(), [member(1, community=2)], {1}) is Reason.OTHER_COMMUNITY
    assert reason_of(consultation(scope=Scope("2")), [member(1)], {1}) is Reason.OUT_OF_SCOPE
    assert reason_of(consultation(scope=Scope("1", "2")), [member(1)], {1}) is Reason.OUT_OF_SCOPE
    assert reason_of(consultation(), [member(1)], {2}) is Reason.NOT_COUNTED
    for relation in set(Relation) - {Relation.OWNER}:
        assert reason_of(owners, [member(1, relation)], {1}) is Reason.OWNERS_ONLY
    assert reason_of(owners, [member(1)], {1}) is Reason.OWNERSHIP_UNCONFIRMED


def test_only_the_flats_that_are_asked_are_entitled() -> None:
    mine = [member(1), member(2, building="2"), member(3), member(4, community=2)]
    found = entitled(consultation(scope=Scope("1")), mine, {1, 2, 4})
    assert [tie.household.id for tie in found] == [1]
    confirmed = [member(1, confirmed=True), member(2), member(3, Relation.TENANT)]
    owners = entitled(consultation(answerers=Answerers.OWNERS), confirmed, {1, 2, 3})
    assert [tie.household.id for tie in owners] == [1]


@pytest.mark.parametrize("relation", list(Relation))
def test_every_resident_answers_where_residents_are_asked(relation: Relation) -> None:
    assert entitled(consultation(), [member(1, relation)], {1})


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (OPENS - timedelta(microseconds=1), Status.SCHEDULED),
        (OPENS, Status.OPEN),
        (CLOSES - timedelta(microseconds=1), Status.OPEN),
        (CLOSES, Status.CLOSED),
    ],
)
def test_the_clock_opens_inclusive_and_closes_exclusive(now: datetime, status: Status) -> None:
    asked = consultation()
    assert asked.status(now) is status
    if status is Status.OPEN:
        must_be_open(asked, now)
        return
    with pytest.raises(Refusal) as raised:
        must_be_open(asked, now)
    assert raised.value.reason is (Reason.NOT_YET_OPEN if status is Status.SCHEDULED else Reason.CLOSED)


def test_an_early_closing_ends_at_its_instant_and_a_late_note_never_prolongs() -> None:
    early = OPENS + timedelta(hours=1)
    assert consultation(closed_at=early).status(early) is Status.CLOSED
    assert consultation(closed_at=CLOSES + timedelta(days=1)).ends_at == CLOSES


@pytest.mark.parametrize("option", [0, -1, 5, 10**9])
def test_there_is_no_option_beyond_the_list(option: int) -> None:
    asked = consultation()
    with pytest.raises(Refusal) as raised:
        cast(asked, asked.questions[0], option, [member(1)], {})
    assert raised.value.reason is Reason.UNKNOWN_OPTION


def test_when_one_flat_would_pass_the_cap_nothing_changes_for_any() -> None:
    asked = consultation(question(QuestionType.MULTIPLE, most=2))
    before = {1: frozenset({1, 2}), 2: frozenset({3})}
    with pytest.raises(Refusal) as raised:
        cast(asked, asked.questions[0], 3, [member(1), member(2)], before)
    assert (raised.value.reason, raised.value.facts) == (Reason.TOO_MANY_CHOICES, {"most": 2})
    assert before == {1: frozenset({1, 2}), 2: frozenset({3})}


def test_nothing_can_be_withdrawn_that_was_not_cast() -> None:
    asked = consultation()
    with pytest.raises(Refusal) as raised:
        withdraw(asked, asked.questions[0], [member(1)], {2: frozenset({1})})
    assert raised.value.reason is Reason.NOTHING_TO_WITHDRAW


@given(st.sampled_from(CARD_TYPES), st.integers(1, 4), st.dictionaries(st.integers(1, 3), st.just(frozenset({2}))))
def test_tapping_twice_is_tapping_once(kind: QuestionType, option: int, before: dict[int, Choices]) -> None:
    asked = consultation(question(kind))
    ties = [member(home) for home in (1, 2, 3)]
    once = cast(asked, asked.questions[0], option, ties, before)
    twice = cast(asked, asked.questions[0], option, ties, once.choices)
    assert twice.choices == once.choices
    assert twice.changed == frozenset()


class Evening(RuleBasedStateMachine):
    """Households with several people, people with several flats, all pressing as they like."""

    people = st.sampled_from([(1,), (1, 2), (2,), (3,), (2, 3)])

    @initialize(kind=st.sampled_from(CARD_TYPES), most=st.none() | st.integers(1, 3))
    def open(self, kind: QuestionType, most: int | None) -> None:
        """A question is asked; only multiple choice has a cap."""
        self.question = question(kind, most=most if kind is QuestionType.MULTIPLE else None)
        self.consultation = consultation(self.question)
        self.ballots: dict[int, Choices] = {}
        self.model: dict[int, set[int]] = {}

    @rule(homes=people, option=st.integers(1, 4))
    def press(self, homes: tuple[int, ...], option: int) -> None:
        """Somebody presses an option for all of their flats."""
        single = self.question.type in ONE_OPTION
        wanted = {home: {option} if single else self.model.get(home, set()) | {option} for home in homes}
        ties = [member(home) for home in homes]
        if any(len(choices) > (self.question.max_choices or 4) for choices in wanted.values()):
            with pytest.raises(Refusal):
                cast(self.consultation, self.question, option, ties, self.ballots)
            return
        self._keep(cast(self.consultation, self.question, option, ties, self.ballots))
        self.model |= wanted

    @rule(homes=people)
    def take_back(self, homes: tuple[int, ...]) -> None:
        """Somebody withdraws for all of their flats."""
        ties = [member(home) for home in homes]
        if not any(home in self.model for home in homes):
            with pytest.raises(Refusal):
                withdraw(self.consultation, self.question, ties, self.ballots)
            return
        self._keep(withdraw(self.consultation, self.question, ties, self.ballots))
        for home in homes:
            self.model.pop(home, None)

    def _keep(self, recorded: Recorded) -> None:
        for home, choices in recorded.choices.items():
            assert (home in recorded.changed) == (self.ballots.get(home, frozenset()) != choices)
            if choices:
                self.ballots[home] = choices
            else:
                self.ballots.pop(home, None)

    @invariant()
    def each_household_has_the_ballot_of_the_last_press(self) -> None:
        """And never more than the cap allows, never less than one choice."""
        assert {home: set(choices) for home, choices in self.ballots.items()} == self.model
        most = 1 if self.question.type in ONE_OPTION else self.question.max_choices or 4
        assert all(1 <= len(choices) <= most for choices in self.ballots.values())


Evening.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestEvening = Evening.TestCase
