"""``/report`` in chat: a picture, a few lines and files, from the district down to a community, each to their own."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, insert, update

from bot.reports.tally_chart import png_size
from bot.storage.models import community, grant, ledger_record
from emulator import Message, User
from tests import builders
from tests.reports.fee_world import ask_for_prices
from tests.stories.conftest import Story

CAPTION = 1024
HOSTILE = "<b>红云里</b>\u202e&{{ title }}"


def district(connection: Connection) -> None:
    """金祥花园 and 297 more communities in two subdistricts, one with a hostile name; a meeting in 2020."""
    connection.execute(update(community).values(subdistrict="东街"))
    names = {1: HOSTILE}
    rows = [
        {"code": f"HY{number:03}", "name": names.get(number, f"红云里{number}"), "subdistrict": "西街"}
        for number in range(1, 298)
    ]
    connection.execute(insert(community), rows)
    meeting = {"record": "meeting", "day": "2020-05-06", "community_id": 1, "kind": "exchange", "headcount": 45}
    kept = {"digest": "0" * 64, "occurrence": 1, "recorded_at": builders.NOON}
    connection.execute(insert(ledger_record), meeting | kept)


async def serving_subdistrict(story: Story, name: str, subdistrict: str) -> User:
    person = story.emulator.add_user(name, label="staff")
    row = {"telegram_id": person.id, "role": "staff", "subdistrict": subdistrict, "granted_at": story.now()}
    await story.db.write(lambda connection: connection.execute(insert(grant), row))
    return person


async def pressed(story: Story, person: User, message: Message, button: str, *parts: str) -> Message:
    """Press, and wait for a new message with all parts."""
    seen = story.emulator.last(person.id).message_id
    await story.tap(person, person, message, story.label(message, button))

    def look() -> Message | None:
        last = story.emulator.last(person.id)
        return last if last.message_id > seen and all(part in last.words for part in parts) else None

    return await story.wait_for(look)


async def test_a_typed_year_brings_a_picture_with_its_first_lines_and_files_on_request(story: Story) -> None:
    await story.db.write(district)
    shown = await story.said(story.staff, "/report 2020", "召集群众见面会、交流会1次,参加45人次")
    assert shown.photo is not None
    assert png_size(shown.photo.data)[0] == 1080
    assert shown.words.startswith("全区2020年老旧小区改造工作总结\n")
    assert len(shown.words) <= CAPTION
    assert shown.caption_entities == []
    book = await pressed(story, story.staff, shown, "Excel")
    assert book.document is not None
    assert book.document.file_name == "louyuan-2020.xlsx"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.document.data)).get_sheet_by_name("小区").to_python()
    assert len(sheet) == 1 + 298
    page = await pressed(story, story.staff, shown, "网页")
    assert page.document is not None
    assert page.document.data.startswith(b"<!doctype html>")


async def test_the_way_leads_from_the_district_to_a_subdistrict_and_a_community(story: Story) -> None:
    await story.db.write(district)
    shown = await story.said(story.staff, "/report 2020", "全区")
    parts = await pressed(story, story.staff, shown, "看某个街道或小区", "看哪里的？")
    assert [row[0].text for row in parts.buttons] == ["东街", "西街", "看全部"]
    west = await pressed(story, story.staff, parts, "西街", "西街2020年")
    below = await pressed(story, story.staff, west, "看某个街道或小区", "第 1 页，共 25 页")
    assert below.buttons[0][0].text == "<b>红云里</b>&{{ title }} · HY001"
    one = await pressed(story, story.staff, below, "<b>红云里</b>", "<b>红云里</b>&{{ title }}改造工作一览")
    assert one.photo is not None
    assert not any("看某个" in button.text for row in one.buttons for button in row)
    paper = await pressed(story, story.staff, one, "PDF")
    assert paper.document is not None
    assert paper.document.file_name == "louyuan-2020-HY001.pdf"


async def test_staff_of_a_subdistrict_see_theirs_and_forged_buttons_do_not_help(story: Story) -> None:
    await story.db.write(district)
    li = await serving_subdistrict(story, "小李", "东街")
    chooser = await story.said(li, "/report", "看哪一段时间")
    shown = await pressed(story, li, chooser, "今年", "金祥花园")
    assert shown.photo is not None
    assert "西街" not in shown.words
    wide = await story.said(story.staff, "/report 2020", "全区")
    data = next(button.callback_data for row in wide.buttons for button in row if button.text == "全文") or ""
    own = await pressed(story, li, shown, "全文")
    assert own.document is not None
    assert "红云里" not in own.document.data.decode()
    verb, kind, day, _, shape = data.split(":")
    forged = f"{verb}:{kind}:{day}:{2 * 2}:{shape}"
    press = story.emulator.press(li, li.id, shown.message_id, data=forged, forged=True)
    assert "没有权限" in ((await press.answered(timeout=20)).text or "")


@pytest.mark.parametrize("typed", ["/report 去年", "/report 2020-13", "/report 2020-02-30", "/report 99999"])
async def test_a_date_that_is_none_is_explained(story: Story, typed: str) -> None:
    told = await story.said(story.staff, typed, "没看懂日期")
    assert "2020-11（哪个月）" in told.words


async def test_a_volunteer_is_sent_to_the_staff_and_a_group_to_the_private_chat(story: Story) -> None:
    helper = await story.serving("老李", role="volunteer")
    refused = await story.said(helper, "/report", "这件事要工作人员来办")
    pointed = await story.said(story.staff, "/report", "私聊", chat=story.group)
    assert not refused.buttons
    assert not pointed.buttons


async def test_a_report_on_nothing_says_so(story: Story) -> None:
    shown = await story.said(story.staff, "/report 2019-03", "月考评")
    assert "未登记" in shown.words


async def test_a_bulletin_that_was_asked_for_comes_on_monday_until_it_is_not_wanted_any_more(story: Story) -> None:
    await story.db.write(district)
    chooser = await story.said(story.staff, "/report", "看哪一段时间")
    assert "每周一上午 9 点" in ((await story.tap(story.staff, story.staff, chooser, "每周一发给我")).text or "")
    zone = story.config.locale.zone
    today = story.now().astimezone(zone)
    monday = datetime.combine(today.date() + timedelta(days=7 - today.weekday()), time(9, 1), zone)
    story.later(seconds=(monday - story.now()).total_seconds())
    letter = await story.wait_for(lambda: bulletin(story))
    assert "一、本周：" in letter.words
    assert "<b>" not in letter.words
    picture = await pressed(story, story.staff, letter, "看图", "周通报")
    assert picture.photo is not None
    assert "不再发了" in ((await story.tap(story.staff, story.staff, letter, "每周一的，不再发")).text or "")
    story.later(days=7)
    await story.said(story.staff, "/report", "看哪一段时间")
    assert len([text for text in story.texts_of(story.staff) if text.startswith("全区") and "要图" in text]) == 1


def bulletin(story: Story) -> Message | None:
    last = story.emulator.last(story.staff.id)
    return last if "要图、要文件" in last.words else None


async def test_a_tally_shows_which_buildings_have_answered(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    zhao = await story.serving("小赵")
    await story.bound()
    await story.consultation()
    await story.toast(neighbour, await story.card("已有 0 户"), "2")
    book = await story.wait_for(
        partial(tally_of, story, zhao, story.emulator.say(zhao, "private", "/tally 1").message_id)
    )
    picture = await pressed(story, zhao, book, "看各楼栋", "第 1 号 停车与绿地怎么改", "看不到选了什么")
    assert picture.photo is not None
    assert png_size(picture.photo.data)[0] == 1080
    helper = await story.serving("老李", role="volunteer")
    start = await story.said(helper, "/help", "/remind")
    press = story.emulator.press(helper, helper.id, start.message_id, data="tu:1", forged=True)
    assert "没有权限" in ((await press.answered(timeout=20)).text or "")


def tally_of(story: Story, person: User, after: int) -> Message | None:
    last = story.emulator.last(person.id)
    return last if last.message_id > after and last.document else None


async def test_staff_weigh_which_compounds_could_share_one_property_management(story: Story) -> None:
    def surveyed(connection: Connection) -> None:
        district(connection)
        ask_for_prices(connection, 1, [3, 3, 2, 1], cost=10_000)
        ask_for_prices(connection, 3, [3, 2], cost=10_000)

    await story.db.write(surveyed)
    shown = await story.said(story.staff, "/report 2020", "全区")
    chooser = await pressed(story, story.staff, shown, "物业测算", "合用一家物业")
    assert [row[0].text for row in chooser.buttons] == ["金祥花园 · JX01", "红云里2 · HY002"]
    for name in ("金祥花园", "红云里2"):
        chooser = await redrawn(story, chooser, name, partial(is_chosen, name))
    answer = await redrawn(story, chooser, "算一算", lambda now: "2 个小区合起来" in now.words)
    assert "成本按各小区征询里写的相加" in answer.words
    assert "每月成本 200.00 元" in answer.words
    dear = await redrawn(story, answer, "+100", lambda now: "按 100 元算" in now.words)
    assert "按 0.30 元/㎡·月，愿意交的人都交，刚好够成本" in dear.words


def is_chosen(name: str, message: Message) -> bool:
    return any(button.text.startswith(f"✅ {name}") for row in message.buttons for button in row)


async def redrawn(story: Story, message: Message, button: str, done: Callable[[Message], bool]) -> Message:
    """Press, and wait until the message has changed."""
    await story.tap(story.staff, story.staff, message, story.label(message, button))
    return await story.wait_for(lambda: now if done(now := story.emulator.last(story.staff.id)) else None)
