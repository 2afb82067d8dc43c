"""Minutes while a helper sends them piece by piece: texts, papers, and opinions with who answers them until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import Any

from bot.rules.meeting_draft import one_line
from bot.rules.meeting_minutes import MOST_FILES, MOST_OPINIONS, OPINION_LIMIT, OWNER_LIMIT, SUMMARY_LIMIT
from bot.rules.meeting_overview import MinuteFile, Minutes, OpinionDraft
from bot.rules.meeting_times import read_day
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible

DUE_IN = (3, 7, 15, 30)
"""Days to answer, offered as buttons."""
_UNDECIDED = ""
_BAR = "\uff5c"


class Stage(IntEnum):
    """What the next message is taken for."""

    COLLECT = 1
    OPINIONS = 2
    OWNER = 3
    DUE = 4
    PREVIEW = 5


@dataclass(frozen=True, slots=True)
class Raised:
    """An opinion; ``owner`` and ``due`` are None until asked, and empty when left undecided."""

    text: str
    owner: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class MinutesPlan:
    """What was sent so far. ``album`` is the album of the newest picture: it is answered once."""

    serial: int
    meeting_id: int
    collected: bool = False
    finished: bool = False
    texts: tuple[str, ...] = ()
    files: tuple[MinuteFile, ...] = ()
    opinions: tuple[Raised, ...] = ()
    album: str | None = None

    @property
    def stage(self) -> Stage:
        """What is asked next."""
        if not self.collected:
            return Stage.COLLECT
        if any(opinion.owner is None for opinion in self.opinions):
            return Stage.OWNER
        if any(opinion.due is None for opinion in self.opinions):
            return Stage.DUE
        return Stage.PREVIEW if self.finished else Stage.OPINIONS

    @property
    def minutes(self) -> Minutes:
        """As it is stored in the end."""
        drafts = tuple(
            OpinionDraft(each.text, each.owner or None, None, date.fromisoformat(each.due) if each.due else None)
            for each in self.opinions
        )
        return Minutes("\n".join(self.texts), drafts, self.files)

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {
            "serial": self.serial,
            "meeting_id": self.meeting_id,
            "collected": self.collected,
            "finished": self.finished,
            "texts": self.texts,
            "files": [[file.kind, file.file_id, file.name] for file in self.files],
            "opinions": [[each.text, each.owner, each.due] for each in self.opinions],
            "album": self.album,
        }


def minutes_from(facts: Mapping[str, Any]) -> MinutesPlan:
    """The plan as it was stored."""
    return MinutesPlan(
        facts["serial"],
        facts["meeting_id"],
        facts["collected"],
        facts["finished"],
        tuple(facts["texts"]),
        tuple(MinuteFile(*file) for file in facts["files"]),
        tuple(Raised(*each) for each in facts["opinions"]),
        facts["album"],
    )


def with_text(plan: MinutesPlan, text: str, now: datetime, zone: tzinfo) -> MinutesPlan:
    """Typed words, taken for what is asked: minutes, opinions (one a line), who answers, or until when.

    Raises Refusal(MEETING_TEXT_LONG, MEETING_TOO_MANY) and those of ``read_day``.
    """
    if plan.stage is Stage.OWNER:
        return owned(plan, one_line(text, OWNER_LIMIT))
    if plan.stage is Stage.DUE:
        return due_on(plan, read_day(text, now, zone))
    if plan.stage is Stage.COLLECT:
        texts = (*plan.texts, visible(text).strip())
        total = len("\n".join(texts))
        if total > SUMMARY_LIMIT:
            raise Refusal(Reason.MEETING_TEXT_LONG, length=total, most=SUMMARY_LIMIT)
        return replace(plan, texts=texts, album=None)
    opinions = plan.opinions + tuple(_raised(line, now, zone) for line in text.splitlines() if visible(line).strip())
    if len(opinions) > MOST_OPINIONS:
        raise Refusal(Reason.MEETING_TOO_MANY, count=len(opinions), most=MOST_OPINIONS)
    return replace(plan, opinions=opinions, finished=False)


def _raised(line: str, now: datetime, zone: tzinfo) -> Raised:
    """``Lamp is broken | property management | 10 December``: the last two may be left out."""
    text, owner, due, *_ = [*(part.strip() for part in line.replace(_BAR, "|").split("|")), "", ""]
    words = one_line(text, OPINION_LIMIT)
    day = read_day(due, now, zone).isoformat() if due else None
    return Raised(words, one_line(owner, OWNER_LIMIT) if owner else None, day)


def with_file(plan: MinutesPlan, file: MinuteFile, caption: str | None, album: str | None) -> MinutesPlan:
    """A photo or a document, at any stage. Raises Refusal(MEETING_TOO_MANY, MEETING_TEXT_LONG)."""
    files = (*plan.files, file)
    if len(files) > MOST_FILES:
        raise Refusal(Reason.MEETING_TOO_MANY, count=len(files), most=MOST_FILES)
    texts = (*plan.texts, visible(caption).strip()) if caption else plan.texts
    if len("\n".join(texts)) > SUMMARY_LIMIT:
        raise Refusal(Reason.MEETING_TEXT_LONG, length=len("\n".join(texts)), most=SUMMARY_LIMIT)
    return replace(plan, files=files, texts=texts, album=album)


def owned(plan: MinutesPlan, owner: str | None) -> MinutesPlan:
    """Who answers the opinions that have nobody yet; None leaves it open."""
    name = owner or _UNDECIDED
    return replace(
        plan, opinions=tuple(replace(each, owner=name) if each.owner is None else each for each in plan.opinions)
    )


def due_on(plan: MinutesPlan, day: date | None) -> MinutesPlan:
    """Until when the opinions that have no day yet are answered; None leaves it open."""
    due = day.isoformat() if day else _UNDECIDED
    return replace(plan, opinions=tuple(replace(each, due=due) if each.due is None else each for each in plan.opinions))


def due_in(plan: MinutesPlan, days: int, now: datetime, zone: tzinfo) -> MinutesPlan:
    """The same, counted from today; 0 leaves it open. Raises Refusal(MEETING_PLAN_GONE) for other days than offered."""
    if days and days not in DUE_IN:
        raise Refusal(Reason.MEETING_PLAN_GONE)
    return due_on(plan, now.astimezone(zone).date() + timedelta(days=days) if days else None)
