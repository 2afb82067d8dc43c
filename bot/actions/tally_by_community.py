"""One question of consultations that were asked at once, community by community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.consultation import Consultation, Question, Secrecy
from bot.rules.privacy_tables import Shown
from bot.rules.refusals import Reason, Refusal
from bot.storage import consultations, sealing
from bot.storage.database import Connection, Database
from bot.storage.tallies_by_community import Counted, asked, by_community


@dataclass(frozen=True, slots=True)
class CommunityCount:
    """One community. ``answered`` and the homes by option are None where they are withheld."""

    number: int
    code: str
    name: str
    asked: int
    answered: int | None
    homes: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class ByCommunity:
    """The question, and the communities in the order in which they were asked."""

    question: Question
    communities: tuple[CommunityCount, ...]


async def tally_by_community(db: Database, number: int, question: int, now: datetime) -> ByCommunity:
    """The counts, from one snapshot. Raises Refusal(UNKNOWN_CONSULTATION, QUESTION_GONE)."""

    def fetch(connection: Connection) -> ByCommunity:
        members = consultations.by_numbers(connection, consultations.of_group(connection, number))
        if not members:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        first = next((each for each in members[0].questions if each.number == question), None)
        if first is None:
            raise Refusal(Reason.QUESTION_GONE)
        return ByCommunity(first, tuple(_counts(connection, members, question, now)))

    return await db.read(fetch)


def _counts(
    connection: Connection, members: Sequence[Consultation], question: int, now: datetime
) -> list[CommunityCount]:
    numbers = [each.id for each in members]
    homes = asked(connection, numbers)
    named = by_community(connection, numbers, question)
    found = []
    for each in sorted(members, key=lambda member: member.id):
        counted: Counted | Shown | None = None
        if each.shows_counts(now):
            counted = _sealed(connection, each, question) if each.sealed else named.get(each.id, Counted(0))
        if each.secrecy is Secrecy.ANONYMOUS and not each.sealed:
            counted = None
        found.append(_count(each, question, homes.get(each.id, 0), counted))
    return found


def _sealed(connection: Connection, item: Consultation, question: int) -> Shown | None:
    ids = [each.id for each in item.questions if each.number == question]
    published = sealing.load(connection, ids).get(ids[0]) if ids else None
    if not published:
        return None
    whole = published[0]
    return Shown(whole.scope, whole.respondents, whole.grouping, whole.counts)


def _count(item: Consultation, question: int, homes: int, counted: Counted | Shown | None) -> CommunityCount:
    options = next((len(each.options) for each in item.questions if each.number == question), 0)
    numbers = range(1, options + 1)
    by_option: dict[int, int | None] = dict.fromkeys(numbers)
    answered = None
    if isinstance(counted, Shown):
        answered, by_option = counted.respondents, {number: counted.homes(number) for number in numbers}
    elif counted is not None:
        answered = counted.answered
        weights = counted.options
        by_option = {number: weights[number].households if number in weights else 0 for number in numbers}
    return CommunityCount(item.id, item.community_code, item.community_name, homes, answered, by_option)
