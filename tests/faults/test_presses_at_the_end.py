"""A press taken up a moment before the end and written a moment after: the card and the result say the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.actions.advance_consultations import advance_consultations
from bot.actions.cards import desk
from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.transact import Request
from bot.config import Config, Telegram
from bot.flood import FloodBudget
from bot.publishing.cards import CardKeeper
from bot.publishing.sending import Sender
from bot.rules.consultation import Consultation
from bot.rules.refusals import Reason, Refusal
from bot.services import Services
from bot.storage import cards, groups
from bot.storage.database import Connection, Database
from tests import builders
from tests.builders import NOON, add_village

MOMENT = timedelta(milliseconds=10)
GROUP = -100


def asked(connection: Connection) -> Consultation:
    """A consultation with its card in a group."""
    here = add_village(connection).community_id
    groups.bind(connection, GROUP, None, here, 1, NOON)
    made = builders.add_consultation(connection, here)
    cards.plan_missing(connection, NOON)
    return made


def press(who: int, made: Consultation) -> Press:
    """Somebody has pressed a moment before the end."""
    return Press(Request(who, who, made.ends_at - MOMENT), made.questions[0].id, 1)


async def test_a_card_is_final_only_when_no_press_can_change_it(db: Database) -> None:
    made = await db.write(asked)
    after = made.ends_at + MOMENT
    services = Services(Config(telegram=Telegram(token=SecretStr("1:T"))), db, b"", now=lambda: after)
    keeper = CardKeeper(services, Sender(ExtBot("1:T"), services), FloodBudget())
    (card,) = (await desk(db)).cards

    shown, final = await keeper.screen(card)
    assert ("已截止" in shown.text, final) == (True, False)
    assert (await cast_ballot(db, press(1000, made))).recorded.changed

    await advance_consultations(db, after)
    shown, final = await keeper.screen(card)
    assert ("1 户" in shown.text, final) == (True, True)
    with pytest.raises(Refusal) as raised:
        await cast_ballot(db, press(1001, made))
    assert raised.value.reason is Reason.CLOSED
