"""Taps: one ballot a household, the last press counts, and every refusal has its own sentence."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from bot.rules.consultation import Answerers, QuestionType, Scope
from bot.storage.models import ballot, ballot_history
from emulator import Message, User
from tests import builders
from tests.stories.conftest import Story


async def opened(story: Story, **wanted: object) -> Message:
    """The group is bound and a consultation stands in it."""
    await story.bound()
    made = await story.consultation(story.asked(**wanted))  # type: ignore[arg-type]
    return await story.card(made.title, "已有 0 户")


async def recorded(story: Story) -> list[str]:
    """The history of ballots, oldest first."""
    rows = await story.db.read(lambda c: c.scalars(select(ballot_history.c.choices).order_by(ballot_history.c.id)))
    return list(rows)


async def test_the_toast_says_what_was_recorded_for_which_home_and_that_it_is_stored(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    card = await opened(story)
    toast = await story.toast(neighbour, card, "2 方案B")
    assert toast == "已记下：您家（1号楼1单元101）选「2 方案B 增加车位」。截止前可以改。"
    assert await recorded(story) == ["2"]


async def test_a_changed_mind_replaces_the_ballot_and_the_bars_follow(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    other = await story.at_home("李大爷", 1)
    card = await opened(story)
    await story.toast(neighbour, card, "1")
    await story.toast(other, card, "2")
    await story.toast(neighbour, card, "2")
    moved = await story.card("已有 2 户回答，共 12 户（16.7%）", "2 方案B 增加车位\n■■■■■■■■■■ 2 户 · 100.0%")
    assert "1 方案A 保留绿地\n□□□□□□□□□□ 0 户 · 0.0%" in moved.words
    assert moved.message_id == card.message_id


async def test_tapping_twice_is_one_tap(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    card = await opened(story)
    assert await story.toast(neighbour, card, "1") == await story.toast(neighbour, card, "1")
    await story.card("已有 1 户回答")
    assert await recorded(story) == ["1"]


async def test_a_ballot_can_be_withdrawn_once(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    card = await opened(story)
    assert "您家还没有投过" in await story.toast(neighbour, card, "↩️ 撤回")
    await story.toast(neighbour, card, "1")
    await story.card("已有 1 户回答")
    assert "已撤回" in await story.toast(neighbour, card, "↩️ 撤回")
    await story.card("已有 0 户回答")
    assert await recorded(story) == ["1", ""]


async def test_the_last_press_of_anyone_at_home_counts_and_nobody_sees_who_it_was(story: Story) -> None:
    mother = await story.at_home("王阿姨", 0)
    son = await story.at_home("小王", 0, relation="family")
    card = await opened(story)
    await story.toast(mother, card, "1")
    await story.toast(son, card, "2")
    await story.card("已有 1 户回答", "■■■■■■■■■■ 1 户 · 100.0%\n3 都不同意")
    people = list(await story.db.read(lambda c: c.scalars(select(ballot_history.c.person_id))))
    assert len(set(people)) == 2
    for chat in (story.group, mother, son):
        assert not any(name in text for text in story.texts_of(chat) for name in ("王阿姨", "小王", "101"))


async def test_somebody_with_two_flats_votes_for_both(story: Story) -> None:
    owner = await story.at_home("王阿姨", 0, 7)
    card = await opened(story)
    assert "您家 2 套房选「3 都不同意」" in await story.toast(owner, card, "3")
    await story.card("已有 2 户回答")


async def test_somebody_with_flats_in_two_communities_votes_here_for_those_here(story: Story) -> None:
    def elsewhere(connection: Connection) -> int:
        number = builders.add_community(connection, "CF02", "春风里")
        return builders.add_household(connection, number, "999")

    story.homes.append(await story.db.write(elsewhere))
    owner = await story.at_home("王阿姨", 0, 12)
    card = await opened(story)
    assert "您家（1号楼1单元101）" in await story.toast(owner, card, "1")
    await story.card("已有 1 户回答，共 12 户")


async def test_many_taps_at_once_are_drawn_in_few_edits(story: Story) -> None:
    people = [await story.at_home(f"住户{home}", home) for home in range(12)]
    card = await opened(story)
    presses = [story.emulator.press(person, story.group, card.message_id, button="1") for person in people]
    for press in presses:
        assert "已记下" in ((await press.answered()).text or "")
    await story.card("已有 12 户回答，共 12 户（100.0%）")
    assert len(card.edits) < len(people) / 2


async def test_an_update_that_telegram_delivers_again_changes_nothing(story: Story) -> None:
    mother, son = await story.at_home("王阿姨", 0), await story.at_home("小王", 0)
    card = await opened(story)
    first = story.emulator.press(mother, story.group, card.message_id, button="1")
    await first.answered()
    await story.toast(son, card, "2")
    story.emulator.redeliver(first.update_id or 0)
    await story.toast(son, card, "2")
    assert await recorded(story) == ["1", "2"]


async def test_a_stranger_gets_an_alert_with_the_way_to_verification(story: Story) -> None:
    stranger = story.resident("新邻居")
    card = await opened(story)
    answer = await story.tap(stranger, story.group, card, "1")
    assert answer.show_alert
    assert "还没登记是哪一户" in (answer.text or "")
    assert "@louyuan_bot" in (answer.text or "")
    assert await recorded(story) == []
    link = next(b.url for row in card.buttons for b in row if b.url)
    story.emulator.follow(stranger, link)
    assert "扫纸条上的二维码" in (await story.said_back(stranger, "怎么开始")).words


async def test_who_has_just_been_verified_can_tap_the_same_card_at_once(story: Story) -> None:
    stranger = story.resident("新邻居")
    card = await opened(story)
    assert "还没登记是哪一户" in await story.toast(stranger, card, "1")
    await story.verify(stranger, 3)
    assert "您家（1号楼1单元104）选「1" in await story.toast(stranger, card, "1")


async def _other_community(story: Story) -> tuple[User, dict[str, object], str]:
    def elsewhere(connection: Connection) -> int:
        number = builders.add_community(connection, "CF02", "春风里")
        return builders.add_household(connection, number, "999")

    story.homes.append(await story.db.write(elsewhere))
    return await story.at_home("外小区", 12), {}, "这是「金祥花园」的征询，您登记的是别的小区"


async def _tenant(story: Story) -> tuple[User, dict[str, object], str]:
    return await story.at_home("租户", 0, relation="tenant"), {"answerers": Answerers.OWNERS}, "只有业主能投"


async def _unconfirmed(story: Story) -> tuple[User, dict[str, object], str]:
    return await story.at_home("业主", 0), {"answerers": Answerers.OWNERS}, "业主身份还没有核对"


async def _other_building(story: Story) -> tuple[User, dict[str, object], str]:
    return await story.at_home("一号楼", 0), {"scope": Scope("2")}, "只问这个小区的一部分楼栋"


@pytest.mark.parametrize("who", [_other_community, _tenant, _unconfirmed, _other_building])
async def test_everyone_who_may_not_answer_is_told_why(story: Story, who) -> None:  # type: ignore[no-untyped-def]
    person, wanted, sentence = await who(story)
    card = await opened(story, **wanted)
    answer = await story.tap(person, story.group, card, "1")
    assert answer.show_alert
    assert sentence in (answer.text or "")
    assert "没有记" in (answer.text or "")
    assert await recorded(story) == []


async def test_a_tenant_answers_where_residents_are_asked(story: Story) -> None:
    tenant = await story.at_home("租户", 0, relation="tenant")
    assert "已记下" in await story.toast(tenant, await opened(story), "1")


async def test_a_late_tap_is_told_that_it_is_over(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    card = await opened(story)
    vote = next(b.callback_data for row in card.buttons for b in row if b.text.startswith("1"))
    story.later(days=8)
    press = story.emulator.press(neighbour, story.group, card.message_id, data=vote, forged=True)
    answer = await press.answered()
    assert answer.show_alert
    assert answer.text == "「停车与绿地怎么改」已经截止，这一下没有记。有意见请告诉楼栋长或工作人员。"
    assert await recorded(story) == []


async def test_multiple_choice_adds_up_to_its_cap_and_refuses_the_next(story: Story) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    options = ("车位", "绿地", "门禁", "路灯")
    card = await opened(story, kind=QuestionType.MULTIPLE, options=options, max_choices=2)
    assert "最多选 2 个" in card.words
    assert "选了 2（1/2 项）" in await story.toast(neighbour, card, "2")
    assert "选了 2、4（2/2 项）" in await story.toast(neighbour, card, "4")
    assert "选了 2、4（2/2 项）" in await story.toast(neighbour, card, "4")
    refused = await story.tap(neighbour, story.group, card, "1")
    assert refused.show_alert
    assert "最多选 2 个，已经满了" in (refused.text or "")
    await story.card("已有 1 户回答", "2 绿地\n■■■■■■■■■■ 1 户", "4 路灯\n■■■■■■■■■■ 1 户", "1 车位\n□□□□□□□□□□ 0 户")
    await story.toast(neighbour, card, "↩️")
    assert "选了 1（1/2 项）" in await story.toast(neighbour, card, "1")


async def test_somebody_who_chose_english_is_answered_in_english(story: Story) -> None:
    neighbour = await story.at_home("Ms Wang", 0, language="en")
    card = await opened(story)
    assert (await story.toast(neighbour, card, "1")).startswith("Recorded for your home")
    assert "nothing to withdraw" not in await story.toast(neighbour, card, "↩️")
    assert "nothing to withdraw" in await story.toast(neighbour, card, "↩️")
    await story.said(neighbour, "/votes", "not answered yet", "Closes")
    await story.said(neighbour, "/close", "This is for the staff")
    await story.said(neighbour, "hello?", "Sorry, I did not understand")


@pytest.mark.parametrize(
    "data",
    ["v:1:9", "v:1:0", "v:999999:1", "v:99999999999999999999:1", "v:1", "w", "v:1:1:1", "x:-1", "", "v:²:1", "zz"],
)
async def test_a_forged_button_is_answered_kindly_and_records_nothing(story: Story, data: str) -> None:
    neighbour = await story.at_home("王阿姨", 0)
    card = await opened(story)
    press = story.emulator.press(neighbour, story.group, card.message_id, data=data, forged=True)
    answer = await press.answered()
    assert answer.text
    assert "对不起" not in answer.text
    assert await story.db.read(lambda c: c.execute(select(ballot)).all()) == []


async def test_html_and_direction_marks_in_names_are_shown_and_do_nothing(story: Story) -> None:
    neighbour = await story.at_home("<b>王</b>", 0)
    wicked = ("<i>甲</i> & 乙", "\u202e反过来\u202c", "<a href='x'>丙")
    card = await opened(story, title="<script>标题</script>", options=wicked)
    assert "<script>标题</script>" in card.words
    assert "1 <i>甲</i> & 乙" in card.words
    assert "\u202e" not in card.words
    assert "「3 <a href='x'>丙」" in await story.toast(neighbour, card, "3")
