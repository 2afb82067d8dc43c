"""Whatever a modified client sends as a button's data: a kind answer, no defect, and nothing recorded or told."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from sqlalchemy import func, select

import bot.views
from bot.storage.models import ballot, paper_entry
from bot.texts import texts
from emulator import Chat, User
from tests.stories.conftest import Story

NUMBERS = ("", ":", ":1", ":0", ":1:1", ":99:1", ":1:1:1", ":2147483647:2147483647", ":2147483648", ":99999999999", ":-1")
BROKEN = ("", "v:１:１", "::::", "pc:1:1:1:1:1:1", "\x00", "kk\n", "v:1:1 OR 1=1")


def verbs() -> list[str]:
    """Every verb that a button of the bot can carry."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(bot.views.__path__):
        if module.name.endswith("payloads"):
            names = vars(importlib.import_module(f"bot.views.{module.name}")).items()
            found.update(value for name, value in names if name.isupper() and isinstance(value, str))
    return sorted(found)


async def answer(story: Story, who: User, chat: Chat | User, message_id: int, data: str) -> str:
    press = story.emulator.press(who, chat, message_id, data=data, forged=True)
    return (await press.answered()).text or ""


@pytest.mark.parametrize("who", ["stranger", "neighbour", "volunteer"])
async def test_forged_presses_are_answered_without_a_defect(story: Story, who: str) -> None:
    person = story.resident("某人") if who != "volunteer" else await story.serving("楼长", "volunteer")
    if who == "neighbour":
        person = await story.at_home("王阿姨", 0)
    await story.bound()
    await story.consultation()
    card = await story.card("已有 0 户")
    if who == "volunteer":
        story.emulator.join(person, story.group)
    page = await story.said(person, "/help", "/")
    defect = texts("zh-CN").plain("common.defect")
    forged = [verb + numbers for verb in verbs() for numbers in NUMBERS] + [data for data in BROKEN if data]
    said = {
        (data, place): await answer(story, person, chat, message, data)
        for data in forged
        for place, chat, message in (("group", story.group, card.message_id), ("private", person, page.message_id))
        if data != "v:1:1" and data != "w:1"
    }
    assert [key for key, text in said.items() if text == defect] == []
    assert story.louyuan.services.failed == {}
    recorded = await story.db.read(
        lambda connection: [connection.scalar(select(func.count()).select_from(t)) for t in (ballot, paper_entry)]
    )
    assert recorded == [0, 0]
