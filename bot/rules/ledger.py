"""The ledger file (台账流水): what happened before or outside the bot, one record a row.

Importing the same file twice changes nothing: a record is known by the digest of its cells and by which of the equal
rows of its file it is.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum

from bot.rules.headers import Layout
from bot.rules.meetings import MeetingKind
from bot.rules.report import Organization
from bot.rules.roster import COMMUNITY_NAMES, ROSTER

NOTE_LIMIT, UNIT_LIMIT, VALUE_DIGITS = 1000, 64, 60


class RecordKind(StrEnum):
    """What a record tells of."""

    MEETING = "meeting"
    ORGANIZATION = "organization"
    PAIRING = "pairing"
    ASSIGNMENT = "assignment"
    RATE = "rate"
    INDICATOR = "indicator"


class RateKind(StrEnum):
    """The rates that are counted elsewhere and entered with their parts."""

    PLAN_SATISFACTION = "plan_satisfaction"
    DEMOLITION = "demolition"


LEDGER = Layout(
    kind="ledger",
    names={
        "record": ("记录", "记录类型"),
        "date": ("日期",),
        "community_code": COMMUNITY_NAMES["community_code"],
        "building": ROSTER.names["building"],
        "kind": ("类别", "类型"),
        "name": ("名称", "姓名"),
        "organization": ("所属单位",),
        "headcount": ("人次", "参加人次"),
        "households": ("户数", "户次"),
        "numerator": ("分子",),
        "denominator": ("分母",),
        "value": ("数值",),
        "unit": ("单位", "计量单位"),
        "note": ("备注", "说明"),
    },
    required=("record",),
    tells=frozenset({"record"}),
)
RECORD_WORDS: Mapping[str, RecordKind] = {
    **{kind.value: kind for kind in RecordKind},
    **dict.fromkeys(("会议", "会"), RecordKind.MEETING),
    "组织": RecordKind.ORGANIZATION,
    **dict.fromkeys(("结对", "联建结对", "联建"), RecordKind.PAIRING),
    **dict.fromkeys(("分包", "包联", "分包楼院"), RecordKind.ASSIGNMENT),
    **dict.fromkeys(("比率", "率", "百分率"), RecordKind.RATE),
    "指标": RecordKind.INDICATOR,
}
KIND_WORDS: Mapping[RecordKind, Mapping[str, str]] = {
    RecordKind.MEETING: {
        **{kind.value: kind.value for kind in MeetingKind},
        **dict.fromkeys(("见面会", "群众见面会"), "meet_and_greet"),
        "交流会": "exchange",
        **dict.fromkeys(("征集会", "意见征集会", "意见征集会议", "楼院改造意见征集会议"), "opinion_collection"),
        **dict.fromkeys(("初审会", "方案初审会", "设计方案初审会"), "design_first_review"),
        **dict.fromkeys(("其他", "其它"), "other"),
    },
    RecordKind.ORGANIZATION: {
        **{kind.value: kind.value for kind in Organization},
        **dict.fromkeys(("临时党支部", "党支部"), "temporary_party_branch"),
        **dict.fromkeys(("三类组织", "居民组织"), "resident_organization"),
        **dict.fromkeys(("其他", "其它"), "other"),
    },
    RecordKind.RATE: {
        **{kind.value: kind.value for kind in RateKind},
        **dict.fromkeys(("改造方案满意率", "方案满意率", "满意率"), "plan_satisfaction"),
        **dict.fromkeys(("拆违率", "拆违"), "demolition"),
    },
}


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One record. ``community`` is a code, None for the whole district; ``value`` is an exact decimal text."""

    record: RecordKind
    day: date | None = None
    community: str | None = None
    building: str | None = None
    kind: str | None = None
    name: str | None = None
    organization: str | None = None
    headcount: int | None = None
    households: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: str | None = None
    unit: str | None = None
    note: str | None = None

    @property
    def digest(self) -> str:
        """The same for the same cells, whatever the file's format, language and order of columns."""
        cells = json.dumps(astuple(self), ensure_ascii=True, default=str)
        return hashlib.sha256(cells.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file without faults; ``ignored`` are the columns that are none of ours."""

    entries: tuple[LedgerEntry, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerImport:
    """What an import did, or would do: new records by what they tell of, and how many were known already."""

    added: Mapping[str, int]
    known: int
    ignored: tuple[str, ...]
    dry_run: bool


def numbered(entries: Iterable[LedgerEntry]) -> Iterator[tuple[LedgerEntry, str, int]]:
    """Every record with its digest and which of the equal ones it is, from 1."""
    seen: Counter[str] = Counter()
    for entry in entries:
        digest = entry.digest
        seen[digest] += 1
        yield entry, digest, seen[digest]
