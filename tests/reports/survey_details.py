"""What a question's type says beyond its counts, compared with a recount from the ballots."""

from __future__ import annotations

from typing import Any

from bot.rules.consultation import Question
from tests.reports import survey_recount as naive


def rate(said: dict[str, Any]) -> tuple[int, int]:
    return said["part"], said["whole"]


def check_rating(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    levels = [weight[0] for weight in naive.options_of(flats, question)]
    rated = sum(levels[:5])
    assert rate(detail["rate_a"]) == (levels[0] + levels[1], rated)
    assert rate(detail["rate_b"]) == (levels[0] + levels[1] + levels[2], rated)
    assert rate(detail["net"]) == (levels[0] + levels[1] - levels[3] - levels[4], rated)


def check_review(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    anything = naive.with_kind(flats, question, "any")
    homes = [weight[0] for weight in naive.options_of(flats, question)]
    assert (detail["any"], detail["none"]) == (anything, naive.with_kind(flats, question, "none"))
    assert detail["abstained"] == naive.with_kind(flats, question, "abstain", "unsure")
    for each in detail["schemes"]:
        first = homes[each["number"] - 1]
        assert (each["first"], each["acceptable"]) == (first, first + anything)
        assert each["place"] == 1 + sum(other["first"] > first for other in detail["schemes"])


def check_consent(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    agreed = naive.with_kind(flats, question, "consent"), naive.with_kind(flats, question, "partly")
    assert (detail["agreed"], detail["mostly_agreed"]) == agreed
    assert rate(detail["rate"]) == (sum(agreed), detail["valid"] - detail["abstained"])


def check_willing(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    exempt = naive.with_kind(flats, question, "exempt")
    yes = naive.with_kind(flats, question, "consent", "partly")
    assert rate(detail["rate"]) == (yes, len(flats.sheets[question.number]) - exempt)


def check_wishes(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    homes = [weight[0] for weight in naive.options_of(flats, question)]
    assert [each["households"] for each in detail["order"]] == sorted(homes, reverse=True)
    assert all(each["place"] == 1 + sum(other > each["households"] for other in homes) for each in detail["order"])
    wanted = [sheet.most_wanted for sheet in flats.sheets[question.number].values()]
    assert {each["number"]: each["households"] for each in detail["most_wanted"]} == (
        {number: wanted.count(number) for number in range(1, len(homes) + 1)} if question.most_wanted else {}
    )
    assert {each["name"]: each["choices"] for each in detail["categories"]} == naive.categories(flats, question)


def check_ranking(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    averages = naive.average_places(flats, question)
    for each in detail["options"]:
        average = averages[each["number"] - 1]
        if average is None:
            assert each["average_place"] is None
        else:
            numerator, _, denominator = each["average_place"].partition("/")
            assert abs(int(numerator) / int(denominator or 1) - average) < 1e-9
    if flats.sheets[question.number]:
        assert detail["winner"] == naive.condorcet(flats, question)


def check_fees(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    expected = naive.fee_curve(flats, question)
    found = [
        (money(s["price"]), s["households"], money(s["floor_area"]), money(s["monthly_income"]))
        for s in detail["steps"]
    ]
    assert found == expected
    answered = len(flats.sheets[question.number])
    accepted = [price for price, homes, _area, _income in expected if answered and 3 * homes >= 2 * answered]
    assert detail["accepted_by_two_thirds"] == (written(max(accepted)) if accepted else None)
    if question.monthly_cost is not None:
        assert [money(s["missing"]) for s in detail["steps"]] == [
            max(0, question.monthly_cost - e[3]) for e in expected
        ]


def check_budget(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    assert [(each["supporters"], each["points"]) for each in detail["projects"]] == naive.support(flats, question)
    cost = {each["number"]: money(each["cost"]) for each in detail["projects"]}
    assert money(detail["spent"]) == sum(cost[number] for number in detail["winners"]) <= (question.budget or 0)
    assert [n for n, each in enumerate(detail["projects"], 1) if each["chosen"]] == detail["winners"]
    assert detail["ballots"] == len(flats.sheets[question.number])


def check_amounts(detail: dict[str, Any], question: Question, flats: naive.Flats) -> None:
    expected = naive.amounts_of(flats, question)
    assert money(detail["total"]) == expected["total"]
    for name in ("least", "most"):
        assert detail[name] == (None if expected[name] is None else written(expected[name]))
    if expected["median"] is not None:
        assert abs(float(detail["median"]) * 100 - expected["median"]) < 1e-6
    if detail["cost"] is not None:
        cost = money(detail["cost"])
        capped = sum(min(amount, cost) for amount in expected["given"])
        assert money(detail["raised"]) == capped + detail["in_full"] * cost


CHECKS = {
    "rating": check_rating,
    "design_review": check_review,
    "scheme_consent": check_consent,
    "willingness": check_willing,
    "multiple": check_wishes,
    "ranking": check_ranking,
    "price_ladder": check_fees,
    "budget": check_budget,
    "amount": check_amounts,
}


def money(written: str) -> int:
    whole, _, rest = written.partition(".")
    return int(whole) * 100 + int(rest)


def written(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
