"""What the sample neighbours do, through their own chats: verify, bind, and vote on a busy evening."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from demo.evening import Report
from demo.people import (
    COMMUNITY_CODE,
    GROUP_NAME,
    HELPERS,
    NEIGHBOURS_OF_A_BUSY_EVENING,
    VOTE_CARD,
    Resident,
    residents,
)
from demo.product import Product
from demo.story import Offer, Story, default_steps
from emulator import Bot, Chat, Emulator, Message, User

logger = logging.getLogger(__name__)

_RELATIONS = {"owner": "业主", "family": "家属", "tenant": "租户"}
_PATIENCE = 30.0
_AT_ONCE = 8
_EVENING_SECONDS = 45.0
# What a neighbourhood might want: options by number, the earlier the likelier.
_LEANING = (1, 2, 1, 3, 2, 1, 2, 4, 1, 5)


@dataclass
class Player:
    """A neighbour in the emulator, with the codes of their flats."""

    who: Resident
    user: User
    codes: list[str]
    verified: bool = False


@dataclass
class Director:
    """Sets the stage and plays the neighbours."""

    emulator: Emulator
    bot: Bot
    product: Product
    players: list[Player] = field(default_factory=list)
    helpers: dict[int, Offer] = field(default_factory=dict)
    group: Chat | None = None
    _voted: set[int] = field(default_factory=set)
    _run: str = field(default_factory=lambda: secrets.token_hex(8))

    async def people_arrive(self) -> None:
        """Everybody joins the group with the slip of their home; helpers get their invitations."""
        invited = [self.product.invitation("--role", one.role, "--community", COMMUNITY_CODE) for one in HELPERS]
        codes, links = await asyncio.gather(self.product.codes(COMMUNITY_CODE), asyncio.gather(*invited))
        for who in residents():
            user = self.emulator.add_user(who.name, language_code="zh-hans", label="resident")
            mine = [codes[flat.building, flat.entrance, flat.room] for flat in who.flats]
            self.players.append(Player(who, user, mine))
        users = [player.user for player in self.players]
        for helper, link in zip(HELPERS, links, strict=True):
            user = self.emulator.add_user(helper.name, language_code="zh-hans", label=helper.role)
            offer = Offer(user.id, helper.name, helper.role, link=link, code=link.partition("start=")[2])
            self.helpers[user.id] = replace(offer, suggested=True)
            users.append(user)
        staff = users[-1]
        self.group = self.emulator.add_group(GROUP_NAME, members=users, admins=[staff], bots=[self.bot], bot_admin=True)

    async def open_the_stage(self) -> None:
        """Helpers take their roles, staff bind the group."""
        for number, offer in self.helpers.items():
            user = self._user(number)
            self.emulator.follow(user, offer.link)
            await self._hears(user, "")
            self.helpers[number] = replace(offer, verified=True)
        staff = next(number for number, offer in self.helpers.items() if offer.role == "staff")
        group = self._group()
        self.emulator.say(self._user(staff), group, f"/bind {COMMUNITY_CODE}")
        await self.emulator.wait_for(lambda: self._last_of_bot(group, "绑定"), timeout=_PATIENCE)

    async def neighbours_verify(self) -> None:
        """Everybody but the guests goes through the verification, a few at a time."""
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._verify(player, gate) for player in self.players if not player.who.guest))

    async def _verify(self, player: Player, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                for code in player.codes:
                    await self._verify_flat(player, code)
                player.verified = True
            except (TimeoutError, LookupError):
                logger.warning("a sample neighbour could not be verified: %s", player.who.home)

    async def _verify_flat(self, player: Player, code: str) -> None:
        before = self._newest(player.user)
        self.emulator.say(player.user, "private", f"/start {code}")
        screen = await self._next(player.user, before)
        wanted = ("同意", _RELATIONS[player.who.relation])
        for word in wanted:
            label = _label(screen, word)
            if label is None:  # consent is asked once only
                continue
            before = self._newest(player.user)
            press = self.emulator.press(player.user, player.user.id, screen.message_id, button=label)
            await press.answered(timeout=_PATIENCE)
            screen = await self._next(player.user, before)

    async def busy_evening(self, report: Report) -> None:
        """Eighty neighbours vote within a minute; some change their minds."""
        card = await self.emulator.wait_for(self._vote_card, timeout=_PATIENCE)
        for done, option in zip(range(1, NEIGHBOURS_OF_A_BUSY_EVENING + 1), itertools.cycle(_LEANING), strict=False):
            player = await self.emulator.wait_for(self._next_voter, timeout=_PATIENCE)
            self._voted.add(player.user.id)
            await self._vote(player, card, option)
            if done % 9 == 0:
                await self._vote(player, card, option % 2 + 1)
            report(done, NEIGHBOURS_OF_A_BUSY_EVENING)
            await asyncio.sleep(_EVENING_SECONDS / NEIGHBOURS_OF_A_BUSY_EVENING)
        self._voted.clear()

    async def more(self, report: Report) -> None:
        """The other questionnaires and the meeting come into the group."""
        await self.product.furnish("more")
        report(1, 1)

    def _next_voter(self) -> Player | None:
        """The next neighbour who is verified and has not voted this evening."""
        waiting = (one for one in self.players if one.verified and not one.who.guest)
        return next((one for one in waiting if one.user.id not in self._voted), None)

    async def _vote(self, player: Player, card: Message, option: int) -> None:
        labels = [button.text for row in card.buttons for button in row if button.callback_data]
        press = self.emulator.press(player.user, self._group(), card.message_id, button=labels[option - 1])
        try:
            await press.answered(timeout=_PATIENCE)
        except TimeoutError:
            logger.warning("no toast for a sample neighbour")

    def story(self) -> Story:
        """Whom a visitor can be now."""
        people = [self._offer(player) for player in self.players]
        guest = self.players[0].user.id
        return Story(
            self._group().id, [*people, *self.helpers.values()], default_steps(guest), start_as=guest, run=self._run
        )

    def _offer(self, player: Player) -> Offer:
        code = player.codes[0]
        link = f"https://t.me/{self.bot.username}?start={code}"
        verified = player.verified or (player.who.guest and self._is_registered(player.user))
        suggested = player.who.guest or len(player.codes) > 1
        return Offer(player.user.id, player.who.name, "resident", player.who.home, code, link, verified, suggested)

    def _is_registered(self, user: User) -> bool:
        return any("登记好" in (message.text or "") for message in self._history(user))

    def _user(self, number: int) -> User:
        return self.emulator.world.users[number]

    def _group(self) -> Chat:
        if self.group is None:
            raise LookupError("nobody has arrived yet")
        return self.group

    def _vote_card(self) -> Message | None:
        """The newest card whose options are pressed in the group."""
        cards = [message for message in self._history(self._group()) if VOTE_CARD in (message.text or "")]
        return next((message for message in reversed(cards) if message.buttons and len(message.buttons) > 1), None)

    def _history(self, chat: User | Chat) -> Sequence[Message]:
        try:
            return self.emulator.history(chat.id)
        except LookupError:
            return ()

    def _newest(self, user: User) -> tuple[int, str | None]:
        history = self._history(user)
        return (history[-1].message_id, history[-1].text) if history else (0, None)

    async def _next(self, user: User, before: tuple[int, str | None]) -> Message:
        """The bot's newest message in the private chat, once it shows something new."""

        def look() -> Message | None:
            history = self._history(user)
            last = history[-1] if history else None
            if last is None or last.sender.id == user.id or (last.message_id, last.text) == before:
                return None
            return last

        return await self.emulator.wait_for(look, timeout=_PATIENCE)

    async def _hears(self, user: User, part: str) -> Message:
        return await self.emulator.wait_for(lambda: self._last_of_bot(user, part), timeout=_PATIENCE)

    def _last_of_bot(self, chat: User | Chat, part: str) -> Message | None:
        history = self._history(chat)
        last = history[-1] if history else None
        return last if last and last.sender.id == self.bot.id and part in (last.text or "") else None


def _label(message: Message, word: str) -> str | None:
    labels = [button.text for row in message.buttons for button in row]
    agreeing = [label for label in labels if word in label and "不" not in label]
    return agreeing[0] if agreeing else None
