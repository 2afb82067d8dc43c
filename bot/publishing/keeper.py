"""How cards of any kind are kept up to date: posted once, redrawn in place, many changes in one edit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from telegram.error import TelegramError

from bot.actions.card_care import CardCare
from bot.actions.cards import Card
from bot.actions.drawings import Drawings
from bot.flood import CARD, FloodBudget
from bot.publishing.sending import Sender
from bot.publishing.trouble import Trouble
from bot.services import Services
from bot.views.card import digest
from bot.views.screen import Screen

# What a card shows can change without a press (a roster import): look at every card anew this often.
_LOOK_AGAIN = timedelta(seconds=30)
# After an error that may pass, leave the card alone for a while, longer each time.
_REST = timedelta(seconds=1)
_LONGEST_REST = timedelta(seconds=30)
# What Telegram refuses today it will hardly accept in a minute.
_LONG_RESTS = {Trouble.REFUSED: timedelta(minutes=10), Trouble.MUTED: timedelta(minutes=5)}
_AT_ONCE = (Trouble.LOST, Trouble.MIGRATED, Trouble.TOPIC_GONE)
_NOT_SENT = (Trouble.LATER, Trouble.MUTED, Trouble.REFUSED, Trouble.TOPIC_GONE, Trouble.MIGRATED)

V = TypeVar("V")


@dataclass(slots=True)
class _Memory(Generic[V]):
    """What this process knows of a card; losing it costs one look, never a wrong card."""

    version: V | None = None
    looked_at: datetime | None = None
    rest_until: datetime | None = None
    failures: int = 0
    lost_sight_of: int = 0  # posts of unknown fate


class Keeper(ABC, Generic[V]):
    """Brings every card of one kind up to date, never faster than the group can bear.

    ``V`` is what tells that a card has to be drawn anew. ``edited_at`` remembers the last edit of each group and is
    shared by the keepers of all kinds.
    """

    care: CardCare

    def __init__(
        self, services: Services, sender: Sender, flood: FloodBudget, edited_at: dict[int, datetime] | None = None
    ) -> None:
        self.services = services
        self.sender = sender
        self.flood = flood
        self._memory: dict[int, _Memory[V]] = {}
        self._edited_at: dict[int, datetime] = {} if edited_at is None else edited_at

    @abstractmethod
    async def versions(self, now: datetime) -> list[tuple[Card, V]]:
        """Every card that may still change, with what it should show."""

    @abstractmethod
    def is_over(self, version: V) -> bool:
        """Whether what the card shows has ended, so that it is not worth posting."""

    @abstractmethod
    async def end_unposted(self, card: Card) -> None:
        """It was over before it was posted."""

    @abstractmethod
    async def screen(self, card: Card) -> tuple[Screen, bool]:
        """What the card shows now, and whether that is final."""

    async def drawings(self, card: Card) -> Drawings | None:
        """What is shown once before the card; nothing unless a kind of card has some."""
        return None

    async def stale(self, now: datetime) -> list[tuple[Card, V]]:
        """Cards whose message does not show the newest count, and that may be touched now."""
        cards = await self.versions(now)
        known = {card.id for card, _ in cards}
        self._memory = {number: memory for number, memory in self._memory.items() if number in known}
        return [(card, version) for card, version in cards if self._is_stale(card, version, now)]

    def _is_stale(self, card: Card, version: V, now: datetime) -> bool:
        memory = self._memory.setdefault(card.id, _Memory())
        if memory.rest_until is not None and now < memory.rest_until:
            return False
        if card.message_id is None or card.retired_id is not None:
            return True
        refresh = timedelta(seconds=self.services.config.publishing.card_refresh_seconds)
        edited = self._edited_at.get(card.chat_id)
        if edited is not None and now - edited < refresh:
            return False
        fresh = memory.looked_at is not None and now - memory.looked_at < _LOOK_AGAIN
        return not (memory.version == version and fresh)

    async def bring_up_to_date(self, card: Card, version: V, now: datetime) -> None:
        """Post or redraw one card; trouble is noted and the card is left for later."""
        try:
            if card.message_id is None and self.is_over(version):
                await self.end_unposted(card)
                return
            if card.message_id is None:
                await self._post(card, version, now)
            else:
                await self._redraw(card, version, now)
            if card.retired_id is not None:
                await self._retire(card)
        except TelegramError as error:
            await self._trouble(card, error)

    async def _post(self, card: Card, version: V, now: datetime) -> None:
        memory = self._memory.setdefault(card.id, _Memory())
        if not await self.care.claim_post(self.services.db, card, now, memory.lost_sight_of):
            return
        await self._show_drawings(card)
        screen, _ = await self.screen(card)
        message_id = await self.sender.send(card.chat_id, card.thread_id, screen)
        await self.care.posted(self.services.db, card, message_id, digest(screen))
        self._remember(card, version, now)

    async def _show_drawings(self, card: Card) -> None:
        """The album that goes before the card, each part once; a crash repeats at most the part in flight."""
        drawings = await self.drawings(card)
        for number, part in enumerate(drawings.parts if drawings else (), start=1):
            if drawings is None or number <= card.parts_sent:
                continue
            await self.sender.send_part(card.chat_id, card.thread_id, drawings, part)
            await self.care.part_sent(self.services.db, card, number, self.services.now())

    async def _redraw(self, card: Card, version: V, now: datetime) -> None:
        memory = self._memory.setdefault(card.id, _Memory())
        # A mere look at an old card asks for room only when something has changed: letters step aside for cards.
        changed = memory.version != version
        if changed and not await self.flood.room_for_card(card.chat_id):
            return
        screen, final = await self.screen(card)
        shown = digest(screen)
        if shown != card.shown and not changed and not await self.flood.room_for_card(card.chat_id):
            return
        if shown != card.shown:
            try:
                await self.sender.edit(card.chat_id, card.message_id or 0, screen, CARD)
            except TelegramError as error:
                if await self.sender.note(card.chat_id, error) is not Trouble.DONE:
                    raise
            self._edited_at[card.chat_id] = now
        if shown != card.shown or final:
            await self.care.redrawn(self.services.db, card, shown, final)
        self._remember(card, version, now)

    async def _retire(self, card: Card) -> None:
        """The older post must not be mistaken for the living one."""
        words = self.services.texts()
        try:
            await self.sender.edit(card.chat_id, card.retired_id or 0, Screen(words.html("card.moved")), CARD)
        except TelegramError as error:
            if await self.sender.note(card.chat_id, error) in (Trouble.LATER, Trouble.UNKNOWN):
                return
        await self.care.retired(self.services.db, card)

    def _remember(self, card: Card, version: V, now: datetime) -> None:
        memory = self._memory.setdefault(card.id, _Memory())
        memory.version, memory.looked_at, memory.rest_until = version, now, None
        memory.failures = memory.lost_sight_of = 0

    async def _trouble(self, card: Card, error: TelegramError) -> None:
        trouble = await self.sender.note(card.chat_id, error)
        memory = self._memory.setdefault(card.id, _Memory())
        if trouble is Trouble.LOST:
            await self.care.lost(self.services.db, card)
        elif card.message_id is None and trouble in _NOT_SENT:
            await self.care.release(self.services.db, card)
        elif card.message_id is None:
            memory.lost_sight_of += 1  # it keeps its lease: the post may stand in the group already
        if trouble not in _AT_ONCE:
            rest = min(_REST * 2 ** min(memory.failures, 10), _LONGEST_REST)
            memory.rest_until = self.services.now() + _LONG_RESTS.get(trouble, rest)
            memory.failures += 1
