"""One bot's queue of updates: ids, expiry, confirmation by offset, and what happens again after a lost confirmation.

Source: Bot API, "Getting updates"; Client.cpp of the real server for what the reference does not say.
"""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .errors import refused

_KINDS = (
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages guest_message message_reaction message_reaction_count "
    "inline_query chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll "
    "poll_answer my_chat_member chat_member chat_join_request chat_boost removed_chat_boost managed_bot"
)
KINDS = frozenset(_KINDS.split())
ASKED_FOR_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
GAP_CHANCE = 0.02
REMEMBERED = 20_000


@dataclass(eq=False, slots=True)
class Update:
    """One update; `lane` is the queue that orders it in webhook delivery, `expires_at` epoch seconds."""

    update_id: int
    kind: str
    body: dict[str, Any]
    lane: str
    expires_at: float
    on_delivered: Callable[[float], None] | None = None

    def delivered(self, now: float) -> dict[str, Any]:
        """The JSON body, noting that it goes out now."""
        if self.on_delivered is not None:
            self.on_delivered(now)
        return self.body


class UpdateQueue:
    """Updates waiting for one bot, oldest first. Every step is constant in the length of the queue."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._next_id = 100_000_000 + self._random.randrange(1_000_000)
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self._remembered: OrderedDict[int, Update] = OrderedDict()
        self._again: list[Update] = []
        self._allowed: frozenset[str] | None = None
        self.expired = 0
        self.on_arrival: Callable[[Update], None] = lambda update: None

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for, empty for the default ones."""
        return sorted(self._allowed or ())

    def allow(self, kinds: list[str] | None) -> None:
        """Remembers allowed_updates; None keeps the previous setting, [] is the default. Raises ApiError."""
        if kinds is None:
            return
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown:
            raise refused(f'unknown update type "{unknown[0]}"')
        self._allowed = frozenset(kinds) if kinds else None

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are queued at all."""
        return kind in self._allowed if self._allowed is not None else kind not in ASKED_FOR_ONLY

    def add(
        self,
        kind: str,
        payload: dict[str, Any],
        lane: str,
        expires_at: float,
        on_delivered: Callable[[float], None] | None = None,
    ) -> Update | None:
        """Queues an update; None when the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        update_id = self._new_id()
        update = Update(update_id, kind, {"update_id": update_id, kind: payload}, lane, expires_at, on_delivered)
        self._pending[update_id] = update
        self._remembered[update_id] = update
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        self.on_arrival(update)
        return update

    def _new_id(self) -> int:
        self._next_id += 1
        if self._random.random() < GAP_CHANCE:
            self._next_id += self._random.randrange(1, 4)
        return self._next_id

    def again(self, update_id: int) -> None:
        """Delivers an update once more, as after a lost confirmation. Raises LookupError for an unknown id."""
        update = self._remembered.get(update_id)
        if update is None:
            raise LookupError(f"no update {update_id}")
        self._again.append(update)
        self.on_arrival(update)

    def take_again(self) -> list[Update]:
        """What is to be delivered once more; asked for once."""
        again, self._again = self._again, []
        return again

    def confirm(self, offset: int) -> None:
        """Forgets everything in front of `offset`; a negative one keeps the last -offset updates."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popitem(last=False)
            return
        while self._pending and next(iter(self._pending)) < offset:
            self._pending.popitem(last=False)

    def done(self, update_id: int) -> None:
        """Forgets one update, delivered by webhook."""
        self._pending.pop(update_id, None)

    def drop_all(self) -> None:
        """Forgets everything (drop_pending_updates)."""
        self._pending.clear()
        self._again.clear()

    def expire(self, update: Update, now: float) -> bool:
        """Whether the update is too old, in which case it is gone."""
        if now < update.expires_at:
            return False
        if self._pending.pop(update.update_id, None) is not None:
            self.expired += 1
        return True

    def take(self, limit: int, now: float) -> list[Update]:
        """The oldest updates, at most `limit`, that are not too old; repeated ones among them."""
        taken = {update.update_id: update for update in self.take_again()[:limit]}
        stale = []
        for update in self._pending.values():
            if len(taken) >= limit:
                break
            if now >= update.expires_at:
                stale.append(update)
            else:
                taken[update.update_id] = update
        for update in stale:
            self.expire(update, now)
        return [taken[update_id] for update_id in sorted(taken)]

    def waiting(self, now: float) -> Iterable[Update]:
        """All that is still to be delivered, oldest first."""
        return [update for update in list(self._pending.values()) if not self.expire(update, now)]
