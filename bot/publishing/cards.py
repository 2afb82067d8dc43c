"""Cards of consultations: many votes in one edit."""

from __future__ import annotations

from datetime import datetime

from bot.actions import cards as desk_of
from bot.actions.cards import Card
from bot.actions.drawings import Drawings, drawings_of
from bot.actions.tally_consultation import tally_consultation
from bot.publishing.keeper import Keeper
from bot.rules.consultation import Status
from bot.views.card import card as draw
from bot.views.screen import Screen

Version = tuple[int, Status, int]


class CardKeeper(Keeper[Version]):
    """A card changes with every ballot and when the consultation closes."""

    care = desk_of.CARE

    async def versions(self, now: datetime) -> list[tuple[Card, Version]]:
        """The number of the last ballot, whether the consultation is open, and what staff changed last."""
        desk = await desk_of.desk(self.services.db)
        return [
            (
                card,
                (desk.versions.get(card.subject_id, 0), desk.consultations[card.subject_id].status(now), desk.revision),
            )
            for card in desk.cards
        ]

    def is_over(self, version: Version) -> bool:
        """A closed consultation is not posted any more."""
        return version[1] is Status.CLOSED

    async def end_unposted(self, card: Card) -> None:
        """The group is told the result instead, if it had a card before."""
        await desk_of.end_unposted(self.services.db, card)

    async def drawings(self, card: Card) -> Drawings | None:
        """The drawings of the consultation, of its questions and options."""
        return await drawings_of(self.services.db, card.subject_id)

    async def screen(self, card: Card) -> tuple[Screen, bool]:
        """The count as it stands now; final once the end is settled: until then a press made before it may count."""
        services = self.services
        tally = await tally_consultation(services.db, card.subject_id, services.now())
        screen = draw(tally, services.texts(), services.config.locale.zone, services.username)
        return screen, tally.consultation.settled
