"""Random districts for reports: communities with everything that can be on record of them, or without."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from bot.rules.ledger import RateKind, RecordKind
from bot.rules.meetings import MeetingKind
from bot.rules.report import Management, OpinionSum, Organization, WorksStatus
from bot.rules.report_facts import (
    AskedHomes,
    CountedRate,
    HeldMeeting,
    Place,
    Recorded,
    ReportFacts,
    SheetValues,
    Stated,
)

FIRST, LAST = date(2020, 3, 1), date(2020, 11, 24)
_COUNTS = st.integers(0, 500)
_MAYBE = st.none() | _COUNTS
_DAYS = st.integers(-200, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))


def _meetings(community: st.SearchStrategy[int | None]) -> st.SearchStrategy[HeldMeeting]:
    kinds = st.sampled_from([kind.value for kind in MeetingKind])
    return st.builds(HeldMeeting, community, kinds, _DAYS, _MAYBE, _MAYBE, _MAYBE)


def _records(community: st.SearchStrategy[int | None]) -> st.SearchStrategy[Recorded]:
    def recorded(record: RecordKind, **known: st.SearchStrategy[object]) -> st.SearchStrategy[Recorded]:
        cells: dict[str, st.SearchStrategy[object]] = dict.fromkeys(
            ("kind", "name", "organization", "numerator", "denominator", "value", "unit"), st.none()
        )
        building = st.none() | st.sampled_from(["1", "2"])
        return st.builds(
            Recorded,
            record=st.just(record),
            community_id=community,
            day=st.none() | _DAYS,
            building=building,
            **cells | known,
        )

    names = st.sampled_from(["甲", "乙", "丙"])
    return st.one_of(
        recorded(RecordKind.ORGANIZATION, kind=st.sampled_from([kind.value for kind in Organization]), name=names),
        recorded(RecordKind.PAIRING, organization=names),
        recorded(RecordKind.ASSIGNMENT, name=names, organization=names | st.none()),
        recorded(
            RecordKind.RATE,
            kind=st.sampled_from([kind.value for kind in RateKind]),
            numerator=st.integers(0, 50),
            denominator=st.integers(50, 99),
        ),
        recorded(RecordKind.INDICATOR, name=names, value=st.sampled_from(["1", "13.6", "-0.25"])),
    )


_SHEETS = st.builds(
    SheetValues,
    works_status=st.none() | st.sampled_from([status.value for status in WorksStatus]),
    programme=st.none() | st.sampled_from(["2019年", "2020年"]),
    management=st.none() | st.sampled_from([status.value for status in Management]),
    fund_pilot=st.none() | st.booleans(),
    buildings=st.none() | st.integers(0, 12),
    households=_MAYBE,
    indicators=st.dictionaries(
        st.sampled_from(["甲", "乙"]), st.builds(Stated, st.sampled_from(["2", "0.5"]), _DAYS), max_size=2
    ),
)
_OPINIONS = st.builds(OpinionSum, _COUNTS, _COUNTS, _COUNTS)


@st.composite
def districts(draw: st.DrawFn) -> ReportFacts:
    """The facts of up to eight communities in up to three subdistricts, and of the district as a whole."""
    numbers = list(range(1, draw(st.integers(1, 8)) + 1))
    subdistricts = st.none() | st.sampled_from(["东街", "西街"])
    one = st.sampled_from(numbers)
    anywhere = st.none() | one
    asked = st.builds(AskedHomes, one, st.integers(1, 9), st.booleans(), st.integers(10, 99), st.integers(0, 10))
    return ReportFacts(
        places=tuple(Place(number, f"C{number}", f"小区{number}", draw(subdistricts)) for number in numbers),
        sheet=draw(st.dictionaries(one, _SHEETS)),
        meetings=tuple(draw(st.lists(_meetings(anywhere), max_size=12))),
        records=tuple(draw(st.lists(_records(anywhere), max_size=15))),
        consultations=tuple(draw(st.lists(asked, max_size=8))),
        satisfaction=tuple(
            draw(st.lists(st.builds(CountedRate, one, st.integers(0, 9), st.integers(9, 20)), max_size=3))
        ),
        opinions=draw(st.dictionaries(one, _OPINIONS)),
    )
