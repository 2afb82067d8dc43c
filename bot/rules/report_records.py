"""From the facts of one community to its part of a report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.rules.ledger import RateKind, RecordKind
from bot.rules.report import MeetingSum, OpinionSum, RateSum
from bot.rules.report_facts import AskedHomes, HeldMeeting, Recorded, ReportFacts, SheetValues
from bot.rules.report_parts import Part
from bot.rules.report_sums import plus_decimals, plus_meetings, plus_rates, total

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

MANY_BUILDINGS = 5
"""A compound of at least so many buildings is not small and scattered (“5栋楼以上”, 以上 includes: 民法典 1259)."""


@dataclass(frozen=True, slots=True)
class FactsByCommunity:
    """The facts sorted by community; None is the district as a whole."""

    sheet: Mapping[int, SheetValues]
    opinions: Mapping[int, OpinionSum]
    meetings: Mapping[int | None, Sequence[HeldMeeting]]
    records: Mapping[int | None, Sequence[Recorded]]
    consultations: Mapping[int, Sequence[AskedHomes]]
    satisfaction: Mapping[int, Sequence[RateSum]]


def by_community(facts: ReportFacts) -> FactsByCommunity:
    """Sort the facts by community."""
    satisfaction: dict[int, list[RateSum]] = defaultdict(list)
    for counted in facts.satisfaction:
        satisfaction[counted.community_id].append(RateSum(counted.numerator, counted.denominator))
    return FactsByCommunity(
        sheet=facts.sheet,
        opinions=facts.opinions,
        meetings=_grouped(facts.meetings, lambda meeting: meeting.community_id),
        records=_grouped(facts.records, lambda record: record.community_id),
        consultations=_grouped(facts.consultations, lambda asked: asked.community_id),
        satisfaction=satisfaction,
    )


def _grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def part_of(community_id: int | None, facts: FactsByCommunity, first: date) -> Part:
    """The part of a community, or of what belongs to the whole district; flows are counted from ``first`` on."""
    held, records = facts.meetings.get(community_id, ()), facts.records.get(community_id, ())
    if community_id is None:
        return _recorded(Part(meetings=meeting_sums(held, first)), records, SheetValues(), ())
    sheet, asked = facts.sheet.get(community_id, SheetValues()), facts.consultations.get(community_id, ())
    inside = [one for one in asked if one.in_period]
    standing = Part(
        communities=1,
        meetings=meeting_sums(held, first),
        attendance=attendance(held, first),
        consultations=frozenset(one.identity for one in inside) if asked else None,
        asked=sum(one.asked for one in inside) if asked else None,
        answered=sum(one.answered for one in inside) if asked else None,
        opinions=facts.opinions.get(community_id, OpinionSum()),
        works_status=_one(sheet.works_status),
        programme=_one(sheet.programme),
        management=_one(sheet.management),
        large=RateSum() if sheet.buildings is None else RateSum(int(sheet.buildings >= MANY_BUILDINGS), 1),
        fund_pilot=None if sheet.fund_pilot is None else int(sheet.fund_pilot),
        buildings=sheet.buildings,
        households=sheet.households,
    )
    return _recorded(standing, records, sheet, facts.satisfaction.get(community_id, ()))


def _one(value: str | None) -> Mapping[str, int]:
    return {} if value is None else {value: 1}


def meeting_sums(held: Iterable[HeldMeeting], first: date | None) -> dict[str, MeetingSum]:
    """Meetings by kind from ``first`` on (None: of all time); 0 for a kind of which there were only earlier ones."""
    sums: dict[str, MeetingSum] = {}
    for meeting in held:
        one = MeetingSum(0)
        if first is None or meeting.day >= first:
            one = MeetingSum(1, meeting.headcount, meeting.households, int(meeting.headcount is None))
        sums[meeting.kind] = plus_meetings(sums.get(meeting.kind, MeetingSum()), one)
    return sums


def attendance(held: Iterable[HeldMeeting], first: date) -> RateSum:
    """Homes that came ÷ homes invited, over the meetings of which both are known."""
    return total(
        RateSum(meeting.households, meeting.invited)
        for meeting in held
        if meeting.day >= first and meeting.households is not None and meeting.invited
    )


def _recorded(part: Part, records: Sequence[Recorded], sheet: SheetValues, counted: Sequence[RateSum]) -> Part:
    kinds = _grouped(records, lambda record: record.record)
    organizations = Counter(record.kind for record in kinds.get(RecordKind.ORGANIZATION, ()) if record.kind)
    pairings = frozenset(one.organization for one in kinds.get(RecordKind.PAIRING, ()) if one.organization)
    cadres = frozenset((one.name, one.organization or "") for one in kinds.get(RecordKind.ASSIGNMENT, ()) if one.name)
    rates = _grouped(kinds.get(RecordKind.RATE, ()), lambda record: record.kind)
    numbers = kinds.get(RecordKind.INDICATOR, ())
    return replace(
        part,
        organizations=organizations,
        pairings=pairings or None,
        cadres=cadres or None,
        plan_satisfaction=plus_rates(_rate(rates.get(RateKind.PLAN_SATISFACTION.value, ())), total(counted)),
        demolition=_rate(rates.get(RateKind.DEMOLITION.value, ())),
        indicators=_indicators(numbers, sheet),
        units=_units(_newest(numbers)),
    )


def _units(records: Iterable[Recorded]) -> dict[str, frozenset[str]]:
    units: dict[str, frozenset[str]] = {}
    for record in records:
        if record.name and record.unit:
            units[record.name] = units.get(record.name, frozenset()) | {record.unit}
    return units


def _newest(records: Iterable[Recorded]) -> list[Recorded]:
    """A value recorded again replaces what was recorded earlier; several of the same day stand side by side."""
    newest: dict[tuple[str | None, str | None], list[Recorded]] = {}
    for record in records:
        key = (record.name, record.building)
        standing = newest.get(key)
        if standing is None or (record.day or date.min) > (standing[0].day or date.min):
            newest[key] = [record]
        elif record.day == standing[0].day:
            standing.append(record)
    return [record for records in newest.values() for record in records]


def _rate(records: Iterable[Recorded]) -> RateSum:
    return total(RateSum(record.numerator, record.denominator) for record in _newest(records))


def _indicators(records: Iterable[Recorded], sheet: SheetValues) -> dict[str, str]:
    """From the ledger and the community sheet; where both state the whole community's value, the newer one."""
    sums: dict[str, str] = {}
    stated = dict(sheet.indicators)
    for record in _newest(records):
        if record.name is None or record.value is None:
            continue
        rival = stated.get(record.name) if record.building is None else None
        if rival is not None and record.day is not None and rival.since > record.day:
            continue
        if rival is not None:
            del stated[record.name]
        sums[record.name] = plus_decimals(sums.get(record.name, "0"), record.value)
    for name, value in stated.items():
        sums[name] = plus_decimals(sums.get(name, "0"), value.value)
    return sums
