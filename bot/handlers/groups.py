"""Groups: /bind, /unbind, and what Telegram tells about the bot's place in a group."""

from __future__ import annotations

from telegram import Chat, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.actions.bind_group import (
    Community,
    Group,
    bind_group,
    find_community,
    follow_group,
    note_presence,
    unbind_group,
)
from bot.handlers.frame import App, Context, message_of, query_of, redraw, reply, request_of, say, toast
from bot.rules.refusals import Reason, Refusal
from bot.views import payloads
from bot.views.screen import Button, Screen, column

_PRESENT = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})


def _group(chat: Chat, message: Message) -> Group:
    return Group(chat.id, message.message_thread_id if message.is_topic_message else None)


def _is_anonymous(message: Message) -> bool:
    """An anonymous administrator writes as the group itself: who it is, only a pressed button tells."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat_id


async def bind(update: Update, context: Context) -> None:
    """``/bind CODE`` in a group."""
    message, words = message_of(update), context.services.texts()
    if message.chat.type == ChatType.PRIVATE:
        raise Refusal(Reason.NOT_A_GROUP)
    if not context.args:
        await say(update, words, "group.bind_usage")
        return
    services, request, anonymous = context.services, request_of(update, context), _is_anonymous(message)
    admins = services.config.roles.admins
    code = context.args[0]
    community = await find_community(services.db, code, request.telegram_id, admins, anonymous=anonymous)
    if anonymous:
        button = Button(words.plain("group.bind_confirm"), payloads.encode(payloads.BIND, community.id))
        await reply(update, Screen(words.html("group.bind_who", community=community.name), column(button)))
        return
    await bind_group(services.db, request, admins, _group(message.chat, message), community.id)
    services.changed.set()
    await _bound(update, context, community)


async def _bound(update: Update, context: Context, community: Community) -> None:
    words = context.services.texts()
    await say(update, words, "group.bound", community=community.name, code=community.code)


async def bind_pressed(update: Update, context: Context) -> None:
    """A real person confirms what an anonymous administrator asked for."""
    query, services = query_of(update), context.services
    payload = payloads.decode(query.data or "")
    if payload is None or len(payload.numbers) != 1 or not isinstance(query.message, Message):
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community="")
    group = _group(query.message.chat, query.message)
    admins = services.config.roles.admins
    community = await bind_group(services.db, request_of(update, context), admins, group, payload.numbers[0])
    services.changed.set()
    words = services.texts()
    await toast(update, words.plain("group.bound_toast", community=community.name))
    await redraw(update, Screen(words.html("group.bound", community=community.name, code=community.code)))


async def unbind(update: Update, context: Context) -> None:
    """``/unbind`` in a group."""
    message, services = message_of(update), context.services
    if message.chat.type == ChatType.PRIVATE:
        raise Refusal(Reason.NOT_A_GROUP)
    if _is_anonymous(message):
        await say(update, services.texts(), "group.unbind_who")
        return
    group = _group(message.chat, message)
    community = await unbind_group(services.db, request_of(update, context), services.config.roles.admins, group)
    await say(update, services.texts(), "group.unbound", community=community.name)


async def my_membership(update: Update, context: Context) -> None:
    """The bot was added to a group or removed from it."""
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.PRIVATE:
        return
    member = change.new_chat_member
    present = member.status in _PRESENT or bool(getattr(member, "is_member", False))
    await note_presence(context.services.db, request_of(update, context), change.chat.id, present)
    context.services.changed.set()


async def migrated(update: Update, context: Context) -> None:
    """A group became a supergroup; both sides tell, the second telling changes nothing."""
    message = message_of(update)
    if message.migrate_to_chat_id is not None:
        old, new = message.chat_id, message.migrate_to_chat_id
    else:
        old, new = message.migrate_from_chat_id or 0, message.chat_id
    await follow_group(context.services.db, request_of(update, context), old, new)
    context.services.changed.set()


def register(app: App) -> None:
    """Add these handlers to the application."""
    app.add_handler(CommandHandler("bind", bind))
    app.add_handler(CommandHandler("unbind", unbind))
    app.add_handler(CallbackQueryHandler(bind_pressed, pattern=rf"^{payloads.BIND}:"))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, migrated))
    app.add_handler(ChatMemberHandler(my_membership, ChatMemberHandler.MY_CHAT_MEMBER), group=1)
