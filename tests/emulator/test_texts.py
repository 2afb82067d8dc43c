"""Texts: their length, their white space, their characters, their entities."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Chat, Emulator, User
from tests.emulator.doors import Door, InProcessDoor, png


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        ("   \n ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 4097, "message is too long"),
        ("汉" * 10923, "text is too long"),
    ],
)
async def test_a_text_has_1_to_4096_characters(door: Door, group: Chat, text: str, description: str) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert refusal == f"Bad Request: {description}"


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 4096, "<b>" + "汉" * 4096 + "</b>", "  " + "x" * 4096 + "\n"])
async def test_a_text_is_measured_in_characters_after_parsing(door: Door, group: Chat, text: str) -> None:
    sent = await door.ok("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_a_caption_has_at_most_1024_characters(door: Door, group: Chat) -> None:
    files = {"document": ("a.txt", b"a")}
    sent = await door.ok("sendDocument", files, chat_id=group.id, caption="汉" * 1024)
    refusal = await door.refusal("sendDocument", files, chat_id=group.id, caption="汉" * 1025)
    assert len(sent["caption"]) == 1024
    assert refusal == "Bad Request: message caption is too long"


async def test_a_caption_may_be_missing(door: Door, group: Chat) -> None:
    sent = await door.ok("sendPhoto", {"photo": ("a.png", png(10, 10))}, chat_id=group.id, caption=" ")
    assert "caption" not in sent


async def test_white_space_around_a_text_goes_and_entities_move(inside: InProcessDoor, group: Chat) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="\n <b> 中 x</b> y\n\n", parse_mode="HTML")
    assert sent["text"] == "中 x y"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_control_and_direction_characters_do_not_survive(inside: InProcessDoor, group: Chat) -> None:
    text = "a\u202e<b>b\u202cc</b>\x07\r\nd"
    sent = await inside.ok("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert sent["text"] == "abc \nd"
    assert sent["entities"] == [{"type": "bold", "offset": 1, "length": 2}]


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
async def test_markdown_is_refused_clearly(door: Door, group: Chat, mode: str) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="*a*", parse_mode=mode)
    assert refusal == f"Bad Request: emulator: parse_mode {mode} is not supported, use HTML or entities"


async def test_an_unknown_parse_mode_is_refused(door: Door, group: Chat) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="a", parse_mode="BBCode")
    assert refusal == "Bad Request: unsupported parse_mode"


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length} | more


async def test_entities_count_utf_16_units(door: Door, group: Chat) -> None:
    given = [entity("bold", 2, 1), entity("text_link", 0, 2, url="https://example.com")]
    sent = await door.ok("sendMessage", chat_id=group.id, text="😀b", entities=given)
    assert sent["entities"] == [given[1], given[0]]


@pytest.mark.parametrize(
    ("given", "description"),
    [
        (entity("bold", 5, 1), "entity begins after the end of the text at UTF-16 offset 5"),
        (
            entity("bold", 2, 9),
            "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11",
        ),
        (entity("bold", 1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            entity("bold", 0, 1),
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (entity("bold", 0, 0), "emulator: an entity is empty"),
        (entity("bold", -1, 2), "receive an entity with incorrect offset"),
        (entity("bold", 1, -1), "receive an entity with incorrect length"),
        (entity("loud", 0, 2), "can't parse MessageEntity: Unsupported type specified"),
    ],
)
async def test_an_entity_must_lie_on_the_text(door: Door, group: Chat, given: dict[str, Any], description: str) -> None:
    refusal = await door.refusal("sendMessage", chat_id=group.id, text="😀bc", entities=[given])
    assert refusal == f"Bad Request: {description}"


async def test_a_person_the_bot_knows_can_be_mentioned(
    inside: InProcessDoor, group: Chat, wang: User, emulator: Emulator
) -> None:
    stranger = emulator.add_user("路人")
    text = f'<a href="tg://user?id={wang.id}">王</a> <a href="tg://user?id={stranger.id}">路</a>'
    sent = await inside.ok("sendMessage", chat_id=group.id, text=text, parse_mode="HTML")
    assert [(e["type"], e["user"]["first_name"]) for e in sent["entities"]] == [("text_mention", "王阿姨")]
    given = [entity("text_mention", 0, 1, user=wang.api())]
    sent = await inside.ok("sendMessage", chat_id=group.id, text="王", entities=given)
    assert sent["entities"] == given


async def test_more_entities_than_telegram_shows_are_refused(inside: InProcessDoor, group: Chat) -> None:
    shown = await inside.ok("sendMessage", chat_id=group.id, text="<b>a</b>b" * 100, parse_mode="HTML")
    refusal = await inside.refusal("sendMessage", chat_id=group.id, text="<b>a</b>b" * 101, parse_mode="HTML")
    assert len(shown["entities"]) == 100
    assert refusal == "Bad Request: emulator: more than 100 entities: Telegram shows no more"


async def test_entities_and_parse_mode_exclude_each_other(inside: InProcessDoor, group: Chat) -> None:
    given = [entity("bold", 0, 1)]
    refusal = await inside.refusal("sendMessage", chat_id=group.id, text="a", entities=given, parse_mode="HTML")
    assert refusal == 'Bad Request: emulator: give either "parse_mode" or "entities"'


async def test_commands_links_and_mentions_are_found(inside: InProcessDoor, group: Chat) -> None:
    text = "😀 /help@louyuan_bot https://example.com/a?b=1. @uncle_zhang #改造 a@example.com a/b"
    sent = await inside.ok("sendMessage", chat_id=group.id, text=text)
    units = text.encode("utf-16-le")
    found = {
        e["type"]: units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in sent["entities"]
    }
    assert found == {
        "bot_command": "/help@louyuan_bot",
        "url": "https://example.com/a?b=1",
        "mention": "@uncle_zhang",
        "hashtag": "#改造",
        "email": "a@example.com",
    }


async def test_nothing_is_found_inside_code(inside: InProcessDoor, group: Chat) -> None:
    sent = await inside.ok("sendMessage", chat_id=group.id, text="<code>/help</code>", parse_mode="HTML")
    assert [e["type"] for e in sent["entities"]] == ["code"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4097])
def test_people_cannot_write_such_a_text(emulator: Emulator, group: Chat, wang: User, text: str) -> None:
    with pytest.raises(ValueError, match="1 to 4096"):
        emulator.say(wang, group, text)
