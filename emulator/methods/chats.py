"""Questions about accounts and chats: getMe, getChat, getChatMember and their like; leaveChat."""

from __future__ import annotations

from typing import Any

from emulator.errors import bad_request
from emulator.world import Chat, Member

from .registry import Request, Result, method

GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
_PERMISSIONS = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_invite_users"
)
PERMISSIONS = _PERMISSIONS.split()
FORBIDDEN = ("can_change_info", "can_pin_messages", "can_manage_topics")
REACTIONS = 11


@method("getMe")
def get_me(request: Request) -> Result:
    """Bot API, getMe."""
    bot = request.bot
    return bot.user.api() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getChat")
def get_chat(request: Request) -> Result:
    """Bot API, getChat."""
    chat = request.chat_to_read()
    shown: dict[str, Any] = chat.api() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": REACTIONS,
        "accepted_gift_types": GIFTS,
    }
    if not chat.private:
        allowed = dict.fromkeys(PERMISSIONS, not chat.muted_bots) | dict.fromkeys(FORBIDDEN, False)
        shown["permissions"] = allowed
    pinned = [found for pin in chat.pinned if (found := request.core.messages.find(chat, pin))]
    return shown | {"pinned_message": pinned[-1].unanswered()} if pinned else shown


def _group(request: Request) -> Chat:
    chat = request.chat_to_read()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return chat


@method("getChatMember")
def get_chat_member(request: Request) -> Result:
    """Bot API, getChatMember: "only guaranteed to work for other users if the bot is an administrator"."""
    chat, user_id = request.chat_to_read(), request.params["user_id"]
    user = request.core.world.users.get(user_id)
    if user is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "user not found")
    if chat.private:
        if not chat.has(user_id):
            raise bad_request("user not found")
        return Member(user).api()
    if user_id != request.bot.id and not chat.admin(request.bot.id):
        raise bad_request("member list is inaccessible")
    return (chat.member(user_id) or Member(user, "left")).api()


@method("getChatAdministrators")
def get_chat_administrators(request: Request) -> Result:
    """Bot API, getChatAdministrators: without other bots; anonymous ones are shown to a bot that is admin itself."""
    chat = _group(request)
    trusted = chat.admin(request.bot.id)
    return [
        member.api()
        for member in chat.members.values()
        if member.admin
        and (not member.user.is_bot or member.user.id == request.bot.id)
        and (trusted or not member.anonymous)
    ]


@method("getChatMemberCount")
def get_chat_member_count(request: Request) -> Result:
    """Bot API, getChatMemberCount."""
    chat = request.chat_to_read()
    return 2 if chat.private else sum(member.present for member in chat.members.values())


@method("leaveChat")
def leave_chat(request: Request) -> Result:
    """Bot API, leaveChat: afterwards the bot is not a member any more."""
    chat = request.chat_to_read()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    request.core.bot_leaves(chat, request.bot)
    return True
