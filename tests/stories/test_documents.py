"""A consultation sent to the bot as a TOML file: checked completely, and nothing half done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage import consultations
from bot.storage.models import inbox
from emulator.faults import Fault, FaultKind
from tests import builders
from tests.stories.conftest import PICTURE, Story

QUESTION = '[[questions]]\ntext = "您家同意装门禁吗？"\ntype = "single"\noptions = ["同意", "不同意", "弃权"]\n'


def definition(story: Story, head: str = "", question: str = QUESTION, **replaced: str) -> str:
    """A file that is right, with lines replaced by key, a line more, or another question."""
    closes = (story.now() + timedelta(days=7)).isoformat(timespec="seconds")
    lines = {"title": '"门禁装不装"', "community": '"JX01"', "closes": closes} | replaced
    return "".join(f"{key} = {value}\n" for key, value in lines.items()) + head + question


async def stored(story: Story) -> list[str]:
    """The titles of all consultations."""
    return [item.title for item in await story.db.read(consultations.listed)]


async def test_staff_send_a_file_and_the_card_appears(story: Story) -> None:
    await story.bound()
    told = await story.sent(story.staff, "门禁.toml", definition(story), "已建好第 1 号：门禁装不装", "1 个已绑定的群")
    assert "开始" in told.words
    card = await story.card("门禁装不装", "1 同意", "3 弃权")
    assert [row[0].text for row in card.buttons[:3]] == ["1 同意", "2 不同意", "3 弃权"]


async def test_without_a_bound_group_staff_are_told_how_to_bind_one(story: Story) -> None:
    told = await story.sent(story.staff, "a.TOML", definition(story), "已建好第 1 号", "还没有绑定群", "/bind JX01")
    assert "已绑定的群" not in told.words


async def test_a_file_of_windows_with_a_byte_order_mark_is_read(story: Story) -> None:
    text = "\ufeff" + definition(story).replace("\n", "\r\n")
    await story.sent(story.staff, "a.toml", text, "已建好第 1 号")
    assert await stored(story) == ["门禁装不装"]


async def test_a_file_that_telegram_delivers_twice_creates_one_consultation(story: Story) -> None:
    await story.sent(story.staff, "a.toml", definition(story), "已建好第 1 号")
    for number in await story.db.read(lambda connection: list(connection.scalars(select(inbox.c.update_id)))):
        story.emulator.redeliver(number)
    await story.said(story.staff, "/close 1", "门禁装不装")
    assert await stored(story) == ["门禁装不装"]


async def test_a_file_that_names_a_template_and_its_values_is_enough(story: Story) -> None:
    filled = 'template = "self_fund_meter"\n[values]\nwater_cost = 800\npower_cost = 650.5\n'
    title = '"水电一户一表"'
    await story.sent(story.staff, "a.toml", definition(story, title=title, question=filled), "已建好", "水电一户一表")
    assert await stored(story) == ["水电一户一表"]


NO_WAY_OUT = QUESTION.replace('"同意", "不同意", "弃权"', '"方案A 绿地", "方案B 车位"')

FAULTS = [
    ({"head": 'sope = { building = "1" }\n'}, "第 4 行：sope — 没有这一项，是不是想写 scope？"),
    ({"community": '"JX02"'}, "第 2 行：community — 没有编码是「JX02」的小区，是不是 JX01？"),
    ({"head": "opens = 2098-01-01T00:00:00Z\n"}, "第 3 行：closes — 截止时间不能早于开始时间"),
    ({"closes": "2020-01-01T00:00:00Z"}, "第 3 行：closes — 截止时间不能早于开始时间"),
    ({"closes": '"明天"'}, "第 3 行：closes — 要写日期和时间"),
    ({"question": NO_WAY_OUT}, "第 7 行：questions[1].options — 几个方案里选一个，必须有“都不同意”"),
    ({"title": f'"{"长" * 5000}"'}, "第 1 行：title — 太长：5000 个字，最多 200 个字"),
    ({"title": '"门禁'}, "第 1 行：这一处不合 TOML 的写法"),
    ({"question": ""}, "questions — 少了这一项"),
    ({"question": QUESTION.replace("[[questions]]", "[questions]")}, "第 4 行：questions — 问题要写在 [[questions]]"),
    (
        {"question": QUESTION.replace("single", "singel")},
        "第 6 行：questions[1].type — 不能是「singel」，只能是：single",
    ),
    ({"head": 'scope = { building = "9" }\n'}, "第 4 行：scope — 户册里这个楼栋或单元没有计入表决的住户"),
    ({"question": QUESTION * 31}, "第 124 行：questions[31] — 一份问卷最多 30 题"),
    (
        {"head": 'template = "design_revew"\n'},
        "第 4 行：template — 没有叫「design_revew」的模板，是不是 design_review？",
    ),
]


@pytest.mark.parametrize(("wrong", "sentence"), FAULTS, ids=[sentence[:24] for _, sentence in FAULTS])
async def test_a_fault_is_named_with_line_and_key_and_nothing_is_stored(
    story: Story, wrong: dict[str, str], sentence: str
) -> None:
    told = await story.sent(story.staff, "a.toml", definition(story, **wrong), "还不能用", "什么都没有存")
    assert f"• {sentence}" in told.words
    assert told.words.count("•") == 1
    assert await stored(story) == []


async def test_every_fault_of_a_file_is_told_at_once(story: Story) -> None:
    text = definition(
        story, title='""', community="5", head="matter = 3\n", question='[[questions]]\noptions = ["一"]\n'
    )
    told = await story.sent(story.staff, "a.toml", text, "还不能用")
    for key in ("title", "community", "matter", "questions[1].text", "questions[1].type", "questions[1].options"):
        assert f"{key} — " in told.words
    assert await stored(story) == []


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xff\xfe\x00", "不是 UTF-8"),
        (b"x" * 300_000, "文件太大，最多 256 KB"),
        (b"a = " + b"[" * 20_000, "不合 TOML 的写法"),
        (b"a = " + b"9" * 5_000, "不合 TOML 的写法"),
        (b"\n", "title — 少了这一项"),
        (b"x = 1\n" + b'"' + b"k" * 9_000 + b'" = 1', "没有这一项"),
        (b"results = '" + b"<b>" * 9_000 + b"'", "不能是「<b><b>"),
    ],
    ids=["not text", "too large", "too deep", "endless number", "empty", "endless key", "endless value"],
)
async def test_a_file_that_is_no_definition_gets_one_clear_answer(story: Story, raw: bytes, sentence: str) -> None:
    await story.sent(story.staff, "a.toml", raw, sentence, "什么都没有存")
    assert await stored(story) == []


async def test_html_in_a_file_is_shown_as_it_is_written(story: Story) -> None:
    await story.bound()
    await story.sent(story.staff, "a.toml", definition(story, title='"<b>门禁</b> & 路灯"'), "<b>门禁</b> & 路灯")
    assert (await story.card("<b>门禁</b> & 路灯")).words.startswith("🗳 <b>门禁</b> & 路灯")


async def test_a_resident_who_sends_a_file_is_refused_and_learns_nothing(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    stranger = story.emulator.add_user("路人")
    for person in (neighbour, stranger):
        for text in (definition(story), definition(story, community='"JX02"'), "???"):
            told = await story.sent(person, "a.toml", text, "这件事要工作人员来办")
            assert "JX01" not in told.words
    assert await stored(story) == []


async def test_staff_of_another_community_cannot_create_here(story: Story) -> None:
    other = await story.db.write(lambda connection: builders.add_community(connection, "CF02", "春风里"))
    guest = await story.serving("小钱", community_id=other)
    await story.sent(guest, "a.toml", definition(story, head='scope = { building = "9" }\n'), "这件事要工作人员来办")
    volunteer = await story.serving("小孙", role="volunteer")
    await story.sent(volunteer, "a.toml", definition(story), "这件事要工作人员来办")
    assert await stored(story) == []


async def test_a_photo_or_another_file_creates_nothing_and_gets_a_kind_word(story: Story) -> None:
    await story.sent(story.staff, "plan.docx", b"PK", "这个我看不懂", "/help")
    story.emulator.send_photo(story.staff, "private", PICTURE)
    await story.said_back(story.staff, "这个我看不懂")
    assert await stored(story) == []


async def test_staff_who_chose_english_read_faults_in_english(story: Story) -> None:
    zhao = await story.serving("Zhao")
    await story.db.write(lambda connection: builders.add_person(connection, zhao.id, "en"))
    told = await story.sent(zhao, "a.toml", definition(story, community='"JX02"'), "cannot be used yet")
    assert "Line 2: community — there is no community with code “JX02”; did you mean JX01?" in told.words
    await story.sent(zhao, "a.toml", definition(story), "Created number 1")


@pytest.mark.parametrize("kind", ["502", "drop_after"])
async def test_whoever_sent_a_file_that_did_not_arrive_is_told(story: Story, kind: FaultKind) -> None:
    story.emulator.faults.add(Fault("getFile", kind, times=2))
    await story.sent(story.staff, "a.toml", definition(story), "文件没有收到", "什么都没有存")
    assert await stored(story) == []
