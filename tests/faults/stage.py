"""What the bad days happen to: a community with its group, its people, a consultation, and the program in between."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.actions.tally_consultation import tally_consultation
from bot.rules.consultation import Consultation
from bot.storage import groups
from bot.storage.database import Database
from bot.storage.inbox import count_undone
from bot.storage.models import ballot, ballot_history, card, outbox
from emulator import Chat, Emulator, Fault, Limits, Message, User
from emulator.callbacks import Press
from emulator.faults import FaultKind
from emulator.world import Kind
from tests import builders
from tests.builders import Village
from tests.faults.harness import TOKEN, USERNAME, Program, Telegram, eventually, until

log = logging.getLogger(__name__)

STAFF_ID = 900_001
TITLE = "停车与绿地怎么改"
# Nobody is held back: for days on which something else than the flood limits goes wrong.
GENEROUS = Limits(
    messages_per_second=100_000,
    group_messages_per_minute=100_000,
    chat_burst=100_000,
    callback_queue_seconds=3600.0,
    callback_answer_seconds=3600.0,
    repeated_poll_seconds=0.0,
)
GENEROUS_SETTINGS = """
[limits]
messages_per_second = 100000
group_messages_per_minute = 100000
[publishing]
card_refresh_seconds = 0.1
"""
_CONFIG = """
[telegram]
token = "{token}"
base_url = "{base}"
base_file_url = "{files}"
[database]
url = "{database}"
[roles]
admins = [{staff}]
[notices]
opening = false
result = false
"""


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Count:
    """What the database says of one consultation: homes per option, homes in all, and what the history holds."""

    options: list[int]
    answered: int
    ballots: int
    updates: int
    different_updates: int


@dataclass
class Stage:
    """One community; verbs are what people, staff and fate do."""

    telegram: Telegram
    program: Program
    url: str
    db: Database
    village: Village
    people: list[User]
    staff: User
    group: Chat
    wishes: dict[int, int] = field(default_factory=dict)
    """What each person pressed last."""

    @property
    def emulator(self) -> Emulator:
        """Telegram's inside."""
        return self.telegram.emulator

    async def consultation(self, title: str = TITLE, *, closes_in: timedelta = timedelta(days=7)) -> Consultation:
        """An open one appears in the database, as by the command line."""

        def make(connection: Connection) -> Consultation:
            now = utc_now()
            wanted = builders.definition(title=title, opens_at=now - timedelta(minutes=1), closes_at=now + closes_in)
            return builders.add_consultation(connection, self.village.community_id, wanted)

        return await self.db.write(make)

    def cards(self, *parts: str, chat: Chat | None = None) -> list[Message]:
        """Messages of the bot in the group that have buttons and contain all parts, oldest first."""
        history = self.emulator.history(chat or self.group)
        return [m for m in history if m.buttons and all(part in m.words for part in parts)]

    def messages(self, *parts: str, chat: Chat | User | None = None) -> list[Message]:
        """Messages of the bot there that contain all parts, oldest first."""
        history = self.emulator.history((chat or self.group).id)
        bot = self.emulator.only_bot.id
        return [m for m in history if m.sender.id == bot and all(part in m.words for part in parts)]

    async def card(self, *parts: str, chat: Chat | None = None) -> Message:
        """Wait for such a card; the newest."""
        found = await until(lambda: self.cards(*(parts or (TITLE,)), chat=chat), f"a card with {parts}")
        return found[-1]

    async def card_on_record(self) -> Message:
        """The card of the only consultation, when the program has written down where it stands."""

        async def recorded() -> bool:
            return await self.db.read(lambda connection: connection.scalar(select(card.c.message_id))) is not None

        await eventually(recorded, "a card on record")
        return await self.card()

    async def message(self, *parts: str, chat: Chat | User | None = None) -> Message:
        """Wait for such a message; the newest."""
        found = await until(lambda: self.messages(*parts, chat=chat), f"a message with {parts}")
        return found[-1]

    def press(self, person: User, shown: Message, option: int) -> Press:
        """Somebody presses an option (from 1) on a card of the only consultation."""
        self.wishes[person.id] = option
        return self.emulator.press(person, shown.chat, shown.message_id, button=str(option))

    async def toast(self, person: User, shown: Message, option: int) -> str:
        """Somebody presses, and reads what appears."""
        return (await self.press(person, shown, option).answered(60.0)).text or ""

    @property
    def wished(self) -> list[int]:
        """How many homes each of the three options must have: the last press of each person."""
        counts = Counter(self.wishes.values())
        return [counts[option] for option in (1, 2, 3)]

    async def all_handed_over(self) -> None:
        """Wait until the program has taken over every update."""
        queue, clock = self.emulator.only_bot.queue, self.emulator.clock
        await until(lambda: not queue.waiting(clock()), "handing over every update")

    async def all_done(self) -> None:
        """Wait until Telegram has handed over everything and everything has its effect."""
        await self.all_handed_over()

        async def worked_off() -> bool:
            return await self.undone() == 0

        await eventually(worked_off, "working off the inbox")

    async def undone(self) -> int:
        """How many stored updates lack their effect."""
        return await self.db.read(count_undone)

    async def count(self, number: int) -> Count:
        """The consultation as the database has it."""
        tally = await tally_consultation(self.db, number, utc_now())
        options = [option.weight.households for option in tally.questions[0].options]

        def fetch(connection: Connection) -> tuple[int, int, int]:
            ids = ballot_history.c.update_id
            written = connection.execute(
                select(func.count(ids), func.count(ids.distinct())).where(ballot_history.c.consultation_id == number)
            ).one()
            mine = select(func.count()).select_from(ballot).where(ballot.c.consultation_id == number)
            return connection.execute(mine).scalar_one(), written[0], written[1]

        ballots, updates, different = await self.db.read(fetch)
        return Count(options, tally.turnout.weight.households, ballots, updates, different)

    async def reconnect(self) -> None:
        """The test's own connections were cut, too."""
        await self.db.close()
        self.db = Database(self.url)

    async def leases_end(self) -> None:
        """As if the time had passed after which what was not confirmed, or was put off, is tried again."""

        def change(connection: Connection) -> None:
            past = utc_now() - timedelta(seconds=1)
            for table in (card, outbox):
                connection.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=past))
            connection.execute(update(outbox).where(outbox.c.not_before > past).values(not_before=past))

        await self.db.write(change)

    def calls(self, method: str, status: int | None = None) -> int:
        """How many calls of a method were answered (with this status)."""
        return sum(c.method == method and status in (None, c.status) for c in self.emulator.calls)

    def trouble(self, method: str, kind: FaultKind, **how: Any) -> None:
        """The next call of this method goes wrong; see ``emulator.Fault``."""
        self.emulator.inject(Fault(method, kind, **how))


@asynccontextmanager
async def staged(
    url: str,
    folder: Path,
    *,
    homes: int = 6,
    limits: Limits = GENEROUS,
    settings: str = GENEROUS_SETTINGS,
    kind: Kind = "supergroup",
    forum: bool = False,
) -> AsyncIterator[Stage]:
    """A community whose group is bound; the program is not started yet."""
    emulator = Emulator(limits=limits)
    emulator.add_bot(TOKEN, USERNAME, "楼院")
    people = [emulator.add_user(f"{number}号住户", user_id=1000 + number) for number in range(homes)]
    staff = emulator.add_user("小赵", user_id=STAFF_ID, label="staff")
    group = emulator.add_group("金祥花园", kind, forum=forum, members=[*people, staff])
    telegram = Telegram(emulator)
    await telegram.appear()
    db = Database(url)
    village = await db.write(lambda connection: _village(connection, homes, group.id))
    config = write_config(folder, telegram, url, settings)
    stage = Stage(telegram, Program(config), url, db, village, people, staff, group)
    try:
        yield stage
    finally:
        if not stage.program.ended:
            await stage.program.kill()
        await telegram.vanish()
        await emulator.close()
        await stage.db.close()
        log.warning("the program said:\n%s", stage.program.said)  # shown with a test that failed
    assert_quiet(stage.program.said)


def assert_quiet(said: str) -> None:
    """However bad the day: no token in any output, and nobody is shown a traceback."""
    assert TOKEN.partition(":")[2] not in said
    assert "Traceback" not in said, said


def errors(said: str, *, but: Sequence[str] = ()) -> list[str]:
    """Log lines of level error, without those that contain one of ``but``."""
    return [line for line in said.splitlines() if "[error" in line and not any(part in line for part in but)]


def write_config(
    folder: Path, telegram: Telegram, url: str, settings: str = GENEROUS_SETTINGS, token: str = TOKEN
) -> Path:
    """A configuration file as staff write it."""
    config = folder / "config.toml"
    files = telegram.base_url.removesuffix("/bot") + "/file/bot"
    text = _CONFIG.format(token=token, base=telegram.base_url, files=files, database=url, staff=STAFF_ID)
    config.write_text(text + settings, encoding="utf-8")
    return config


def _village(connection: Connection, homes: int, chat_id: int) -> Village:
    village = builders.add_village(connection, homes)
    groups.bind(connection, chat_id, None, village.community_id, STAFF_ID, utc_now())
    return village
