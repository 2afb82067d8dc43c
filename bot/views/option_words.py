"""An option as somebody reads it in private: its signs, its cost, and what a price makes a month for their home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.consultation import Question, QuestionType
from bot.rules.fees import monthly_fee
from bot.rules.people import Household
from bot.rules.shares import square_metres
from bot.texts import Texts
from bot.views.questionnaire_answers import yuan
from bot.views.rooms import room
from bot.views.screen import listed

_MARKS = ("self_funded", "consent")


def option_line(question: Question, number: int, homes: Sequence[Household], words: Texts, most: int) -> str:
    """One line of HTML with at most ``most`` characters of the label."""
    facts = question.facts_of(number)
    marks = "".join(words.template(f"question.mark_{mark}") for mark in facts.marks)
    line = words.html("question.option", number=number, label=listed(question.options[number - 1], most), marks=marks)
    if question.type is QuestionType.PRICE_LADDER and facts.price is not None and homes:
        fee = monthly_fee(homes[0].floor_area, facts.price)
        return line + words.html("question.monthly", price=yuan(facts.price, words), amount=yuan(fee, words))
    if question.type is QuestionType.BUDGET and facts.cost is not None:
        return line + words.html("question.cost", amount=yuan(facts.cost, words))
    return line


def area_lines(question: Question, homes: Sequence[Household], words: Texts) -> list[str]:
    """Whose area the monthly sums are for; of several flats it is the first, and it is said which."""
    if question.type is not QuestionType.PRICE_LADDER or not homes:
        return []
    area = square_metres(homes[0].floor_area).rstrip("0").rstrip(".")
    if len(homes) == 1:
        return [words.html("question.your_home", area=area)]
    return [words.html("question.one_of_your_homes", area=area, room=room(homes[0].address, words))]


def legend(question: Question, words: Texts) -> list[str]:
    """What the signs behind options mean, where there are any."""
    used = {mark for facts in question.facts for mark in facts.marks}
    lines = [words.html(f"question.legend_{mark}") for mark in _MARKS if mark in used]
    if question.type is QuestionType.PRICE_LADDER:
        lines.append(words.html("question.no_promise"))
    if question.type is QuestionType.BUDGET and question.budget is not None:
        lines.append(words.html("question.budget", amount=yuan(question.budget, words)))
    return lines
