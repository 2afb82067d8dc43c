"""Gather the newest price ladders of some compounds, to see which of them could pay for property management."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.find_community import community_named
from bot.rules.consultation import Consultation, QuestionType, Secrecy
from bot.rules.fees import Homes
from bot.rules.tally import tally
from bot.rules.tally_fees import Fees
from bot.rules.viability import Compound
from bot.storage import consultations, tallies
from bot.storage.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Weighed:
    """The compounds that have a price ladder, and the names of those that have none."""

    compounds: tuple[Compound, ...]
    without: tuple[str, ...]


async def weigh_viability(db: Database, codes: Sequence[str], costs: Mapping[str, int], now: datetime) -> Weighed:
    """The newest named price ladder of each community; ``costs`` (fen a month, by code) go before what it says.

    Raises Refusal(UNKNOWN_COMMUNITY, UNKNOWN_COMMUNITY_NEAR).
    """

    def fetch(connection: Connection) -> Weighed:
        found: list[Compound] = []
        without: list[str] = []
        for code in dict.fromkeys(codes):
            community = community_named(connection, code)
            compound = _newest(connection, community.id, now)
            if compound is None:
                without.append(community.name)
            else:
                cost = costs.get(code, compound.monthly_cost)
                found.append(replace(compound, monthly_cost=cost))
        return Weighed(tuple(found), tuple(without))

    return await db.read(fetch)


def _newest(connection: Connection, community_id: int, now: datetime) -> Compound | None:
    for item in consultations.listed(connection, [community_id]):
        if _asks_for_prices(item) and item.opens_at <= now and item.shows_counts(now):
            return _compound(connection, item, now)
    return None


def _asks_for_prices(item: Consultation) -> bool:
    """Areas are known of named answers only."""
    return item.secrecy is Secrecy.NAMED and any(
        question.type is QuestionType.PRICE_LADDER for question in item.questions
    )


def _compound(connection: Connection, item: Consultation, now: datetime) -> Compound | None:
    counted = tally(item, tallies.load_facts(connection, item), now)
    for question in counted.questions:
        if isinstance(question.detail, Fees):
            return Compound(
                code=item.community_code,
                name=item.community_name,
                consultation_id=item.id,
                asked=Homes(counted.electorate.households, counted.electorate.floor_area),
                answered=question.answered,
                fees=question.detail,
                monthly_cost=question.detail.monthly_cost,
            )
    return None
