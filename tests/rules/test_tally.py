"""The count itself, and what it refuses to count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.consultation import (
    Answerers,
    Consultation,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
    Status,
)
from bot.rules.decision import Ruleset
from bot.rules.tally import HeadVote, TallyFacts, Weight, tally

OPENS = datetime(2026, 12, 1, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
DURING, AFTER = OPENS + timedelta(days=1), CLOSES
PLANS = Question(11, 1, "plans?", QuestionType.SINGLE, ("A", "B", "neither"))
WISHES = Question(12, 2, "wishes?", QuestionType.MULTIPLE, ("lights", "pipes"), 2)
CONSULTATION = Consultation(
    id=7,
    community_id=1,
    community_code="JX01",
    community_name="金祥花园",
    title="plans",
    regime=Regime.CONSULTATION,
    answerers=Answerers.RESIDENTS,
    results=ResultsPolicy.LIVE,
    scope=Scope(),
    opens_at=OPENS,
    closes_at=CLOSES,
    closed_at=None,
    questions=(PLANS,),
)
DECISION = replace(
    CONSULTATION,
    regime=Regime.OWNER_DECISION,
    matter="rebuild_alter",
    questions=(replace(PLANS, options=("同意", "反对", "弃权")),),
)
FACTS = TallyFacts(
    electorate=Weight(10, 9, 800_00),
    turnout=Weight(5, 5, 400_00),
    by_channel={"chat": 4, "paper": 1},
    answered={11: 5},
    options={(11, 1): Weight(3, 3, 240_00), (11, 2): Weight(2, 2, 160_00)},
)


def with_heads(*heads: HeadVote) -> TallyFacts:
    return replace(FACTS, heads=heads)


def test_an_option_nobody_chose_has_zero_not_nothing() -> None:
    counted = tally(CONSULTATION, FACTS, DURING)
    assert [option.weight.households for option in counted.questions[0].options] == [3, 2, 0]
    assert counted.status is Status.OPEN
    assert counted.outcome is None


def test_channels_always_name_both() -> None:
    counted = tally(CONSULTATION, replace(FACTS, by_channel={"chat": 5}), DURING)
    assert dict(counted.turnout.by_channel) == {"chat": 5, "paper": 0}


def test_withheld_counts_are_nowhere_in_the_result_until_closing() -> None:
    secret = replace(CONSULTATION, results=ResultsPolicy.AFTER_CLOSE)
    during = tally(secret, FACTS, DURING)
    assert during.questions[0].withheld
    assert {option.weight for option in during.questions[0].options} == {Weight(0, 0, 0)}
    assert during.turnout.weight.households == 5
    after = tally(secret, FACTS, AFTER)
    assert not after.questions[0].withheld
    assert after.questions[0].options[0].weight.households == 3


def test_a_withheld_decision_shows_who_takes_part_and_not_who_consents() -> None:
    secret = replace(DECISION, results=ResultsPolicy.AFTER_CLOSE)
    outcome = tally(secret, with_heads(HeadVote(1, 240_00, 1), HeadVote(2, 160_00, 2)), DURING).outcome
    assert outcome is not None
    assert outcome.passed is None
    assert [each.name for each in outcome.comparisons] == ["participation_owners", "participation_area"]


def test_a_head_whose_flats_disagree_takes_no_part_and_is_reported() -> None:
    facts = with_heads(HeadVote(1, 160_00, 1), HeadVote(2, 80_00, 3), HeadVote(3, 160_00, None))
    outcome = tally(DECISION, facts, AFTER).outcome
    assert outcome is not None
    assert outcome.conflicts == 1
    assert [(each.left, each.right) for each in outcome.comparisons] == [
        (2, 9),
        (240_00, 800_00),
        (1, 2),
        (160_00, 240_00),
    ]


@pytest.mark.parametrize(
    ("closes", "ruleset"),
    [
        (datetime(2020, 11, 24, tzinfo=UTC), Ruleset.PROPERTY_LAW_2007),
        (datetime(2026, 11, 24, tzinfo=UTC), Ruleset.CIVIL_CODE_2021),
    ],
)
def test_without_a_named_law_the_day_of_the_vote_decides_which(closes: datetime, ruleset: Ruleset) -> None:
    then = replace(DECISION, opens_at=closes - timedelta(days=9), closes_at=closes)
    outcome = tally(then, with_heads(HeadVote(1, 240_00, 1), HeadVote(2, 160_00, 2)), AFTER).outcome
    assert outcome is not None
    assert outcome.ruleset is ruleset


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"turnout": Weight(11, 5, 400_00)}, "exceeds the electorate"),
        ({"by_channel": {"chat": 4, "paper": 2}}, "do not sum"),
        ({"answered": {11: 6}}, "took part"),
        ({"answered": {11: 4}, "options": {(11, 1): Weight(4, 4, 240_00)}}, "took part"),
        ({"options": {(11, 1): Weight(4, 4, 240_00), (11, 2): Weight(2, 2, 160_00)}}, "sum to 6"),
        ({"options": {(11, 1): Weight(5, 5, 500_00)}}, "more than all"),
        ({"options": {(11, 4): Weight(5, 5, 400_00)}}, "do not exist"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        tally(CONSULTATION, replace(FACTS, **change), DURING)


@pytest.mark.parametrize(
    "heads",
    [
        (HeadVote(1, 240_00, 1),),
        tuple(HeadVote(number, 400_00 if number == 1 else 0, 1) for number in range(1, 7)),
    ],
)
def test_owners_that_do_not_fit_the_ballots_are_refused(heads: tuple[HeadVote, ...]) -> None:
    with pytest.raises(ValueError, match="owners"):
        tally(DECISION, with_heads(*heads), AFTER)


def test_several_questions_are_counted_each_out_of_its_own_answers() -> None:
    both = replace(CONSULTATION, questions=(PLANS, WISHES))
    options = {**FACTS.options, (12, 1): Weight(2, 2, 160_00), (12, 2): Weight(3, 3, 240_00)}
    counted = tally(both, replace(FACTS, answered={11: 5, 12: 3}, options=options), DURING)
    assert [question.answered for question in counted.questions] == [5, 3]
    assert sum(option.weight.households for option in counted.questions[1].options) == 5


def test_an_option_with_more_households_than_its_question_is_refused() -> None:
    both = replace(CONSULTATION, questions=(PLANS, WISHES))
    options = {**FACTS.options, (12, 1): Weight(4, 4, 320_00)}
    with pytest.raises(ValueError, match="question 2 has more than all 3"):
        tally(both, replace(FACTS, answered={11: 5, 12: 3}, options=options), DURING)
