"""Cards: posted once, redrawn in place, many votes in one edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram.error import TelegramError

from bot.actions import cards as care
from bot.actions.cards import Card, Desk
from bot.actions.tally_consultation import tally_consultation
from bot.flood import CARD, FloodBudget
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.rules.consultation import Status
from bot.services import Services
from bot.views.card import card as draw
from bot.views.card import digest
from bot.views.screen import Screen

# What a card shows can change without a vote (a roster import): look at every card anew this often.
_LOOK_AGAIN = timedelta(seconds=30)
# After an error that may pass, leave the card alone for a while.
_REST = timedelta(seconds=15)

Version = tuple[int, Status]


@dataclass(slots=True)
class _Memory:
    """What this process knows of a card; losing it costs one look, never a wrong card."""

    version: Version | None = None
    looked_at: datetime | None = None
    rest_until: datetime | None = None


@dataclass(slots=True)
class CardKeeper:
    """Brings every card up to date, never faster than the group can bear."""

    services: Services
    sender: Sender
    flood: FloodBudget
    _memory: dict[int, _Memory] = field(default_factory=dict)
    _edited_at: dict[int, datetime] = field(default_factory=dict)

    async def stale(self, now: datetime) -> list[tuple[Card, Version]]:
        """Cards whose message does not show the newest count, and that may be touched now."""
        desk = await care.desk(self.services.db)
        known = {card.id for card in desk.cards}
        self._memory = {number: memory for number, memory in self._memory.items() if number in known}
        return [(card, self._version(card, desk, now)) for card in desk.cards if self._is_stale(card, desk, now)]

    def _version(self, card: Card, desk: Desk, now: datetime) -> Version:
        status = desk.consultations[card.consultation_id].status(now)
        return desk.versions.get(card.consultation_id, 0), status

    def _is_stale(self, card: Card, desk: Desk, now: datetime) -> bool:
        memory = self._memory.setdefault(card.id, _Memory())
        if memory.rest_until is not None and now < memory.rest_until:
            return False
        if card.message_id is None or card.retired_id is not None:
            return True
        refresh = timedelta(seconds=self.services.config.publishing.card_refresh_seconds)
        edited = self._edited_at.get(card.chat_id)
        if edited is not None and now - edited < refresh:
            return False
        same = memory.version == self._version(card, desk, now)
        fresh = memory.looked_at is not None and now - memory.looked_at < _LOOK_AGAIN
        return not (same and fresh)

    async def bring_up_to_date(self, card: Card, version: Version, now: datetime) -> None:
        """Post or redraw one card; trouble is noted and the card is left for later."""
        try:
            if card.message_id is None and version[1] is Status.CLOSED:
                await care.end_unposted(self.services.db, card)
                return
            if card.message_id is None:
                await self._post(card, version, now)
            else:
                await self._redraw(card, version, now)
            if card.retired_id is not None:
                await self._retire(card)
        except TelegramError as error:
            await self._trouble(card, error, now)

    async def _screen(self, card: Card) -> tuple[Screen, bool]:
        services = self.services
        tally = await tally_consultation(services.db, card.consultation_id, services.now())
        screen = draw(tally, services.texts(), services.config.locale.zone, services.username)
        return screen, tally.status is Status.CLOSED

    async def _post(self, card: Card, version: Version, now: datetime) -> None:
        if not await care.claim_post(self.services.db, card, now):
            return
        screen, _ = await self._screen(card)
        message_id = await self.sender.send(card.chat_id, card.thread_id, screen)
        await care.posted(self.services.db, card, message_id, digest(screen))
        self._remember(card, version, now)

    async def _redraw(self, card: Card, version: Version, now: datetime) -> None:
        if not await self.flood.room_for_card(card.chat_id):
            return
        screen, final = await self._screen(card)
        shown = digest(screen)
        if shown != card.shown:
            try:
                await self.sender.edit(card.chat_id, card.message_id or 0, screen, CARD)
            except TelegramError as error:
                if await self.sender.note(card.chat_id, error) is not Trouble.DONE:
                    raise
            self._edited_at[card.chat_id] = now
        if shown != card.shown or final:
            await care.redrawn(self.services.db, card, shown, final)
        self._remember(card, version, now)

    async def _retire(self, card: Card) -> None:
        """The older post must not be mistaken for the living one."""
        words = self.services.texts()
        try:
            await self.sender.edit(card.chat_id, card.retired_id or 0, Screen(words.html("card.moved")), CARD)
        except TelegramError as error:
            if await self.sender.note(card.chat_id, error) in (Trouble.LATER, Trouble.UNKNOWN):
                return
        await care.retired(self.services.db, card)

    def _remember(self, card: Card, version: Version, now: datetime) -> None:
        memory = self._memory.setdefault(card.id, _Memory())
        memory.version, memory.looked_at, memory.rest_until = version, now, None

    async def _trouble(self, card: Card, error: TelegramError, now: datetime) -> None:
        trouble = await self.sender.note(card.chat_id, error)
        if trouble is Trouble.LOST:
            await care.lost(self.services.db, card)
        elif trouble in (Trouble.LATER, Trouble.REFUSED, Trouble.TOPIC_GONE) and card.message_id is None:
            await care.release(self.services.db, card)
        # An unknown outcome keeps its lease: the post may stand in the group already.
        self._memory.setdefault(card.id, _Memory()).rest_until = now + (
            timedelta(0) if trouble in (Trouble.LOST, Trouble.MIGRATED, Trouble.TOPIC_GONE) else _REST
        )
