"""Telegram's real limits on a busy evening: not one 429, everybody is answered, and every card is true at its end.

The clock runs twenty times as fast; the figures are Telegram's own (Bots FAQ: 30 messages a second in all, 20 a minute
in a group, edits included; bursts in private chats).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Connection

from bot.app import Louyuan, Requests
from bot.config import Config, DatabaseSection, Roles, Telegram, Verification
from bot.services import Services
from bot.storage import groups
from bot.storage.database import Database
from emulator import Chat, Emulator, Limits, Message, User
from emulator.callbacks import Press
from emulator.request import InProcessRequest
from tests import builders
from tests.faults import fast_clock
from tests.faults.fast_clock import FastLoop
from tests.faults.harness import TOKEN, USERNAME

TITLES = ("停车与绿地怎么改", "屋顶怎么修", "楼道灯怎么装")
HOMES = 120
EVENING_SECONDS = 130.0
PATIENCE_SECONDS = 600.0


@dataclass
class Evening:
    """One group with three open consultations."""

    emulator: Emulator
    people: list[User]
    group: Chat

    def cards(self) -> list[Message]:
        """The cards in the group, one a consultation."""
        return [message for message in self.emulator.history(self.group) if message.buttons]

    def answers(self, chat: User | Chat) -> int:
        """How many messages the bot has written there."""
        bot = self.emulator.only_bot.id
        return sum(message.sender.id == bot for message in self.emulator.history(chat.id))

    async def until(self, look: object) -> None:
        """Wait for a condition; TimeoutError after ten minutes of this clock."""
        await self.emulator.wait_for(look, timeout=PATIENCE_SECONDS)  # type: ignore[arg-type]

    async def pass_by(self, seconds: float) -> None:
        """Wait until so much of the evening is over."""
        over = self.emulator.clock() + seconds
        await self.until(lambda: self.emulator.clock() >= over)


@asynccontextmanager
async def an_evening(url: str, folder: Path) -> AsyncIterator[Evening]:
    """The bot runs, all three cards stand in the group."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FastLoop)
    # A machine that is busy for a second misses a toast's fifteen seconds on this clock; that is not the question here.
    emulator = Emulator(limits=Limits(callback_answer_seconds=PATIENCE_SECONDS), clock=loop.epoch)
    bot = emulator.add_bot(TOKEN, USERNAME, "楼院")
    people = [emulator.add_user(f"{number}号住户", user_id=1000 + number) for number in range(HOMES)]
    group = emulator.add_group("金祥花园", members=people, bots=[bot])
    db = Database(url)
    await db.write(lambda connection: fill(connection, group, loop))
    config = Config(
        telegram=Telegram(token=SecretStr(TOKEN)),
        database=DatabaseSection(url=url),
        roles=Roles(admins=[900_001]),
        verification=Verification(key_file=folder / "louyuan.key"),
    )
    requests = Requests(InProcessRequest(emulator, 60.0), InProcessRequest(emulator, 60.0))
    louyuan = Louyuan(Services(config, db, bytes(32), now=loop.now), requests)
    await louyuan.start()
    evening = Evening(emulator, people, group)
    await evening.until(lambda: len(evening.cards()) == len(TITLES))
    yield evening
    await louyuan.stop()
    await db.close()


def fill(connection: Connection, group: Chat, loop: FastLoop) -> None:
    """The community, its group, three open consultations."""
    village = builders.add_village(connection, HOMES)
    groups.bind(connection, group.id, None, village.community_id, 900_001, loop.now())
    for title in TITLES:
        wanted = builders.definition(
            title=title, opens_at=loop.now() - timedelta(minutes=1), closes_at=loop.now() + timedelta(days=7)
        )
        builders.add_consultation(connection, village.community_id, wanted)


async def busy_group(url: str, folder: Path) -> dict[int, int]:
    """Two minutes of taps on three cards, and of commands in the group and in private; calls by status."""
    chance = random.Random(4)
    async with an_evening(url, folder) as evening:
        emulator = evening.emulator
        presses: list[Press] = []
        asked = dict.fromkeys(range(HOMES), 0)
        over = emulator.clock() + EVENING_SECONDS
        while emulator.clock() < over:
            for _ in range(12):
                card = chance.choice(evening.cards())
                person = chance.choice(evening.people)
                presses.append(emulator.press(person, evening.group, card.message_id, button=str(chance.randint(1, 3))))
            emulator.say(chance.choice(evening.people), evening.group, "/votes")
            curious = chance.randrange(HOMES)
            asked[curious] += 1
            emulator.say(evening.people[curious], "private", "/help")
            await evening.pass_by(3.0)
        await evening.until(lambda: all(press.answer for press in presses))
        await evening.until(lambda: all(evening.answers(evening.people[who]) >= n for who, n in asked.items()))
        await evening.until(lambda: all(shows_the_truth(evening, card, presses) for card in evening.cards()))
        assert len(presses) > 400
        assert evening.answers(evening.group) > len(TITLES)
        return dict(emulator.statistics.by_status)


def shows_the_truth(evening: Evening, card: Message, presses: list[Press]) -> bool:
    """Whether the card tells how many homes have pressed on it."""
    homes = {press.user.id for press in presses if press.message is card}
    return f"已有 {len(homes)} 户回答" in (evening.emulator.message(evening.group, card.message_id).text or "")


def test_a_busy_group_never_makes_telegram_say_too_many(sqlite_database_url: str, tmp_path: Path) -> None:
    statuses = fast_clock.run(busy_group(sqlite_database_url, tmp_path))
    assert 429 not in statuses
    assert statuses[200] > 400


async def everybody_asks(url: str, folder: Path) -> dict[int, int]:
    """Everybody writes three commands at once, one person twenty; calls by status."""
    async with an_evening(url, folder) as evening:
        impatient = evening.people[0]
        for person in evening.people:
            for _ in range(20 if person is impatient else 3):
                evening.emulator.say(person, "private", "/help")
        await evening.until(lambda: all(evening.answers(person) >= 3 for person in evening.people))
        await evening.until(lambda: evening.answers(impatient) == 20)
        return dict(evening.emulator.statistics.by_status)


def test_everybody_asking_at_once_never_makes_telegram_say_too_many(sqlite_database_url: str, tmp_path: Path) -> None:
    statuses = fast_clock.run(everybody_asks(sqlite_database_url, tmp_path))
    assert 429 not in statuses
    assert statuses[200] > 3 * HOMES
