"""Ballots on paper, told from the chats: entered by volunteers and staff, checked by a second person."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import func, select

from bot.actions.end_consultation import close_consultation
from bot.actions.fill_paper import start_entry, take_step
from bot.actions.record_paper import record_paper
from bot.actions.tally_consultation import tally_consultation
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, QuestionType, Regime
from bot.rules.paper import Deed
from bot.rules.permissions import Grant, Place, Role
from bot.storage import grants
from bot.storage.models import audit, ballot_history, paper_draft
from emulator import Message, User
from tests.questionnaires import SHORT, questionnaire
from tests.stories.conftest import Story
from tests.stories.test_people import pressed

TITLE = "停车与绿地怎么改"
_updates = count(10**12)


async def volunteer(story: Story) -> User:
    """The volunteer of building 1."""
    return await helper(story, "张楼长", Role.VOLUNTEER, "1")


async def helper(story: Story, name: str, role: Role, building: str | None = None) -> User:
    """Somebody who serves here, or in one building."""
    person = story.emulator.add_user(name, label="staff")
    grant = Grant(role, Place(community_id=story.community_id, building=building))
    await story.db.write(lambda connection: grants.add_grant(connection, person.id, grant, story.now()))
    return person


async def begin(story: Story, person: User, *parts: str) -> Message:
    """``/paper``."""
    return await story.said(person, "/paper", *(parts or ("录入纸质票",)))


async def at_the_door(story: Story, person: User, room: str) -> Message:
    """From ``/paper`` to the sheet of a home in building 1."""
    await begin(story, person)
    page = await pressed(story, person, TITLE, TITLE, "哪")
    if "哪栋楼" in (page.text or ""):
        page = await pressed(story, person, "1号楼", "哪一户")
    return await pressed(story, person, story.label(page, room), f"1号楼1单元{room}")


async def entered(story: Story, person: User, asked: Consultation, home: int, option: int) -> None:
    """Somebody has entered the sheet of a home."""
    key = (asked.questions[0].id, story.homes[home])

    def request() -> Request:
        return Request(next(_updates), person.id, story.now())

    await start_entry(story.db, request(), (), asked.id, story.homes[home])
    await take_step(story.db, request(), (), key, Deed.CHOOSE, option)
    await record_paper(story.db, request(), (), key)


async def on_paper(story: Story, asked: Consultation) -> tuple[list[int], dict[str, int]]:
    """Households per option, and answers by channel."""
    counted = await tally_consultation(story.db, asked.id, story.now())
    return [option.weight.households for option in counted.questions[0].options], dict(counted.turnout.by_channel)


async def test_a_volunteer_enters_a_sheet_and_the_card_moves(story: Story) -> None:
    await story.bound()
    zhang = await volunteer(story)
    asked = await story.consultation()
    card = await story.card(TITLE, "已有 0 户")
    await begin(story, zhang)
    doors = await pressed(story, zhang, TITLE, "哪一户", "1号楼1单元")
    assert [button.text for row in doors.buttons for button in row][:6] == [str(room) for room in range(101, 107)]
    sheet = await pressed(story, zhang, "103", "1号楼1单元103", "纸票上选的是哪一个")
    assert story.label(sheet, "2").startswith("2 方案B")
    await pressed(story, zhang, "2 方案B", "1号楼1单元103 的纸质票：2 方案B 增加车位。对吗？")
    done = await pressed(story, zhang, "对，记下", "已记下 1号楼1单元103 的纸质票")
    assert "方案" not in (done.text or "")
    moved = await story.card("已有 1 户回答，共 12 户")
    assert moved.message_id == card.message_id
    assert await on_paper(story, asked) == ([0, 1, 0], {"chat": 0, "paper": 1})
    await pressed(story, zhang, "录下一户", "哪一户")
    assert story.label(story.emulator.last(zhang.id), "103") == "✅ 103"


async def test_of_a_home_that_has_answered_it_is_said_when_and_how_but_not_what(story: Story) -> None:
    wang = await story.at_home("王阿姨", 0)
    asked = await story.consultation()
    await story.said(wang, "/votes", TITLE)
    await pressed(story, wang, "3", "已选 3")
    zhang = await volunteer(story)
    await at_the_door(story, zhang, "101")
    question = await story.said_back(zhang, "1号楼1单元101 已经答过了", "用手机投的", "以纸质票为准吗")
    assert "都不同意" not in (question.text or "")
    await pressed(story, zhang, "以纸质票为准", "纸票上选的是哪一个")
    await pressed(story, zhang, "1", "对吗")
    await pressed(story, zhang, "对，记下", "已记下")
    assert await on_paper(story, asked) == ([1, 0, 0], {"chat": 0, "paper": 1})
    rows = await story.db.read(
        lambda c: c.execute(
            select(ballot_history.c.channel, ballot_history.c.choices, ballot_history.c.person_id).order_by(
                ballot_history.c.id
            )
        ).all()
    )
    assert [(row.channel, row.choices) for row in rows] == [("chat", "3"), ("paper", "1")]
    assert rows[1].person_id is None
    lines = await story.db.read(
        lambda c: c.execute(select(audit.c.actor, audit.c.subject).where(audit.c.verb == "paper")).all()
    )
    assert [tuple(line) for line in lines] == [(zhang.id, f"consultation={asked.id} household={story.homes[0]}")]


async def test_several_options_are_added_one_by_one_until_done(story: Story) -> None:
    zhang = await volunteer(story)
    asked = await story.consultation(story.asked(kind=QuestionType.MULTIPLE, max_choices=2))
    await at_the_door(story, zhang, "101")
    await pressed(story, zhang, "1", "已点：1 方案A")
    await pressed(story, zhang, "3", "已点：1 方案A 保留绿地、3 都不同意")
    sheet = story.emulator.last(zhang.id)
    toast = await story.tap(zhang, zhang, sheet, story.label(sheet, "2"))
    assert "最多选 2 个" in (toast.text or "")
    await pressed(story, zhang, "选好了", "的纸质票：1 方案A 保留绿地、3 都不同意")
    await pressed(story, zhang, "重新选", "纸票上选了哪几个")
    await pressed(story, zhang, "2", "已点：2 方案B")
    await pressed(story, zhang, "选好了", "对吗")
    await pressed(story, zhang, "对，记下", "已记下")
    assert await on_paper(story, asked) == ([0, 1, 0], {"chat": 0, "paper": 1})


async def test_a_sheet_half_read_waits_in_the_menu(story: Story) -> None:
    zhang = await volunteer(story)
    asked = await story.consultation()
    await at_the_door(story, zhang, "101")
    await pressed(story, zhang, "2", "对吗")
    await begin(story, zhang)
    await pressed(story, zhang, "接着录", "1号楼1单元101 的纸质票：2 方案B", "对吗")
    await pressed(story, zhang, "不录了", "要录哪一次")
    assert await on_paper(story, asked) == ([0, 0, 0], {"chat": 0, "paper": 0})
    left = await story.db.read(lambda c: c.execute(select(func.count()).select_from(paper_draft)).scalar_one())
    assert left == 0


async def test_an_owners_decision_is_entered_by_staff_who_have_checked_the_owner(story: Story) -> None:
    asked = await story.consultation(story.asked(regime=Regime.OWNER_DECISION, options=("同意", "反对", "弃权")))
    zhang = await volunteer(story)
    await begin(story, zhang, "现在没有可以录的")
    await at_the_door(story, story.staff, "101")
    await story.said_back(story.staff, "业主共同决定", "本人签名")
    await pressed(story, story.staff, "已核对业主身份和签名", "纸票上选的是哪一个")
    await pressed(story, story.staff, "1 同意", "1号楼1单元101 的纸质票：1 同意")
    await pressed(story, story.staff, "对，记下", "已记下")
    assert await on_paper(story, asked) == ([1, 0, 0], {"chat": 0, "paper": 1})


async def test_the_second_reading_agrees(story: Story) -> None:
    zhang, zhao = await volunteer(story), await helper(story, "赵工", Role.STAFF)
    asked = await story.consultation()
    await entered(story, zhang, asked, 0, 2)
    await begin(story, zhao)
    listed = await pressed(story, zhao, "核对别人录的（1 张）", "1号楼1单元101", "楼栋长")
    assert "方案" not in (listed.text or "")
    await pressed(story, zhao, "1 1号楼1单元101", "请看着纸票，重新选一遍")
    await pressed(story, zhao, "2", "纸票上是：2 方案B 增加车位")
    await pressed(story, zhao, "对，记下", "核对好了")
    await pressed(story, zhao, "核对下一张", "没有要核对的纸质票")


async def test_two_readings_that_differ_are_settled_by_a_look_at_the_sheet(story: Story) -> None:
    zhang, zhao = await volunteer(story), await helper(story, "赵工", Role.STAFF)
    asked = await story.consultation()
    await entered(story, zhang, asked, 0, 2)
    await begin(story, zhao)
    await pressed(story, zhao, "核对别人录的", "1号楼1单元101")
    await pressed(story, zhao, "1 1号楼1单元101", "纸票上选的是哪一个")
    await pressed(story, zhao, "3", "对吗")
    await pressed(story, zhao, "对，记下", "和第一次录的不一样")
    assert (await on_paper(story, asked))[0] == [0, 1, 0]
    await begin(story, story.staff)
    await pressed(story, story.staff, "核对别人录的", "⚠️ 不一致：1号楼1单元101")
    await pressed(story, story.staff, "1 1号楼1单元101", "纸票上选的是哪一个")
    await pressed(story, story.staff, "3", "现在记着的：2 方案B 增加车位", "您看到的：3 都不同意")
    await pressed(story, story.staff, "对，记下", "核对好了")
    assert (await on_paper(story, asked))[0] == [0, 0, 1]


async def test_after_the_end_nothing_is_taken(story: Story) -> None:
    zhang = await volunteer(story)
    asked = await story.consultation()
    await at_the_door(story, zhang, "101")
    await pressed(story, zhang, "2", "对吗")
    await close_consultation(story.db, asked.id, story.now())
    sheet = story.emulator.last(zhang.id)
    toast = await story.tap(zhang, zhang, sheet, story.label(sheet, "对，记下"))
    assert "已经截止，纸质票也不能再录了" in (toast.text or "")
    await begin(story, zhang, "现在没有可以录的征询", "另外存好")
    assert await on_paper(story, asked) == ([0, 0, 0], {"chat": 0, "paper": 0})


async def test_residents_enter_nothing(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.consultation()
    await begin(story, wang, "没有权限")
    there = await story.said(wang, "/paper", "私", chat=story.group)
    assert TITLE not in (there.text or "")


async def test_the_sheet_of_a_questionnaire_is_read_through_its_questions_and_checked(story: Story) -> None:
    zhang, zhao = await volunteer(story), await helper(story, "赵工", Role.STAFF)
    start = story.now() - timedelta(minutes=1)
    wanted = questionnaire(*SHORT, title=TITLE, opens_at=start, closes_at=start + timedelta(days=7))
    asked = await story.consultation(wanted)
    await begin(story, zhang)
    await pressed(story, zhang, TITLE, "哪一户")
    await pressed(story, zhang, "103", "1号楼1单元103", "第 1/3 题")
    await pressed(story, zhang, "2 基本同意", "第 2/3 题")
    await story.said(zhang, "不满意", "第 3/3 题")
    await pressed(story, zhang, "跳过", "这张纸上的回答是这样的", "→ 4 不满意")
    done = await pressed(story, zhang, "✅ 交上去", "已记下 1号楼1单元103 的纸质票")
    assert "满意" not in done.words
    await begin(story, zhao)
    await pressed(story, zhao, "核对别人录的（1 张）", "1号楼1单元103")
    await pressed(story, zhao, "1 1号楼1单元103", "请看着纸票，重新选一遍", "第 1/3 题")
    await pressed(story, zhao, "2 基本同意", "第 2/3 题")
    await pressed(story, zhao, "4 不满意", "第 3/3 题")
    await pressed(story, zhao, "跳过", "这张纸上的回答是这样的")
    await pressed(story, zhao, "✅ 交上去", "核对好了")
    counted = await tally_consultation(story.db, asked.id, story.now())
    assert dict(counted.turnout.by_channel) == {"chat": 0, "paper": 1}
