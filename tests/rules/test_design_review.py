"""Design review: first choices and acceptable choices, and consent without flattery."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.rules.design_review import DesignReview, SchemeConsent

REVIEW = DesignReview(first=(30, 42, 30), any_scheme=12, no_scheme=5, abstained=3, asked=200)


def test_schemes_stand_in_the_order_of_first_choices_and_equal_ones_share_a_place() -> None:
    assert [(each.first_place, each.number, each.first.homes) for each in REVIEW.schemes] == [
        (1, 2, 42),
        (2, 1, 30),
        (2, 3, 30),
    ]


def test_any_scheme_makes_each_acceptable_and_none_the_first_choice() -> None:
    assert [each.acceptable.homes for each in REVIEW.schemes] == [54, 42, 42]
    assert sum(each.first.homes for each in REVIEW.schemes) == 102


def test_everybody_who_answered_is_in_the_base_those_against_all_too() -> None:
    assert (REVIEW.base.answered, REVIEW.base.asked) == (122, 200)
    assert REVIEW.schemes[0].first.rate == (42, 122)
    assert REVIEW.schemes[0].acceptable.worst == (54, 132)


def test_consent_is_of_the_valid_answers_less_abstentions() -> None:
    consent = SchemeConsent(agreed=60, mostly_agreed=30, valid=122, abstained=3)
    assert consent.rate == (90, 119)
    assert not consent.rate.reaches(Fraction(90, 100))


def test_when_all_abstain_there_is_no_consent_rate() -> None:
    assert SchemeConsent(0, 0, valid=4, abstained=4).rate.exact is None


@pytest.mark.parametrize("counts", [(60, 60, 122, 3), (-1, 0, 5, 0), (0, 0, 3, 4)])
def test_consent_of_more_than_answered_is_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        SchemeConsent(*counts)


def test_more_answers_than_homes_asked_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        DesignReview((3, 3), 0, 0, 0, asked=5)
    with pytest.raises(ValueError, match="negative"):
        DesignReview((3, -1), 0, 0, 0, asked=5)
