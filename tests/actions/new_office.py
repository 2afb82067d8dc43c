"""Staff who put consultations together in chat, in two communities, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.actions.new_desk import Desk, NewView
from bot.actions.new_open import Opened, finish_new
from bot.actions.new_plan import begin_new, edit_new, press_new, see_new, send_file, type_new
from bot.actions.new_what import FROM_SCRATCH
from bot.actions.new_where import DONE
from bot.actions.transact import Request
from bot.rules.attachments import Attachment
from bot.rules.consultation import Consultation
from bot.rules.new_plan import Ask
from bot.rules.templates import Template
from bot.storage import consultations
from bot.storage.database import Connection, Database
from bot.storage.models import grant
from bot.templates import available
from tests import builders
from tests.builders import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
ADMIN, STAFF, DOORKEEPER, WANG = 1, 2, 3, 1000
TEMPLATES = available("zh-CN").templates
_UPDATES = count(1)


@dataclass
class Office:
    """Two communities: JX01 with three homes, people 1000 to 1002 in them, and HY02 with one home.

    STAFF serve JX01, the DOORKEEPER one building of it, ADMIN everything.
    """

    db: Database
    here: int
    there: int
    homes: tuple[int, ...]
    who: int = STAFF
    now: datetime = NOON
    templates: Mapping[str, Template] = field(default_factory=lambda: TEMPLATES)

    @property
    def desk(self) -> Desk:
        """A desk for the next update."""
        return Desk(Request(next(_UPDATES), self.who, self.now), [ADMIN], SHANGHAI, self.templates)

    async def view(self) -> NewView:
        """The plan as it is stored."""
        found = await see_new(self.db, self.desk)
        assert found is not None
        return found

    async def begin(self, source: int = FROM_SCRATCH) -> NewView:
        """A new plan from this source."""
        view = await begin_new(self.db, self.desk)
        return await self.press(Ask.SOURCE, source, view.plan.serial)

    async def press(self, what: int, value: int, serial: int | None = None) -> NewView:
        """A button."""
        number = (await self.view()).plan.serial if serial is None else serial
        return await press_new(self.db, self.desk, number, what, value)

    async def edit(self, ask: Ask) -> NewView:
        """A question is asked again."""
        return await edit_new(self.db, self.desk, (await self.view()).plan.serial, ask)

    async def type(self, *texts: str) -> NewView:
        """Typed words, one after the other."""
        for text in texts:
            view = await type_new(self.db, self.desk, text)
        assert view is not None
        return view

    async def file(self, file: Attachment, album: str | None = None) -> NewView:
        """A photo or document."""
        taken = await send_file(self.db, self.desk, file, album)
        assert taken is not None
        return taken[0]

    async def written(self, options: Sequence[str] = ("同意", "不同意")) -> NewView:
        """A question of one's own, up to the communities."""
        await self.begin()
        await self.type("楼道灯换成声控的，您同意吗？")
        await self.press(Ask.KIND, 1)
        return await self.type("\n".join(options), "楼道灯")

    async def to_preview(self, *communities: int) -> NewView:
        """With the usual answers to the rest."""
        for community in communities:
            await self.press(Ask.COMMUNITIES, community)
        if communities:
            await self.press(DONE, 0)
        usual = {Ask.BUILDING: 0, Ask.OPENS: 0, Ask.CLOSES: 7, Ask.SECRECY: 1, Ask.RESULTS: 1, Ask.FILES: 0}
        view = await self.view()
        while view.plan.ask is not Ask.PREVIEW:
            view = await self.press(view.plan.ask, usual[view.plan.ask])
        return view

    async def finish(self) -> Opened:
        """Open it, change it or extend it."""
        return await finish_new(self.db, self.desk, (await self.view()).plan.serial)

    async def made(self) -> list[Consultation]:
        """All consultations, the oldest first."""
        return sorted(await self.db.read(consultations.listed), key=lambda each: each.id)


async def make_office(db: Database) -> Office:
    """The office with its two communities."""

    def fill(connection: Connection) -> tuple[int, int, tuple[int, ...]]:
        village = builders.add_village(connection)
        there = builders.add_community(connection, "HY02", "红云里")
        builders.add_household(connection, there, "101")
        rows = [
            {"telegram_id": STAFF, "role": "staff", "community_id": village.community_id, "granted_at": NOON},
            {
                "telegram_id": DOORKEEPER,
                "role": "staff",
                "community_id": village.community_id,
                "building": "1",
                "granted_at": NOON,
            },
        ]
        for row in rows:
            connection.execute(insert(grant), row)
        return village.community_id, there, village.homes

    return Office(db, *await db.write(fill))
