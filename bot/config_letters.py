"""The sections of the configuration that say what people are sent in private, and when not."""

from __future__ import annotations

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.rules import reminding
from bot.rules.reminders import Hours

_LASTING = re.compile(r"([1-9][0-9]{0,4}) ?([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=60)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Notices(_Section):
    """Private notices that go out by themselves."""

    opening: bool = True
    result: bool = True

    @property
    def wanted(self) -> reminding.Notices:
        """The same as the rules know it."""
        return reminding.Notices(self.opening, self.result)


class Reminders(_Section):
    """When people are left in peace, by the clock of ``locale.timezone``, and how often they are asked to vote."""

    quiet_from: time = time(21)
    quiet_until: time = time(8)
    non_responders_every: timedelta = reminding.Limit().every
    non_responders_most: int = Field(reminding.Limit().most, ge=1, le=20)

    @field_validator("quiet_from", "quiet_until")
    @classmethod
    def _clock_time(cls, value: time) -> time:
        if value.tzinfo is not None or value.second or value.microsecond:
            raise ValueError("HH:MM")
        return value

    @field_validator("non_responders_every", mode="before")
    @classmethod
    def _lasting(cls, value: object) -> timedelta:
        """``2d``, ``36h`` or ``90m``, from an hour to sixty days."""
        found = _LASTING.fullmatch(value) if isinstance(value, str) else None
        lasting = int(found[1]) * _UNITS[found[2]] if found else value
        if not isinstance(lasting, timedelta) or not _SHORTEST <= lasting <= _LONGEST:
            raise ValueError("1h … 60d")
        return lasting

    @property
    def limit(self) -> reminding.Limit:
        """How often one home is reminded of one consultation."""
        return reminding.Limit(self.non_responders_every, self.non_responders_most)

    def quiet_hours(self, zone: ZoneInfo) -> Hours:
        """The quiet hours in a zone."""
        return Hours(zone, self.quiet_from, self.quiet_until)
