"""Opinions given and answered in the village of the meetings, as verbs for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from bot.actions.give_opinion import GiveDesk, begin_opinion, press_opinion, say_opinion, submit_opinion
from bot.actions.run_opinion import RunDesk
from bot.rules.opinion_plan import Press, Stage
from bot.rules.opinions import LedgerOpinion, OpinionFile
from bot.storage import opinions
from bot.storage.models import outbox
from tests.actions.meeting_world import ADMINS, SHANGHAI
from tests.actions.people_world import World

PHOTO = OpinionFile("photo", "P1")
VOICE = OpinionFile("voice", "V1")
TODAY = date(2026, 12, 1)
"""The day on which the village's clock stands, at noon UTC; opinions are due a week later."""


def giving(world: World, who: int) -> GiveDesk:
    """A resident gives an opinion."""
    return GiveDesk(world.request(who), SHANGHAI, 7, ("本楼", "院里"), {}, ("低保",))


def running(world: World, who: int) -> RunDesk:
    """A helper works on one."""
    request = world.request(who)
    return RunDesk(request, ADMINS, SHANGHAI, lambda held: f"{held.grant.role.value}", ("社区", "物业"))


async def raised(world: World, who: int, text: str = "楼顶漏水", category: int = 1) -> LedgerOpinion:
    """Somebody gives an opinion about their building, the first of their homes'."""
    view = await begin_opinion(world.db, giving(world, who))
    assert view.plan.stage is Stage.CATEGORY
    serial = view.plan.serial
    for press, value in ((Press.CATEGORY, category), (Press.PLACE, 1)):
        await press_opinion(world.db, giving(world, who), serial, press, value)
    await say_opinion(world.db, giving(world, who), text)
    await press_opinion(world.db, giving(world, who), serial, Press.DONE, 0)
    return await submit_opinion(world.db, giving(world, who), serial)


async def found(world: World, number: int) -> LedgerOpinion:
    """The opinion as it stands now."""
    opinion = await world.db.read(lambda connection: opinions.find(connection, number))
    assert opinion is not None
    return opinion


async def letters(world: World, kind: str) -> Sequence[tuple[int, int]]:
    """Subjects and chats of the letters of a kind, in the order in which they were planned."""

    def fetch(connection: Connection) -> list[tuple[int, int]]:
        query = select(outbox.c.subject_id, outbox.c.chat_id).where(outbox.c.kind == kind).order_by(outbox.c.id)
        return [(row[0], row[1]) for row in connection.execute(query)]

    return await world.db.read(fetch)


async def history(world: World, number: int) -> list[str]:
    """The verbs of an opinion's history."""
    return [event.verb for event in await world.db.read(lambda c: opinions.events_of(c, number))]
