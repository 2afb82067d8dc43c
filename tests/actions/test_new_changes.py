"""Changing what nobody has answered, extending what is open, and files from the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.actions.advance_consultations import advance
from bot.actions.create_consultation import DefinitionRejected, create_consultations
from bot.actions.drawings import drawings_of, learn, sources_of
from bot.actions.end_consultation import close_consultation
from bot.actions.extend_consultation import extend_consultation
from bot.actions.new_what import CHANGE_OLD, EXTEND_OLD
from bot.actions.new_where import DONE
from bot.actions.transact import Request
from bot.rules.answers import Answer, chosen
from bot.rules.attachments import Attachment
from bot.rules.consultation import QuestionType
from bot.rules.new_plan import Ask
from bot.rules.questionnaire_form import OWN, Draft
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, attachments, ballots, cards
from bot.storage.ballots import Change
from bot.storage.database import Database
from bot.storage.models import audit, binding, question, upload
from bot.storage.upsert import insert
from tests.actions.new_office import ADMIN, SHANGHAI, STAFF, Office, make_office
from tests.builders import NOON

PNG = b"\x89PNG\r\n\x1a\n picture"
TOML = """
title = "停车"
communities = ["JX01", "HY02"]
closes = 2026-12-08T18:00:00
[[questions]]
text = "怎么改？"
type = "single"
options = ["同意", "不同意"]
[[attachments]]
file = "a.png"
question = 1
option = 2
[[attachments]]
file = "plans/b.pdf"
"""


@pytest.fixture
async def office(db: Database) -> Office:
    """Two communities and those who serve them."""
    return await make_office(db)


async def opened(office: Office, *communities: int) -> int:
    """A consultation that staff have opened; its number."""
    await office.written()
    await office.to_preview(*communities)
    number = (await office.finish()).numbers[0]
    await office.db.write(lambda connection: advance(connection, office.now))
    return number


async def answered(office: Office, number: int, answer: Answer) -> None:
    """The first home answers, or withdraws."""
    made = next(each for each in await office.made() if each.id == number)
    change = Change(number, made.questions[0].id, QuestionType.SINGLE, office.homes[0], answer, None, "chat", None)
    await office.db.write(lambda connection: ballots.store(connection, [change], office.now))


async def test_words_options_and_end_are_changed_and_the_questions_get_new_ids(office: Office) -> None:
    number = await opened(office)
    [before] = await office.made()
    await office.begin(CHANGE_OLD)
    await office.press(Ask.LIST, number)
    await office.edit(Ask.TITLE)
    await office.type("楼道灯换新")
    await office.edit(Ask.TEXT)
    await office.press(Ask.TEXT, 101)
    await office.type("换\n不换\n说不清")
    await office.edit(Ask.CLOSES)
    await office.type("12月3日")
    await office.finish()
    [after] = await office.made()
    assert (after.title, after.questions[0].options) == ("楼道灯换新", ("换", "不换", "说不清"))
    assert after.closes_at < before.closes_at
    assert (after.opens_at, after.id) == (before.opens_at, before.id)
    assert after.questions[0].id > before.questions[0].id
    kept = await office.db.read(lambda connection: connection.scalar(select(func.count()).select_from(question)))
    assert kept == 1


def _draft(number: int) -> Callable[[Connection], None]:
    def change(connection: Connection) -> None:
        answering.put(connection, 1000, number, OWN, Draft(place=1), NOON)
        answering.say(connection, 1000, number, OWN, 1, chosen(1))

    return change


@pytest.mark.parametrize("how", ["ballot", "withdrawn", "draft"])
async def test_nothing_is_changed_once_somebody_has_answered(office: Office, how: str) -> None:
    number = await opened(office)
    view = await office.begin(CHANGE_OLD)
    assert [each.id for each in view.older] == [number]
    await office.press(Ask.LIST, number)
    if how == "draft":
        await office.db.write(_draft(number))
    else:
        await answered(office, number, chosen(1))
    if how == "withdrawn":
        await answered(office, number, Answer())
    [before] = await office.made()
    with pytest.raises(Refusal) as refused:
        await office.finish()
    assert refused.value.reason is Reason.NEW_ANSWERED
    assert await office.made() == [before]
    assert (await office.begin(CHANGE_OLD)).older == ()
    with pytest.raises(Refusal) as listed:
        await office.press(Ask.LIST, number)
    assert listed.value.reason is Reason.NEW_ANSWERED


async def test_what_was_asked_in_many_communities_is_changed_in_all_or_in_none(office: Office) -> None:
    office.who = ADMIN
    await office.written()
    await office.press(Ask.COMMUNITIES, office.here)
    await office.press(Ask.COMMUNITIES, office.there)
    await office.press(DONE, 0)
    await office.to_preview()
    numbers = (await office.finish()).numbers
    await office.begin(CHANGE_OLD)
    await office.press(Ask.LIST, numbers[0])
    await office.edit(Ask.TITLE)
    await office.type("楼道灯换新")
    await office.finish()
    assert {each.title for each in await office.made()} == {"楼道灯换新"}
    await office.begin(CHANGE_OLD)
    await office.press(Ask.LIST, numbers[0])
    await office.db.write(lambda connection: advance(connection, office.now))
    mine = next(each.id for each in await office.made() if each.community_code == "JX01")
    await answered(office, mine, chosen(1))
    with pytest.raises(Refusal) as refused:
        await office.finish()
    assert refused.value.reason is Reason.NEW_ANSWERED


async def test_other_drawings_go_out_anew_before_a_new_card(office: Office) -> None:
    number = await opened(office)
    row = {"chat_id": -5, "community_id": office.here, "bound_by": STAFF, "bound_at": NOON, "present": True}

    def posted(connection: Connection) -> None:
        connection.execute(insert(connection, binding).values(row))
        cards.plan_missing(connection, office.now)
        [planned] = cards.unfinished(connection)
        cards.TABLE.part_sent(connection, planned.id, 1, office.now)
        cards.posted(connection, planned.id, 77, "x")

    await office.db.write(posted)
    await office.begin(CHANGE_OLD)
    await office.press(Ask.LIST, number)
    await office.edit(Ask.FILES)
    await office.file(Attachment("photo", "file-1"))
    await office.press(Ask.FILES, 0)
    await office.finish()
    [waiting] = await office.db.read(cards.unfinished)
    assert (waiting.message_id, waiting.retired_id, waiting.parts_sent) == (None, 77, 0)


async def test_an_end_is_moved_to_later_with_a_reason(office: Office) -> None:
    number = await opened(office)
    [before] = await office.made()
    await office.begin(EXTEND_OLD)
    await office.press(Ask.LIST, number)
    await office.press(Ask.CLOSES, 3)
    await office.type("下雪")
    await office.finish()
    [after] = await office.made()
    assert after == replace(before, closes_at=before.closes_at + timedelta(days=3))
    said = await office.db.read(
        lambda connection: connection.scalar(select(audit.c.subject).order_by(audit.c.id.desc()))
    )
    assert said == f"consultation {number} until 2026-12-11T18:00+08:00: 下雪"


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(6, "下雪", Reason.EXTEND_ONLY_LATER), (14, " \u202e ", Reason.EXTEND_REASON), (400, "下雪", Reason.NEW_TOO_FAR)],
)
async def test_an_end_is_never_moved_to_sooner_nor_without_a_reason(
    office: Office, days: int, reason: str, sentence: Reason
) -> None:
    number = await opened(office)
    with pytest.raises(Refusal) as refused:
        await extend_consultation(office.db, number, NOON + timedelta(days=days), reason, NOON)
    assert refused.value.reason is sentence


async def test_only_what_is_open_is_extended_and_by_those_who_serve_there(office: Office) -> None:
    number = await opened(office)
    later = NOON + timedelta(days=20)
    with pytest.raises(Refusal) as stranger:
        await extend_consultation(office.db, number, later, "下雪", NOON, Request(99, 4, NOON), [ADMIN])
    assert stranger.value.reason is Reason.NOT_ALLOWED
    await close_consultation(office.db, number, NOON + timedelta(hours=1))
    with pytest.raises(Refusal) as closed:
        await extend_consultation(office.db, number, later, "下雪", NOON + timedelta(hours=2))
    assert closed.value.reason is Reason.ALREADY_CLOSED


async def test_files_beside_a_definition_are_kept_once_until_telegram_has_them(office: Office, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "plans" / "b.pdf").write_bytes(b"%PDF-1.7")
    numbers = await create_consultations(office.db, TOML.encode(), NOON, SHANGHAI, folder=tmp_path)
    drawings = [await drawings_of(office.db, number) for number in numbers]
    assert [[(file.kind, file.name, file.order) for file in each.files] for each in drawings if each] == [
        [("document", "b.pdf", (0, 0)), ("photo", "a.png", (1, 2))]
    ] * 2
    first = drawings[0]
    assert first is not None
    [[paper], [photo]] = [await sources_of(office.db, part) for part in first.parts[::-1]]
    assert (paper.given, photo.given) == (b"%PDF-1.7", PNG)
    assert first.files[1].upload_id is not None
    await learn(office.db, first.files[1].upload_id, "file-9")
    for number in numbers:
        now = await office.db.read(lambda connection, n=number: attachments.of(connection, n))  # type: ignore[misc]
        assert [(file.file_id, file.upload_id is None) for file in now] == [(None, False), ("file-9", True)]
    kept = await office.db.read(lambda connection: connection.scalar(select(func.count()).select_from(upload)))
    assert kept == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "attachment_unreadable"), (b"MZ", "attachment_kind"), (PNG + bytes(10 * 2**20), "attachment_large")],
)
async def test_a_file_that_cannot_be_shown_stops_everything(
    office: Office, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    text = TOML.replace('"plans/b.pdf"', '"a.png"')
    if content is not None:
        (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(DefinitionRejected) as rejected:
        await create_consultations(office.db, text.encode(), NOON, SHANGHAI, folder=tmp_path)
    assert {fault.reason for fault in rejected.value.faults} == {reason}
    assert [fault.line for fault in rejected.value.faults] == [10, 14]
    assert await office.made() == []


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("question = 2", "attachment_question"),
        ("question = 1\noption = 3", "attachment_option"),
        ("option = 1", "attachment_option"),
        ("question = true", "attachment_question"),
    ],
)
async def test_a_file_for_a_place_that_is_not_there_is_refused(office: Office, place: str, reason: str) -> None:
    text = TOML.replace("question = 1\noption = 2", place)
    with pytest.raises(DefinitionRejected) as rejected:
        await create_consultations(office.db, text.encode(), NOON, SHANGHAI)
    assert [fault.reason for fault in rejected.value.faults] == [reason]


async def test_a_definition_by_chat_brings_no_files(office: Office) -> None:
    with pytest.raises(DefinitionRejected) as rejected:
        await create_consultations(office.db, TOML.encode(), NOON, SHANGHAI)
    assert {fault.reason for fault in rejected.value.faults} == {"attachment_local"}
