"""Results of several communities: each by itself, and all together by a button."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.rules.answers import chosen
from bot.storage import consultations, electorate
from emulator import Message
from tests import builders
from tests.reports.survey_world import answer
from tests.stories.conftest import Story


async def test_staff_see_the_results_of_all_communities_together(story: Story) -> None:
    def asked_and_answered(connection: Connection) -> None:
        there = builders.add_community(connection, "HY02", "红云里")
        homes = {there: builders.add_household(connection, there, "101"), story.community_id: story.homes[0]}
        numbers = []
        for community, home in homes.items():
            number = consultations.create(connection, story.asked(), community, None, story.now())
            made = consultations.load(connection, number)
            assert made is not None
            electorate.write_down(connection, made, story.now())
            answer(connection, made, home, {1: chosen(2)})
            numbers.append(number)
        consultations.group(connection, numbers)

    await story.db.write(asked_and_answered)
    offer = await story.said(story.staff, "/tally 2", "可以合起来看")
    await story.tap(story.staff, story.staff, offer, "🧮 合起来看")

    def look() -> list[Message] | None:
        shown = [message for message in story.emulator.history(story.staff.id) if message.sender.is_bot]
        files = [message for message in shown if message.document and "together" in message.document.file_name]
        return shown if files else None

    shown = await story.emulator.wait_for(look)
    said = [message.words for message in shown if message.text]
    assert any("合计 2 个小区" in words for words in said)
    assert any("方案B" in words and "2 户" in words for words in said)
