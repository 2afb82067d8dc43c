"""What is known about me, leaving, being forgotten, and the language."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.choose_language import choose_language, chosen_language, note_reachable, note_unreachable
from bot.actions.erase_person import erase_person
from bot.actions.leave_household import find_own_home, leave_household
from bot.actions.show_mine import show_mine
from bot.rules.consultation import Consultation
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meetings import Coming, MeetingKind
from bot.rules.people import Relation
from bot.rules.permissions import Place, Role
from bot.rules.refusals import Reason
from bot.storage import attendances, dialogues, inbox, meetings, outbox, rsvps
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.models import ballot, ballot_history, code_try, dialogue, person, verification_draft
from bot.storage.models import inbox as arrivals
from bot.storage.models import outbox as letters
from bot.storage.people import find_person
from bot.texts import texts
from bot.views.mine import erase_question, export_document, mine_screen
from tests import builders
from tests.actions.people_world import ADMIN, World, make_world, refusal_of
from tests.builders import NOON

WANG, LI = 1001, 1002
ZONE = ZoneInfo("Asia/Shanghai")


async def voted(world: World, who: int) -> Consultation:
    """A consultation in which somebody has chosen the second option."""

    def ask(connection: Connection) -> Consultation:
        return builders.add_consultation(connection, world.community_id)

    asked = await world.do(ask)
    await cast_ballot(world.db, Press(world.request(who), asked.questions[0].id, 2))
    return asked


def invite_and_come(connection: Connection, world: World, who: int) -> None:
    """A meeting that somebody's home accepts, a reminder, and somebody comes."""
    starts = NOON + timedelta(days=1)
    draft = MeetingDraft("JX01", MeetingKind.EXCHANGE, "门禁怎么装", starts, starts + timedelta(hours=1), "活动室")
    number = meetings.create(connection, draft, world.community_id, None, NOON)
    rsvps.store(connection, number, [world.homes[0]], Coming.YES, NOON)
    outbox.plan(connection, "reminder", number, [who], NOON)
    known = find_person(connection, who)
    assert known is not None
    attendances.check_in(connection, number, known.id, world.homes[0], NOON)


async def count(world: World, table: object) -> int:
    """How many rows a table has."""
    return await world.db.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def test_mine_tells_flats_relation_confirmation_date_consent_language_and_roles(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await world.serves(WANG, Role.VOLUNTEER, Place(community_id=world.community_id, building="1"))
    mine = await show_mine(db, world.request(WANG), world.config.roles.admins)
    text = mine_screen(mine, texts("zh-CN"), ZONE).text
    for part in ("金祥花园 1号楼1单元101", "业主", "等工作人员核对", "2026-12-01", "中文", "楼栋长"):
        assert part in text


async def test_mine_of_a_stranger_says_how_to_begin_and_offers_nothing_to_delete(db: Database) -> None:
    world = await make_world(db)
    screen = mine_screen(await show_mine(db, world.request(WANG), []), texts("zh-CN"), ZONE)
    assert "纸条" in screen.text
    assert screen.buttons == ()


async def test_leaving_ends_the_membership_and_keeps_the_households_ballot(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await voted(world, WANG)
    home = (await find_own_home(db, world.request(WANG), world.homes[0])).home
    left = await leave_household(db, world.request(WANG), world.homes[0])
    assert left.home == home
    assert await world.tenures(WANG) == ()
    assert await count(world, ballot) == 1
    again = await refusal_of(leave_household(db, world.request(WANG), world.homes[0]))
    assert again.reason is Reason.NOT_A_MEMBER


async def test_a_neighbours_flat_cannot_be_left(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await world.moves_in(LI, 1)
    assert (await refusal_of(leave_household(db, world.request(LI), world.homes[0]))).reason is Reason.NOT_A_MEMBER
    assert len(await world.tenures(WANG)) == 1


async def test_being_forgotten_leaves_the_ballot_and_no_trace_of_who_pressed(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await world.moves_in(LI, 1)
    await voted(world, WANG)
    await refusal_of(world.shows(WANG, "0001AAAAAAAA"))
    await world.shows(WANG, world.code(2))
    await erase_person(db, world.request(WANG))
    await erase_person(db, world.request(WANG))
    assert await db.read(lambda connection: find_person(connection, WANG)) is None
    assert await db.read(lambda connection: find_person(connection, LI)) is not None
    assert [await count(world, table) for table in (verification_draft, code_try, ballot, ballot_history)] == [
        0,
        0,
        1,
        1,
    ]
    assert await db.read(lambda connection: connection.scalars(select(ballot_history.c.person_id)).all()) == [None]


async def test_being_forgotten_takes_every_letter_and_the_mark_of_every_update_along(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    request = world.request(WANG)

    def make(connection: Connection) -> None:
        inbox.store(connection, [[Arrival(request.update_id, WANG, b"{}", NOON)]])
        for subject, chat in ((1, WANG), (2, WANG), (1, LI)):
            outbox.plan(connection, "reminder", subject, [chat], NOON)
        dialogues.begin(connection, WANG, "announcement", {"text": "x"}, NOON)

    await world.do(make)
    await erase_person(db, request)
    assert await db.read(lambda c: c.scalars(select(letters.c.chat_id)).all()) == [LI]
    assert await db.read(lambda c: c.scalars(select(arrivals.c.lane)).all()) == [0]
    assert await count(world, dialogue) == 0


async def test_somebody_forgotten_may_come_back_and_is_asked_again(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await erase_person(db, world.request(WANG))
    await world.moves_in(WANG, 0, Relation.TENANT)
    assert [tenure.membership.relation for tenure in await world.tenures(WANG)] == [Relation.TENANT]


async def test_the_export_has_everything_that_is_kept(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    asked = await voted(world, WANG)
    await choose_language(db, world.request(WANG), "en")
    await world.do(lambda connection: invite_and_come(connection, world, WANG))
    mine = await show_mine(db, world.request(WANG), [WANG], answers=True)
    document = json.loads(export_document(mine, ZONE))
    asked_at = "2026-12-01T20:00:00+08:00"
    assert document == {
        "telegram_id": WANG,
        "language": "en",
        "consented_at": "2026-12-01T20:00:00+08:00",
        "reachable": True,
        "subscribed": True,
        "homes": [
            {
                "community": "金祥花园",
                "building": "1",
                "entrance": "1",
                "room": "101",
                "relation": "owner",
                "owner_confirmed": False,
                "since": "2026-12-01T20:00:00+08:00",
            }
        ],
        "roles": [],
        "configured_admin": True,
        "answers": [
            {
                "consultation": asked.title,
                "question": asked.questions[0].text,
                "options": [2],
                "at": "2026-12-01T20:00:00+08:00",
            }
        ],
        "meetings": [
            {"meeting": "门禁怎么装", "starts": "2026-12-02T20:00:00+08:00", "said": said, "at": asked_at}
            for said in ("yes", "came")
        ],
        "opinions": [],
        "notices": [{"kind": "reminder", "due": "2026-12-01T20:00:00+08:00", "state": "planned"}],
    }


async def test_whoever_serves_is_told_that_the_role_is_not_deleted(db: Database) -> None:
    world = await make_world(db)
    words = texts("zh-CN")
    admin = await show_mine(db, world.request(ADMIN), world.config.roles.admins)
    resident = await show_mine(db, world.request(WANG), world.config.roles.admins)
    note = words.html("people.erase_keeps_role")
    assert note in erase_question(admin, words).text
    assert note not in erase_question(resident, words).text


async def test_the_language_is_chosen_before_and_after_verification(db: Database) -> None:
    world = await make_world(db)
    assert await chosen_language(db, WANG) is None
    await choose_language(db, world.request(WANG), "en")
    assert await chosen_language(db, WANG) == "en"
    await world.moves_in(WANG, 0)
    assert await chosen_language(db, WANG) == "en"
    await choose_language(db, world.request(WANG), "zh-CN")
    assert await chosen_language(db, WANG) == "zh-CN"


async def test_blocking_and_unblocking_is_remembered_of_known_people_only(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await note_unreachable(db, LI)
    assert await count(world, person) == 1
    for reachable in (False, True):
        await note_reachable(db, world.request(WANG), reachable)
        known = await db.read(lambda connection: find_person(connection, WANG))
        assert known is not None
        assert known.reachable is reachable


async def test_an_old_consent_stays_when_a_flat_is_added_later(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    world.later = timedelta(days=3)
    await world.shows(WANG, world.code(1))
    await world.says(WANG, 1, Relation.OWNER)
    mine = await show_mine(db, world.request(WANG), [])
    assert mine.person is not None
    assert mine.person.consented_at == builders.NOON
    assert [tenure.since for tenure in mine.tenures] == [builders.NOON, builders.NOON + timedelta(days=3)]
