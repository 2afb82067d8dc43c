"""What is said after a press: what was recorded, for which home, and that it can be changed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.cast_ballot import Receipt
from bot.rules.answers import hundredths
from bot.rules.consultation import ONE_OPTION, QuestionType
from bot.rules.fees import monthly_fee
from bot.rules.people import Address
from bot.texts import Texts
from bot.views.rooms import room
from bot.views.screen import TOAST_LIMIT, listed, shorten


def toast_text(receipt: Receipt, words: Texts) -> str:
    """One sentence within a toast's length (Bot API: answerCallbackQuery, 200 characters)."""
    homes = _homes(receipt, words)
    if receipt.withdrawn:
        return words.plain("toast.withdrawn", homes=homes)
    recorded = receipt.recorded
    question = recorded.question
    chosen = sorted(set().union(*recorded.choices.values()))
    if question.type in ONE_OPTION:
        return shorten(_one(receipt, chosen[0], homes, words), TOAST_LIMIT)
    numbers = words.template("toast.comma").join(map(str, chosen))
    facts = {"homes": homes, "count": len(chosen), "most": question.max_choices or len(question.options)}
    rest = len(words.plain("toast.multiple", numbers="", **facts))
    return words.plain("toast.multiple", numbers=shorten(numbers, TOAST_LIMIT - rest), **facts)


def _one(receipt: Receipt, number: int, homes: str, words: Texts) -> str:
    """The one option; for a price, what it makes a month for this home's area."""
    question, ties = receipt.recorded.question, receipt.recorded.memberships
    facts = {"homes": homes, "number": number, "label": listed(question.options[number - 1], 60)}
    price = question.facts_of(number).price
    if question.type is not QuestionType.PRICE_LADDER or price is None or len(ties) != 1:
        return words.plain("toast.single", **facts)
    fee = monthly_fee(ties[0].household.floor_area, price)
    return words.plain("toast.priced", amount=hundredths(fee), **facts)


def _homes(receipt: Receipt, words: Texts) -> str:
    return homes_named([tie.household.address for tie in receipt.recorded.memberships], words)


def homes_named(addresses: Sequence[Address], words: Texts) -> str:
    """The home by its room, several by their number."""
    if len(addresses) == 1:
        return words.plain("toast.one_home", room=shorten(room(addresses[0], words), 40))
    return words.plain("toast.many_homes", count=len(addresses))
