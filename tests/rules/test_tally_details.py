"""What each kind of question says beyond its options, from sums alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.rules.consultation import (
    OptionFacts,
    Question,
    QuestionType,
    ResultsPolicy,
)
from bot.rules.design_review import SchemeConsent
from bot.rules.ranking import Ranked, RankingResult
from bot.rules.rates import Rate
from bot.rules.sealing import Sealed
from bot.rules.tally import Line, TallyFacts, Weight, tally
from bot.rules.tally_budget import Budgeted
from bot.rules.tally_details import Amounts, Rated, Schemes, Willing, Wishes, Words
from bot.rules.tally_fees import Fees
from tests.rules.tally_kinds import (
    AT_MOST,
    CONSENT,
    FUND,
    LADDER,
    RATING,
    SCHEME,
    K,
    anonymous,
    asking,
    counted,
    kinds,
    published,
    sums,
)
from tests.rules.test_tally import AFTER, DURING


def test_rates_a_and_b_leave_out_those_who_cannot_say() -> None:
    (question,) = counted(asking(RATING), sums({1: (10, 20, 5, 3, 2, 10)}))
    assert question.detail == Rated(Rate(30, 40), Rate(35, 40), Rate(25, 40))
    assert question.base is not None
    assert (question.base.asked, question.base.answered, question.base.few) == (100, 50, False)


def test_any_scheme_makes_every_scheme_acceptable_and_none_the_first_choice() -> None:
    scheme, follow = counted(asking(SCHEME, CONSENT), sums({1: (20, 12, 8, 5, 4), 2: (15, 10, 5)}, asked={2: 32}))
    assert isinstance(scheme.detail, Schemes)
    assert scheme.detail.numbers == (1, 2)
    first = scheme.detail.review.schemes[0]
    assert (first.number, first.first.homes, first.acceptable.homes) == (1, 20, 28)
    assert follow.detail == SchemeConsent(15, 10, valid=49, abstained=4)
    assert follow.base is not None
    assert (follow.base.asked, follow.base.answered) == (32, 30)


def test_a_follow_up_that_was_put_to_those_who_abstained_too_has_no_rate() -> None:
    unconditional = replace(CONSENT, condition=None)
    follow = counted(asking(SCHEME, unconditional), sums({1: (5, 0, 0, 0, 40), 2: (20, 10, 5)}))[1]
    assert follow.detail is None
    assert follow.options[0].weight.households == 20


def test_the_fee_curve_adds_up_from_the_highest_price_and_knows_what_is_missing() -> None:
    (question,) = counted(asking(LADDER), sums({1: (5, 10, 30, 5)}))
    assert isinstance(question.detail, Fees)
    assert [(step.price, step.willing.homes, step.monthly_income, step.missing) for step in question.detail.steps] == [
        (30, 40, 600_00, 1400_00),
        (80, 30, 1200_00, 800_00),
    ]
    assert (question.detail.accepted, question.detail.accepted_by_all) == (30, None)


def test_willingness_leaves_out_homes_that_are_not_concerned_and_caps_what_they_would_give() -> None:
    willing, amount = counted(
        asking(FUND, AT_MOST),
        sums(
            {1: (10, 5, 15, 20)},
            answered={2: 5},
            asked={2: 5},
            amounts={2: {100_00: 2, 300_00: 1, 2000_00: 2}},
        ),
    )
    assert willing.detail == Willing(Rate(15, 30), 20)
    assert amount.options == ()
    assert amount.detail == Amounts(
        answered=5,
        total=4500_00,
        median=Fraction(300_00),
        least=100_00,
        most=2000_00,
        cost=1500_00,
        in_full=10,
        raised=200_00 + 300_00 + 3000_00 + 15_000_00,
    )


@pytest.mark.parametrize(("role", "yes"), [("willingness", 30), ("fee", 20), ("fund", 20)])
def test_agreeing_with_changes_is_consent_but_depending_on_the_price_is_not(role: str, yes: int) -> None:
    question = Question(1, 1, "and you?", QuestionType.SINGLE, role=role, **kinds(K.CONSENT, K.PARTLY, K.AGAINST))
    (found,) = counted(asking(question), sums({1: (20, 10, 5)}))
    assert found.detail == Willing(Rate(yes, 35), 0)


@pytest.mark.parametrize(
    ("given", "median"),
    [({}, None), ({100: 1}, Fraction(100)), ({100: 1, 201: 1}, Fraction(301, 2)), ({100: 3, 900: 2}, Fraction(100))],
)
def test_the_middle_amount_is_exact(given: dict[int, int], median: Fraction | None) -> None:
    question = replace(AT_MOST, id=1, number=1, condition=None, role=None)
    facts = sums({}, answered={1: sum(given.values())}, amounts={1: given})
    (found,) = counted(asking(question), facts)
    assert isinstance(found.detail, Amounts)
    assert found.detail.median == median


def test_wishes_are_ranked_with_ties_and_summed_by_category() -> None:
    facts = tuple(OptionFacts(category=name) for name in ("basic", "better", "basic"))
    question = Question(1, 1, "what?", QuestionType.MULTIPLE, ("a", "b", "c"), 2, facts=facts, most_wanted=True)
    (found,) = counted(asking(question), sums({1: (6, 9, 6)}, answered={1: 12}, most_wanted={(1, 2): 5, (1, 3): 5}))
    assert isinstance(found.detail, Wishes)
    assert found.detail.order == (Ranked(1, 2, 9), Ranked(2, 1, 6), Ranked(2, 3, 6))
    assert found.detail.wanted == (Ranked(1, 2, 5), Ranked(1, 3, 5), Ranked(3, 1, 0))
    assert [(each.name, each.choices) for each in found.detail.categories] == [("basic", 12), ("better", 9)]
    assert [option.most_wanted for option in found.options] == [0, 5, 5]


def test_orders_and_budgets_are_read_from_what_ballots_say() -> None:
    ranking = Question(1, 1, "order?", QuestionType.RANKING, ("a", "b", "c"))
    costs = (OptionFacts(cost=60_00), OptionFacts(cost=50_00))
    budget = Question(
        2, 2, "money?", QuestionType.BUDGET, ("x", "y"), facts=costs, budget=100_00, ballot_kind="approval"
    )
    said = {1: {"2,1": 3, "1,2,3": 1}, 2: {"1:1": 1, "1:1,2:1": 2, "2:1": 1}}
    order, money = counted(asking(ranking, budget), sums({1: (4, 4, 1), 2: (3, 3)}, answered={1: 4, 2: 4}, said=said))
    assert isinstance(order.detail, RankingResult)
    assert (order.detail.winner, order.detail.options[0].number) == (2, 2)
    assert isinstance(money.detail, Budgeted)
    assert len(money.detail.result.winners) == 1
    assert money.detail.spent <= 100_00


def test_words_are_counted_and_shown_only_when_asked_for() -> None:
    question = Question(1, 1, "say it", QuestionType.TEXT, ())
    (silent,) = counted(asking(question), sums({}, answered={1: 2}))
    (aloud,) = counted(asking(question), sums({}, answered={1: 2}, words={1: ("a", "b")}))
    assert silent.detail == Words(2)
    assert aloud.detail == Words(2, ("a", "b"))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (sums({1: (4, 4, 1)}, answered={1: 4}, said={1: {"1,2": 3}}), "3 of 4 answers in full"),
        (sums({1: (4, 4, 1)}, answered={1: 4}), "0 of 4 answers in full"),
    ],
)
def test_ballots_without_their_order_are_refused(facts: TallyFacts, words: str) -> None:
    question = Question(1, 1, "order?", QuestionType.RANKING, ("a", "b", "c"))
    with pytest.raises(ValueError, match=words):
        counted(asking(question), facts)


def test_more_answers_than_homes_that_were_asked_are_refused() -> None:
    with pytest.raises(ValueError, match="more answers than homes"):
        counted(asking(SCHEME, CONSENT), sums({1: (20, 12, 8, 5, 4), 2: (15, 10, 5)}, asked={2: 29}))


def test_anonymous_answers_show_groups_and_never_owners_or_areas() -> None:
    (question,) = counted(anonymous(RATING), published(((1, 2), (3, 6), (4, 5)), (30, 12, 8)))
    assert question.anonymous
    assert question.lines == (Line((1, 2), 30), Line((3, 6), 12), Line((4, 5), 8))
    assert {option.weight for option in question.options} == {Weight(0, 0, 0)}
    assert {option.figure for option in question.options} == {None}
    assert question.detail == Rated(None, None, None)


def test_anonymous_levels_that_stand_alone_give_the_rates() -> None:
    every = tuple((number,) for number in range(1, 7))
    (question,) = counted(anonymous(RATING), published(every, (10, 10, 10, 5, 5, 10)))
    assert question.detail == Rated(Rate(20, 40), Rate(30, 40), Rate(10, 40))
    assert [option.weight for option in question.options] == [Weight(homes, 0, 0) for homes in (10, 10, 10, 5, 5, 10)]


def test_an_anonymous_fee_curve_has_no_money_and_no_price_across_a_group() -> None:
    (question,) = counted(anonymous(LADDER), published(((1, 2), (3,), (4,)), (10, 30, 10)))
    assert isinstance(question.detail, Fees)
    assert [(step.price, step.willing.homes, step.floor_area, step.missing) for step in question.detail.steps] == [
        (80, 30, None, None)
    ]
    assert (question.detail.complete, question.detail.accepted) == (False, None)


def test_withheld_options_of_a_multiple_choice_are_none_and_not_nothing() -> None:
    question = Question(1, 1, "what?", QuestionType.MULTIPLE, ("a", "b", "c"), 2)
    (found,) = counted(anonymous(question), published(((1,), (3,)), (20, 40)))
    assert found.lines == (Line((1,), 20), Line((2,), None), Line((3,), 40))
    assert found.detail is None


def test_an_anonymous_condition_tells_how_many_were_asked_only_where_that_is_published() -> None:
    follow = replace(CONSENT, role=None)
    two = replace(anonymous(SCHEME), questions=(SCHEME, follow))
    open_book = replace(
        published(((1,), (2,), (3,), (4, 5)), (10, 10, 20, 10)),
        sealed={
            1: (Sealed("JX01", 50, ((1,), (2,), (3,), (4, 5)), (10, 10, 20, 10)),),
            2: (Sealed("JX01", 18, ((1,), (2, 3)), (9, 9)),),
        },
        answered={1: 50, 2: 18},
    )
    known = counted(two, open_book)[1]
    assert known.base is not None
    assert known.base.asked == 20
    joined = {1: (Sealed("JX01", 50, ((1, 3), (2, 4, 5)), (30, 20)),), 2: open_book.sealed[2]}
    closed_book = replace(open_book, sealed=joined)
    unknown = counted(two, closed_book)[1]
    assert unknown.base is None
    assert unknown.options[0].figure is None
    assert unknown.options[0].weight.households == 9


@pytest.mark.parametrize("now", [DURING, AFTER, AFTER + timedelta(days=9)])
def test_anonymous_answers_show_nothing_but_turnout_until_they_are_sealed(now: Any) -> None:
    facts = sums({1: (10, 20, 5, 3, 2, 10)})
    (question,) = tally(anonymous(RATING, sealed=False), facts, now).questions
    assert question.withheld
    assert question.detail is None
    assert question.answered == 50
    assert {line.homes for line in question.lines} == {None}


def test_how_many_answered_a_conditional_question_is_withheld_with_the_counts() -> None:
    secret = asking(SCHEME, CONSENT, results=ResultsPolicy.AFTER_CLOSE)
    facts = sums({1: (20, 12, 8, 5, 4), 2: (15, 10, 5)}, asked={2: 32})
    first, second = tally(secret, facts, DURING).questions
    assert (first.answered, first.answered_shown) == (49, True)
    assert (second.answered, second.answered_shown) == (0, False)
