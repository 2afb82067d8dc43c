"""The desk at which the sample world is prepared: the bot's own actions, at whatever time they would have happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.actions.create_consultation import create_consultations
from bot.actions.enter_stack import enter_stack, plan_stack
from bot.actions.meeting_file import create_from_file
from bot.rules.templates import Template
from bot.storage.database import Database
from demo.answers import sheets

_SAMPLES = Path(__file__).parent / "sample"
_DAY = re.compile(r"@DAY([-+]\d+)@")
_MEETINGS_LAST = timedelta(minutes=90)


@dataclass(frozen=True)
class Office:
    """Works on the demonstration's database; ``folder`` takes the files that were filled in."""

    db: Database
    folder: Path
    zone: ZoneInfo
    templates: Mapping[str, Template]
    now: datetime

    def sample(self, name: str) -> Path:
        """A file of the sample world."""
        return _SAMPLES / name

    def filled(self, name: str) -> Path:
        """A sample table with its days (``@DAY-40@``) counted from today."""
        today = self.now.astimezone(self.zone).date()
        text = self.sample(name).read_text(encoding="utf-8")
        file = self.folder / name
        days = _DAY.sub(lambda found: (today + timedelta(days=int(found[1]))).isoformat(), text)
        file.write_text(days, encoding="utf-8")
        return file

    def evening(self, days: int) -> datetime:
        """Seven o'clock in the evening, so many days from today."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(19), self.zone)

    async def ask(self, name: str, opens: datetime, closes: datetime) -> int:
        """Create the sample consultation as if at its opening; returns its number."""
        raw = self._written(name, OPENS=_iso(opens), CLOSES=_iso(closes))
        made = await create_consultations(self.db, raw, opens, self.zone, templates=self.templates, folder=_SAMPLES)
        return made[0]

    async def answers(self, number: int, when: datetime) -> None:
        """Six of ten homes hand in their sheets."""
        await enter_stack(self.db, await plan_stack(self.db, number, when, sheets), when)

    async def meet(self, name: str, starts: datetime, planned: datetime, review: int = 0) -> int:
        """Schedule the sample meeting as if at ``planned``; returns its number."""
        written = {"STARTS": _iso(starts), "ENDS": _iso(starts + _MEETINGS_LAST), "REVIEW": str(review)}
        numbers, _ = await create_from_file(self.db, self._written(name, **written), planned, self.zone)
        return numbers[0]

    def _written(self, name: str, **places: str) -> bytes:
        text = self.sample(name).read_text(encoding="utf-8")
        for place, value in places.items():
            text = text.replace(f"@{place}@", value)
        return text.encode()


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
