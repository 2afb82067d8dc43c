"""What somebody's own page and export say of meetings and opinions; and what is left when they are forgotten."""

from __future__ import annotations

import json

from sqlalchemy import insert, select

from bot.actions.answer_invitation import answer_invitation
from bot.actions.check_in import check_in
from bot.actions.erase_person import erase_person
from bot.actions.show_mine import show_mine
from bot.rules.meetings import Attendance, Coming
from bot.storage import meetings
from bot.storage.database import Connection, Database
from bot.storage.models import attendance, opinion, rsvp
from bot.storage.people import find_person
from bot.texts import LANGUAGES, texts
from bot.views.mine import export_document, mine_screen
from tests.actions.meeting_world import ADMINS, LI, SHANGHAI, START, at, held, make_village
from tests.actions.people_world import World
from tests.builders import NOON


async def took_part(world: World) -> int:
    """Li answers an invitation, comes, and gives an opinion; the meeting's number."""
    found = await held(world)
    await answer_invitation(world.db, at(world, LI, NOON), found.id, Coming.YES)
    await check_in(world.db, at(world, LI, START), found.id)

    def speak(connection: Connection) -> None:
        known = find_person(connection, LI)
        assert known is not None
        row = {"community_id": world.community_id, "person_id": known.id, "text": "路灯不亮", "raised_at": NOON}
        connection.execute(insert(opinion), row)

    await world.db.write(speak)
    return found.id


async def test_the_page_counts_and_the_export_tells_everything(db: Database) -> None:
    world = await make_village(db)
    await took_part(world)
    mine = await show_mine(db, at(world, LI, START), ADMINS, answers=True)
    assert "回过话 1 次，您签到 1 次；您提过意见 1 条" in mine_screen(mine, texts("zh-CN"), SHANGHAI).text
    exported = json.loads(export_document(mine, SHANGHAI))
    assert [reply["said"] for reply in exported["meetings"]] == ["yes", "came"]
    assert [(given["text"], given["answer"]) for given in exported["opinions"]] == [("路灯不亮", None)]
    for language in LANGUAGES:
        assert "1" in mine_screen(mine, texts(language), SHANGHAI).text


async def test_somebody_who_took_no_part_reads_nothing_of_it(db: Database) -> None:
    world = await make_village(db)
    mine = await show_mine(db, at(world, LI, START), ADMINS, answers=True)
    assert "提过意见" not in mine_screen(mine, texts("zh-CN"), SHANGHAI).text


async def test_being_forgotten_keeps_the_counts_and_cuts_the_tie(db: Database) -> None:
    world = await make_village(db)
    number = await took_part(world)
    await erase_person(db, at(world, LI, START))

    def look(connection: Connection) -> tuple[Attendance, int, list[int | None], list[int | None]]:
        found = meetings.load(connection, number)
        assert found is not None
        came = meetings.attendance(connection, number)
        yes = meetings.answers(connection, found).homes[Coming.YES]
        of_attendance = list(connection.scalars(select(attendance.c.person_id)))
        return came, yes, of_attendance, list(connection.scalars(select(opinion.c.person_id)))

    assert await db.read(look) == (Attendance(1, 1), 1, [None], [None])
    assert "person_id" not in rsvp.c, "a home answers, not a person"
