"""Cards of meetings: who comes, and that the meeting has moved, is over or was cancelled."""

from __future__ import annotations

from datetime import datetime

from bot.actions import meeting_cards as desk_of
from bot.actions.cards import Card
from bot.actions.drawings import Drawings, drawings_of
from bot.publishing.keeper import Keeper
from bot.rules.meetings import Phase
from bot.views.meeting_card import meeting_card
from bot.views.screen import Screen

Version = tuple[int, Phase, str]
_ENDED = (Phase.OVER, Phase.CANCELLED)


class MeetingCardKeeper(Keeper[Version]):
    """A card changes with every answer, when the meeting begins and ends, and when it is moved or cancelled."""

    care = desk_of.CARE

    async def versions(self, now: datetime) -> list[tuple[Card, Version]]:
        """The meeting's sequence and phase, and the newest answer."""
        desk = await desk_of.desk(self.services.db)
        return [
            (card, (meeting.sequence, meeting.phase(now), desk.versions[meeting.id]))
            for card in desk.cards
            for meeting in [desk.meetings[card.subject_id]]
        ]

    def is_over(self, version: Version) -> bool:
        """What is over or cancelled is not announced any more."""
        return version[1] in _ENDED

    async def end_unposted(self, card: Card) -> None:
        """Nothing is left to draw, unless there is an older post."""
        await desk_of.end_unposted(self.services.db, card)

    async def drawings(self, card: Card) -> Drawings | None:
        """Those of the consultation that the meeting is about."""
        facts = await desk_of.meeting_facts(self.services.db, card.subject_id)
        return await drawings_of(self.services.db, facts.meeting.consultation_id)

    async def screen(self, card: Card) -> tuple[Screen, bool]:
        """The invitation and the counts of homes; final once it is over or cancelled."""
        services, now = self.services, self.services.now()
        facts = await desk_of.meeting_facts(services.db, card.subject_id)
        config, words = services.config, services.texts()
        screen = meeting_card(facts, now, words, config.locale.zone, config.organizer, services.username)
        return screen, facts.meeting.phase(now) in _ENDED
