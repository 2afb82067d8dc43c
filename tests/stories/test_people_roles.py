"""Staff and volunteers: invited, shown what they may do, confirming owners; told from the chats."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from bot.actions.invite_staff import invite_staff
from bot.actions.revoke_role import revoke_role
from bot.rules.permissions import Role
from bot.services import utc_now
from bot.storage.models import audit
from emulator import User
from tests.stories.conftest import Story
from tests.stories.test_people import pressed


async def serve(story: Story, name: str, role: Role, building: str | None = None) -> User:
    """Somebody opens an invitation."""
    person = story.emulator.add_user(name, label="staff")
    made = await invite_staff(story.db, utc_now(), role, community="JX01", building=building)
    story.emulator.say(person, "private", f"/start {made.payload}")
    await story.said_back(person, "您现在是")
    return person


def menu(story: Story, person: User) -> set[str]:
    """The commands in somebody's private menu."""
    return {command["command"] for command in story.emulator.menu(person, person.id)}


def _shows(story: Story, person: User, commands: set[str]) -> bool | None:
    return True if menu(story, person) == commands else None


EVERYONES = {"votes", "meetings", "opinion", "mine", "help", "privacy", "language"}
VOLUNTEERS = EVERYONES | {"households", "opinions", "remind", "meeting", "paper"}
STAFFS = VOLUNTEERS | {"new", "tally", "report", "close", "roster", "announce"}


async def test_an_invited_volunteer_sees_the_own_building_and_nothing_else(story: Story) -> None:
    await story.verify(story.resident("王阿姨"), 0)
    zhang = await serve(story, "张楼长", Role.VOLUNTEER, "1")
    story.emulator.say(zhang, "private", "/households")
    flats = await story.said_back(zhang, "1号楼", "6 户", "已登记 1 户", "✅ 1号楼1单元101", "⬜️ 1号楼1单元102")
    assert "2号楼" not in (flats.text or "")
    story.emulator.say(zhang, "private", "/roster")
    await story.said_back(zhang, "没有权限")


async def test_commands_show_in_the_menu_of_those_who_may_use_them_and_of_nobody_else(story: Story) -> None:
    wang = story.resident("王阿姨")
    await story.verify(wang, 0)
    zhang = await serve(story, "张楼长", Role.VOLUNTEER)
    zhao = await serve(story, "赵工", Role.STAFF)
    wanted = [(wang, EVERYONES), (zhang, VOLUNTEERS), (zhao, STAFFS)]
    for person, commands in wanted:
        await story.emulator.wait_for(partial(_shows, story, person, commands), timeout=10.0)
        story.emulator.say(person, "private", "/help")
        told = (await story.said_back(person, "/language")).text or ""
        beyond = {
            *("households", "opinions", "remind", "meeting", "paper", "new", "tally", "report", "close", "roster"),
            *("announce", "bind", "unbind"),
        }
        in_groups = {"bind", "unbind"} if person is zhao else set()
        assert {name for name in beyond if f"/{name} " in told} == (commands - EVERYONES) | in_groups
    assert {command["command"] for command in story.emulator.menu(wang, story.group)} == {"votes"}
    await revoke_role(story.db, utc_now(), zhao.id)
    await story.emulator.wait_for(partial(_shows, story, zhao, EVERYONES), timeout=10.0)


async def test_a_used_invitation_is_of_no_use_to_others(story: Story) -> None:
    person = story.emulator.add_user("赵工", label="staff")
    made = await invite_staff(story.db, utc_now(), Role.STAFF)
    story.emulator.say(person, "private", f"/start {made.payload}")
    await story.said_back(person, "您现在是", "工作人员", "全区")
    wang = story.resident("王阿姨")
    story.emulator.say(wang, "private", f"/start {made.payload}")
    await story.said_back(wang, "邀请链接不能用")
    assert menu(story, wang) == EVERYONES


async def test_staff_confirm_an_owner_who_is_told(story: Story) -> None:
    wang, li = story.resident("王阿姨"), story.resident("李叔")
    await story.verify(wang, 0)
    await story.verify(li, 1)
    zhao = await serve(story, "赵工", Role.STAFF)
    story.emulator.say(zhao, "private", "/roster")
    page = await story.said_back(zhao, "12 户", "已登记 2 户 2 人", "等核对的业主 2 位", "1. 1号楼1单元101", "2. ")
    assert "王阿姨" not in (page.text or "")
    await pressed(story, zhao, "1 确认业主", "等核对的业主 1 位")
    await story.said_back(wang, "业主身份已确认")
    await pressed(story, zhao, "1 不是业主", "没有等核对的业主")
    await story.said_back(li, "先登记为", "居民征询您照样能投")
    query = select(audit.c.actor, audit.c.verb).where(audit.c.verb.startswith("owner")).order_by(audit.c.id)
    lines = await story.db.read(lambda connection: connection.execute(query).all())
    assert [tuple(line) for line in lines] == [(zhao.id, "owner_confirmed"), (zhao.id, "owner_refused")]


async def test_an_old_roster_button_decides_nothing_again(story: Story) -> None:
    await story.verify(story.resident("王阿姨"), 0)
    story.emulator.say(story.staff, "private", "/roster")
    page = await story.said_back(story.staff, "等核对的业主 1 位")
    data = next(button.callback_data for row in page.buttons for button in row if "不是业主" in button.text)
    await pressed(story, story.staff, "1 确认业主", "没有等核对的业主")
    press = story.emulator.press(story.staff, story.staff.id, page.message_id, data=data, forged=True)
    assert "已经处理过" in ((await press.answered(timeout=10.0)).text or "")
