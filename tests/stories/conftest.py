"""The whole bot against the emulator: a community with slips in its letter boxes, a group, and neighbours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.app import Louyuan, Requests
from bot.config import Config, DatabaseSection, LimitsSection, Publishing, Roles, Telegram, Verification
from bot.rules.consultation import Consultation
from bot.rules.definition import Definition
from bot.rules.slips import slip_code
from bot.services import Services, utc_now
from bot.storage import consultations
from bot.storage.database import Database
from emulator import Answer, Button, Chat, Emulator, Message, User
from emulator.request import InProcessRequest
from tests import builders

TOKEN = "1000000:TEST-token-of-the-stories"
KEY = bytes(range(32))
STAFF_ID = 900_001


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
    people: dict[str, User] = field(default_factory=dict)

    def resident(self, name: str) -> User:
        """Somebody who lives here and is in the group."""
        person = self.emulator.add_user(name, label="resident")
        self.emulator.join(person, self.group)
        self.people[name] = person
        return person

    def code(self, home: int) -> str:
        """The code on the slip of a flat (0 is the first)."""
        return slip_code(KEY, self.homes[home], 1)

    async def said_back(self, person: User | Chat, *parts: str) -> Message:
        """Wait until the newest message of the chat contains all parts."""
        chat = person.id

        def look() -> Message | None:
            history = self.emulator.history(chat)
            last = history[-1] if history else None
            whole = (last.text or last.caption or "") if last else ""
            return last if last and all(part in whole for part in parts) else None

        return await self.emulator.wait_for(look, timeout=10.0)

    async def tap(self, person: User, chat: User | Chat, message: Message, button: str) -> Answer:
        """Press the button whose text begins with ``button``; returns the toast."""
        press = self.emulator.press(person, chat.id, message.message_id, button=button)
        return await press.answered(timeout=10.0)

    async def verify(self, person: User, home: int, relation: str = "业主") -> None:
        """Go through the verification in the private chat."""
        self.emulator.say(person, "private", f"/start {self.code(home)}")
        notice = await self.said_back(person, "同意")
        for wanted in ("1", relation, "1"):
            before = (notice.message_id, notice.text)
            await self.tap(person, person, notice, self.label(notice, wanted))
            notice = await self.emulator.wait_for(lambda seen=before: self._other_than(person, seen), timeout=10.0)

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

    async def bound(self) -> None:
        """Staff bind the group."""
        self.emulator.say(self.staff, self.group, "/bind JX01")
        await self.said_back(self.group, "绑定")

    async def consultation(self, wanted: Definition | None = None) -> Consultation:
        """A consultation is created beside the running bot, as the command line does."""

        def make(connection: Connection) -> Consultation:
            now = utc_now()
            from datetime import timedelta

            made = wanted or builders.definition(opens_at=now - timedelta(minutes=1), closes_at=now + timedelta(days=7))
            number = consultations.create(connection, made, self.community_id, None, now)
            found = consultations.load(connection, number)
            assert found is not None
            return found

        return await self.db.write(make)

    async def card(self, *parts: str) -> Message:
        """Wait for a card in the group that contains all parts."""

        def look() -> Message | None:
            for message in reversed(self.emulator.history(self.group)):
                if message.buttons and all(part in (message.text or "") for part in parts):
                    return message
            return None

        return await self.emulator.wait_for(look, timeout=10.0)


def make_config(database_url: str, folder: Path) -> Config:
    """The configuration of a story: redraws come fast, so that nobody has to wait."""
    return Config(
        telegram=Telegram(token=SecretStr(TOKEN)),
        database=DatabaseSection(url=database_url),
        roles=Roles(admins=[STAFF_ID]),
        verification=Verification(key_file=folder / "louyuan.key"),
        limits=LimitsSection(messages_per_second=1000, group_messages_per_minute=1000),
        publishing=Publishing(card_refresh_seconds=0.1),
    )


@pytest.fixture
async def story(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[Story]:
    """A running bot, a group with staff in it, twelve flats."""
    from emulator import Limits

    emulator = Emulator(limits=Limits(messages_per_second=1000, group_messages_per_minute=1000, chat_burst=1000))
    bot = emulator.add_bot(token=TOKEN, username="louyuan_bot", name="楼院")
    staff = emulator.add_user("小赵", label="staff", user_id=STAFF_ID)
    group = emulator.add_group("金祥花园", members=[staff], bots=[bot])
    config = make_config(sqlite_database_url, tmp_path)
    db = Database(sqlite_database_url)

    def roster(connection: Connection) -> tuple[int, list[int]]:
        number = builders.add_community(connection)
        return number, [
            builders.add_household(connection, number, str(101 + i), building=str(1 + i // 6), area=5000 + 10 * i)
            for i in range(12)
        ]

    community_id, homes = await db.write(roster)
    requests = Requests(InProcessRequest(emulator), InProcessRequest(emulator))
    louyuan = Louyuan(Services(config, db, KEY), requests)
    await louyuan.start()
    yield Story(emulator, louyuan, db, config, community_id, homes, staff, group)
    await louyuan.stop()
    await db.close()
