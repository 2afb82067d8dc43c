"""The whole bot against the emulator: a community with slips in its letter boxes, a group, and neighbours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, insert

from bot.app import Louyuan, Requests
from bot.config import Config, DatabaseSection, LimitsSection, Publishing, Roles, Telegram, Verification
from bot.config_letters import Notices
from bot.rules.consultation import Consultation
from bot.rules.definition import Definition
from bot.rules.slips import slip_code
from bot.services import Services, utc_now
from bot.storage import consultations
from bot.storage.database import Database
from bot.storage.models import grant
from emulator import Answer, Button, Chat, Emulator, Limits, Message, User
from emulator.request import InProcessRequest
from tests import builders

TOKEN = "1000000:TEST-token-of-the-stories"
KEY = bytes(range(32))
STAFF_ID = 900_001
PATIENCE = 20.0
"""Seconds of real time; only a failing story ever waits so long."""
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(4) + b"IHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + bytes(9)
"""As much of a photo as Telegram looks at."""


@dataclass
class Clock:
    """The present instant as the bot knows it, and how far the story has moved it on."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Real time and what was added to it."""
        return utc_now() + self.ahead


@dataclass
class Story:
    """One community in its chats; verbs are what people do."""

    emulator: Emulator
    louyuan: Louyuan
    db: Database
    config: Config
    community_id: int
    homes: list[int]
    staff: User
    group: Chat
    clock: Clock = field(default_factory=Clock)
    people: dict[str, User] = field(default_factory=dict)

    def now(self) -> datetime:
        """The present instant of the story."""
        return self.clock.now()

    def later(self, **by: float) -> None:
        """Let time pass (keywords of timedelta); the bot's loop looks at the clock again."""
        self.clock.ahead += timedelta(**by)
        self.louyuan.services.changed.set()

    def resident(self, name: str) -> User:
        """Somebody who lives here and is in the group."""
        person = self.emulator.add_user(name, label="resident")
        self.emulator.join(person, self.group)
        self.people[name] = person
        return person

    async def at_home(
        self,
        name: str,
        *homes: int,
        relation: str = "owner",
        confirmed: bool = False,
        language: str | None = None,
    ) -> User:
        """A resident who has been verified for these flats long ago (numbers count from 0)."""
        person = self.resident(name)

        def settle(connection: Connection) -> None:
            number = builders.add_person(connection, person.id, language)
            for home in homes:
                builders.add_member(connection, number, self.homes[home], relation, confirmed=confirmed)

        await self.db.write(settle)
        return person

    async def serving(self, name: str, role: str = "staff", community_id: int | None = None) -> User:
        """Somebody with a role for one community (this one unless told otherwise)."""
        person = self.emulator.add_user(name, label="staff")
        place = community_id or self.community_id
        row = {"telegram_id": person.id, "role": role, "community_id": place, "granted_at": self.now()}
        await self.db.write(lambda connection: connection.execute(insert(grant), row))
        return person

    def new_group(self, title: str, *people: User, **how: Any) -> Chat:
        """One more group with the bot and staff in it."""
        bots = list(self.emulator.bots.values())
        return self.emulator.add_group(title, members=[self.staff, *people], bots=bots, **how)

    def code(self, home: int) -> str:
        """The code on the slip of a flat (0 is the first)."""
        return slip_code(KEY, self.homes[home], 1)

    async def said_back(self, person: User | Chat, *parts: str) -> Message:
        """Wait until the newest message of the chat contains all parts."""
        chat = person.id

        def look() -> Message | None:
            history = self.emulator.history(chat)
            last = history[-1] if history else None
            return last if last and all(part in last.words for part in parts) else None

        return await self.wait_for(look)

    async def wait_for(self, look: Callable[[], Message | None]) -> Message:
        """Wait until ``look`` finds a message; it is asked again after every change."""
        return await self.emulator.wait_for(look, timeout=PATIENCE)

    async def said(self, person: User, text: str, *parts: str, chat: Chat | None = None) -> Message:
        """Somebody writes (in private unless a chat is named); wait for an answer that contains all parts."""
        place = chat or person
        before = self.emulator.say(person, chat or "private", text).message_id

        def look() -> Message | None:
            news = [message for message in self.emulator.history(place.id) if message.message_id > before]
            return next((m for m in news if m.sender.is_bot and all(part in m.words for part in parts)), None)

        return await self.wait_for(look)

    async def sent(self, person: User, filename: str, text: str | bytes, *parts: str) -> Message:
        """Somebody sends a file in private; wait for an answer that contains all parts."""
        data = text.encode() if isinstance(text, str) else text
        self.emulator.send_document(person, "private", filename, data)
        return await self.said_back(person, *parts)

    async def tap(self, person: User, chat: User | Chat, message: Message, button: str) -> Answer:
        """Press the button whose text begins with ``button``; returns the toast."""
        press = self.emulator.press(person, chat.id, message.message_id, button=button)
        return await press.answered(timeout=PATIENCE)

    async def toast(self, person: User, message: Message, button: str) -> str:
        """What a press in the group says."""
        return (await self.tap(person, message.chat, message, button)).text or ""

    async def verify(self, person: User, home: int, relation: str = "业主") -> None:
        """Go through the verification in the private chat."""
        self.emulator.say(person, "private", f"/start {self.code(home)}")
        notice = await self.said_back(person, "同意")
        for wanted in ("1", relation):
            before = (notice.message_id, notice.text)
            await self.tap(person, person, notice, self.label(notice, wanted))
            notice = await self.wait_for(partial(self._other_than, person, before))

    def _other_than(self, person: User, seen: tuple[int, str | None]) -> Message | None:
        """The newest message of the private chat, once it shows something else."""
        last = self.emulator.last(person.id)
        return last if (last.message_id, last.text) != seen else None

    def label(self, message: Message, wanted: str) -> str:
        """The text of the button that begins with or contains ``wanted``."""
        labels: list[Button] = [button for row in message.buttons for button in row]
        for button in labels:
            if button.text.startswith(wanted) or wanted in button.text:
                return button.text
        raise AssertionError(f"no button {wanted!r} among {[button.text for button in labels]}")

    async def bound(self, group: Chat | None = None) -> None:
        """Staff bind the group."""
        await self.said(self.staff, "/bind JX01", "已绑定", chat=group or self.group)

    def asked(self, *, opens: timedelta = timedelta(minutes=-1), days: float = 7, **wanted: Any) -> Definition:
        """A definition that opens in ``opens`` from now and stays open for ``days``; the rest as in the builders."""
        start = self.now() + opens
        return builders.definition(opens_at=start, closes_at=start + timedelta(days=days), **wanted)

    async def consultation(self, wanted: Definition | None = None) -> Consultation:
        """A consultation is created beside the running bot, as the command line does."""

        def make(connection: Connection) -> Consultation:
            number = consultations.create(connection, wanted or self.asked(), self.community_id, None, self.now())
            found = consultations.load(connection, number)
            assert found is not None
            return found

        made = await self.db.write(make)
        self.louyuan.services.changed.set()
        return made

    async def card(self, *parts: str, group: Chat | None = None) -> Message:
        """Wait for a card in the group that contains all parts."""

        def look() -> Message | None:
            for message in reversed(self.emulator.history(group or self.group)):
                if message.buttons and all(part in (message.text or "") for part in parts):
                    return message
            return None

        return await self.wait_for(look)

    async def shown(self, *parts: str, group: Chat | None = None) -> Message:
        """Wait for any message of the bot in the group that contains all parts."""

        def look() -> Message | None:
            messages = reversed(self.emulator.history(group or self.group))
            return next((m for m in messages if m.sender.is_bot and all(part in m.words for part in parts)), None)

        return await self.wait_for(look)

    def texts_of(self, chat: Chat | User) -> list[str]:
        """Everything the bot says in a chat as it stands now."""
        return [message.words for message in self.emulator.history(chat.id) if message.sender.is_bot]


def make_config(database_url: str, folder: Path) -> Config:
    """The configuration of a story: redraws come fast, so that nobody has to wait."""
    return Config(
        telegram=Telegram(token=SecretStr(TOKEN)),
        database=DatabaseSection(url=database_url),
        roles=Roles(admins=[STAFF_ID]),
        verification=Verification(key_file=folder / "louyuan.key"),
        limits=LimitsSection(
            messages_per_second=1000, group_messages_per_minute=1000, private_messages_per_3_seconds=1000
        ),
        publishing=Publishing(card_refresh_seconds=0.1),
        notices=Notices(opening=False, result=False),  # stories about votes look at groups; those about notices ask
    )


def _roster(connection: Connection) -> tuple[int, list[int]]:
    """Twelve flats in two buildings."""
    number = builders.add_community(connection)
    return number, [
        builders.add_household(connection, number, str(101 + i), building=str(1 + i // 6), area=5000 + 10 * i)
        for i in range(12)
    ]


@pytest.fixture
async def story(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """A running bot, a group with staff in it, twelve flats."""
    emulator = Emulator(limits=Limits(messages_per_second=1000, group_messages_per_minute=1000, chat_burst=1000))
    bot = emulator.add_bot(token=TOKEN, username="louyuan_bot", name="楼院")
    staff = emulator.add_user("小赵", label="staff", user_id=STAFF_ID)
    group = emulator.add_group("金祥花园", members=[staff], bots=[bot])
    config = make_config(sqlite_database_url, tmp_path)
    db = Database(sqlite_database_url)
    community_id, homes = await db.write(_roster)
    requests = Requests(InProcessRequest(emulator), InProcessRequest(emulator))
    clock = Clock()
    louyuan = Louyuan(Services(config, db, KEY, now=clock.now), requests)
    await louyuan.start()
    yield Story(emulator, louyuan, db, config, community_id, homes, staff, group, clock)
    await louyuan.stop()
    await db.close()
