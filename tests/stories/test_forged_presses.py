"""Whatever a modified client sends as a button's data: a kind answer, no defect, and nothing recorded or told."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable

import pytest
from sqlalchemy import func, select
from telegram import Update
from telegram.error import BadRequest

import bot.views
from bot.handlers.frame import query_of, toast
from bot.storage.models import ballot, paper_entry
from bot.texts import texts
from emulator import Chat, User
from tests.stories.conftest import Story

NUMBERS = ("", ":", ":1", ":0:1", ":1:1:1", ":2147483647:2147483647", ":99999999999")
BROKEN = ("v:1:１", "::::", "pc:1:1:1:1:1:1", "\x00", "kk\n", "v:1:1 OR 1=1", "w:2147483648", "v:-1:1")
LATE = {
    "update_id": 1,
    "callback_query": {
        "id": "404",
        "from": {"id": 5, "is_bot": False, "first_name": "王阿姨"},
        "chat_instance": "1",
        "data": "v:1:1",
    },
}


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


@pytest.mark.parametrize("who", ["neighbour", "volunteer"])
async def test_forged_presses_are_answered_without_a_defect(story: Story, who: str) -> None:
    person = await (story.at_home("王阿姨", 0) if who == "neighbour" else story.serving("楼长", "volunteer"))
    await story.bound()
    await story.consultation()
    card = await story.card("已有 0 户")
    story.emulator.join(person, story.group)
    page = await story.said(person, "/help", "/")
    defect = texts("zh-CN").plain("common.defect")
    places: list[tuple[str, Chat | User, int]] = []
    places += [(data, person, page.message_id) for verb in verbs() for data in (verb + each for each in NUMBERS)]
    places += [(f"{verb}:2:1", story.group, card.message_id) for verb in verbs()]
    places += [(data, story.group, card.message_id) for data in BROKEN]
    said = {(data, chat.id): await answer(story, person, chat, message, data) for data, chat, message in places}
    assert [key for key, text in said.items() if text == defect] == []
    assert story.louyuan.services.failed == {}
    recorded = await story.db.read(
        lambda connection: [connection.scalar(select(func.count()).select_from(t)) for t in (ballot, paper_entry)]
    )
    assert recorded == [0, 0]


async def test_an_answer_that_comes_too_late_is_no_defect(story: Story) -> None:
    update = Update.de_json(LATE, story.louyuan.bot)
    with pytest.raises(BadRequest, match="too old"):
        await query_of(update).answer("已记下")
    assert await settled(toast(update, "已记下"))


async def settled(answering: Awaitable[None]) -> bool:
    await answering
    return True
