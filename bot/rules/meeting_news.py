"""What a chat has to be told of a meeting that moved or was cancelled, by what it has known until now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.meetings import Meeting, MeetingState


@dataclass(frozen=True, slots=True)
class News:
    """A meeting as it stands now, and what a chat has known of it until now."""

    meeting: Meeting
    known_start: datetime
    known_place: str | None
    reason: str | None
    known_end: datetime | None = None  # empty for changes of before ends were kept

    @property
    def ends_differ(self) -> bool:
        """Whether the chat knows another end."""
        return self.known_end is not None and self.known_end != self.meeting.ends_at

    @property
    def is_old(self) -> bool:
        """Whether nothing that matters differs from what the chat knows, e.g. after a move and a move back."""
        stands = self.meeting.state is MeetingState.SCHEDULED and not self.ends_differ
        return stands and (self.known_start, self.known_place) == (self.meeting.starts_at, self.meeting.place)
