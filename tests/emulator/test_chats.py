"""Questions about chats and members, menus and descriptions."""

from __future__ import annotations

from typing import Any

import pytest

from emulator import Bot, Chat, Emulator, User
from tests.emulator.doors import Door, InProcessDoor


async def test_the_bot_knows_itself(door: Door) -> None:
    me = await door.ok("getMe")
    assert (me["id"], me["username"], me["is_bot"]) == (1000, "louyuan_bot", True)
    assert me["can_read_all_group_messages"] is False


async def test_a_chat_is_described(door: Door, group: Chat, private: Chat, emulator: Emulator, zhang: User) -> None:
    described = await door.ok("getChat", chat_id=group.id)
    assert (described["title"], described["permissions"]["can_send_messages"]) == ("金祥花园", True)
    assert (await door.ok("getChat", chat_id=private.id))["first_name"] == "王阿姨"
    assert await door.refusal("getChat", chat_id=zhang.id) == "Bad Request: chat not found"


async def test_a_bot_without_rights_knows_the_admins_and_itself_only(
    door: Door, group: Chat, wang: User, zhang: User, bot: Bot
) -> None:
    admins = await door.ok("getChatAdministrators", chat_id=group.id)
    assert [(admin["status"], admin["user"]["id"]) for admin in admins] == [("creator", zhang.id)]
    assert (await door.ok("getChatMember", chat_id=group.id, user_id=bot.id))["status"] == "member"
    refusal = await door.refusal("getChatMember", chat_id=group.id, user_id=wang.id)
    assert refusal == "Bad Request: member list is inaccessible"


async def test_an_admin_bot_knows_everybody(
    door: Door, group: Chat, wang: User, zhang: User, bot: Bot, emulator: Emulator
) -> None:
    stranger = emulator.add_user("路人")
    emulator.promote(bot, group)
    emulator.promote(wang, group, anonymous=True)
    statuses = [
        (await door.ok("getChatMember", chat_id=group.id, user_id=user_id))["status"]
        for user_id in (zhang.id, wang.id, bot.id, stranger.id)
    ]
    assert statuses == ["creator", "administrator", "administrator", "left"]
    assert len(await door.ok("getChatAdministrators", chat_id=group.id)) == 3
    assert await door.refusal("getChatMember", chat_id=group.id, user_id=77) == "Bad Request: user not found"
    refusal = await door.refusal("getChatMember", chat_id=group.id, user_id=-1)
    assert refusal == "Bad Request: invalid user_id specified"


async def test_anonymous_admins_stay_hidden_from_a_bot_without_rights(
    door: Door, group: Chat, wang: User, emulator: Emulator
) -> None:
    emulator.promote(wang, group, anonymous=True)
    assert len(await door.ok("getChatAdministrators", chat_id=group.id)) == 1


async def test_members_are_counted(door: Door, group: Chat, private: Chat, wang: User, emulator: Emulator) -> None:
    assert await door.ok("getChatMemberCount", chat_id=group.id) == 3
    emulator.leave(wang, group)
    assert await door.ok("getChatMemberCount", chat_id=group.id) == 2
    assert await door.ok("getChatMemberCount", chat_id=private.id) == 2


async def test_a_private_chat_has_no_admins(door: Door, private: Chat, wang: User, zhang: User) -> None:
    refusal = await door.refusal("getChatAdministrators", chat_id=private.id)
    assert refusal == "Bad Request: there are no administrators in the private chat"
    assert (await door.ok("getChatMember", chat_id=private.id, user_id=wang.id))["status"] == "member"
    assert await door.refusal("getChatMember", chat_id=private.id, user_id=zhang.id) == "Bad Request: user not found"


async def test_an_action_must_be_one(door: Door, group: Chat) -> None:
    assert await door.ok("sendChatAction", chat_id=group.id, action="upload_document") is True
    refusal = await door.refusal("sendChatAction", chat_id=group.id, action="dancing")
    assert refusal == "Bad Request: wrong parameter action in request"


def commands(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": "说明"} for name in names]


@pytest.mark.parametrize(
    ("given", "description"),
    [
        (commands(*[f"c{number}" for number in range(101)]), "BOT_COMMANDS_TOO_MUCH"),
        (commands("a" * 33), "command length must not exceed 32"),
        (commands("Help"), "BOT_COMMAND_INVALID"),
        (commands("帮助"), "BOT_COMMAND_INVALID"),
        (commands("/"), "command must be non-empty"),
        ([{"command": "a", "description": " "}], "command description must be non-empty"),
        ([{"command": "a", "description": "说" * 257}], "command description length must not exceed 256"),
    ],
)
async def test_a_menu_is_refused(door: Door, given: list[dict[str, str]], description: str) -> None:
    assert await door.refusal("setMyCommands", commands=given) == f"Bad Request: {description}"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"scope": {"type": "everyone"}}, "unsupported type specified"),
        ({"scope": {"type": "default", "chat_id": 5}}, "unsupported type specified"),
        ({"scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"language_code": "zh-hans"}, "invalid language code specified"),
    ],
)
async def test_a_scope_must_exist(door: Door, params: dict[str, Any], description: str) -> None:
    refusal = await door.refusal("setMyCommands", commands=commands("help"), **params)
    assert refusal == f"Bad Request: {description}"


async def test_an_admin_scope_is_for_groups(door: Door, private: Chat) -> None:
    scope = {"type": "chat_administrators", "chat_id": private.id}
    refusal = await door.refusal("setMyCommands", commands=commands("help"), scope=scope)
    assert refusal == "Bad Request: can't use specified scope in private chats"


async def test_a_menu_is_kept_by_scope_and_language(door: Door) -> None:
    scope = {"type": "all_group_chats"}
    await door.ok("setMyCommands", commands=commands(*[f"c{number}" for number in range(100)]))
    await door.ok("setMyCommands", commands=commands("/votes"), scope=scope, language_code="zh")
    assert len(await door.ok("getMyCommands")) == 100
    assert await door.ok("getMyCommands", scope=scope, language_code="zh") == commands("votes")
    assert await door.ok("getMyCommands", scope=scope) == []
    await door.ok("deleteMyCommands", scope=scope, language_code="zh")
    assert await door.ok("getMyCommands", scope=scope, language_code="zh") == []


async def test_each_person_sees_the_narrowest_menu(
    inside: InProcessDoor, group: Chat, private: Chat, wang: User, zhang: User, emulator: Emulator
) -> None:
    def menu(person: User, chat: Chat) -> list[str]:
        return [command["command"] for command in emulator.menu(person, chat)]

    assert menu(wang, group) == []
    scopes: list[tuple[str, dict[str, Any]]] = [
        ("default", {"type": "default"}),
        ("admins", {"type": "all_chat_administrators"}),
        ("here", {"type": "chat_administrators", "chat_id": group.id}),
        ("wang", {"type": "chat", "chat_id": private.id}),
        ("member", {"type": "chat_member", "chat_id": group.id, "user_id": wang.id}),
    ]
    seen = []
    for name, scope in scopes:
        await inside.ok("setMyCommands", commands=commands(name), scope=scope)
        seen.append((menu(wang, private), menu(wang, group), menu(zhang, group)))
    assert seen == [
        (["default"], ["default"], ["default"]),
        (["default"], ["default"], ["admins"]),
        (["default"], ["default"], ["here"]),
        (["wang"], ["default"], ["here"]),
        (["wang"], ["member"], ["here"]),
    ]
    await inside.ok("setMyCommands", commands=commands("mine_zh"), scope=scopes[3][1], language_code="zh")
    assert menu(wang, private) == ["mine_zh"]


@pytest.mark.parametrize(
    ("method", "name", "longest"),
    [("setMyDescription", "description", 512), ("setMyShortDescription", "short_description", 120)],
)
async def test_descriptions_have_a_length(door: Door, method: str, name: str, longest: int) -> None:
    fitting: dict[str, Any] = {name: "说" * longest}
    too_long: dict[str, Any] = {name: "说" * (longest + 1)}
    assert await door.ok(method, **fitting, language_code="zh") is True
    refusal = await door.refusal(method, **too_long)
    assert refusal == f"Bad Request: {name.replace('_', ' ')} is too long"
