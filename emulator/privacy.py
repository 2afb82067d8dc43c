"""Privacy mode: which messages of a chat a bot gets to see.

Source: Bots features, "Privacy mode"; Bots FAQ, "What messages will my bot get?".
"""

from __future__ import annotations

import re

from .bots import Bot
from .messages import Message
from .world import ANONYMOUS_ADMIN

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}")


def sees(bot: Bot, message: Message) -> bool:
    """Whether a message is delivered to the bot: never its own words nor another bot's."""
    if message.service is not None:
        return True
    if message.sender.is_bot and message.sender.id != ANONYMOUS_ADMIN:
        return False
    chat = message.chat
    if chat.private or not bot.privacy or chat.admin(bot.id):
        return True
    replied = message.reply_to
    if replied is not None and replied.sender.id == bot.id:
        return True
    return _is_command_for(bot, message)


def _is_command_for(bot: Bot, message: Message) -> bool:
    """`/command@this_bot` always; `/command` when no other bot spoke last in the group."""
    if not message.words.startswith("/"):
        return False
    word = message.words.split(maxsplit=1)[0]
    command, at, addressee = word.partition("@")
    if not COMMAND.fullmatch(command):
        return False
    if at:
        return addressee.lower() == bot.username.lower()
    return message.chat.last_bot in (None, bot.id)
