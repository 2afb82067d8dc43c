"""The command menu that a person sees in a chat, by Telegram's order of precedence.

Source: Bot API, BotCommandScope, "Determining list of commands".
"""

from __future__ import annotations

from .bots import Bot, CommandKey
from .core import ChatLike, Core
from .world import Chat, User


class Menus(Core):
    """Which commands a client shows."""

    def menu(self, person: User, chat: ChatLike, bot: Bot | None = None) -> list[dict[str, str]]:
        """The commands in the menu of `person` in `chat`: the first set of commands found, narrowest scope first."""
        shown = bot or self.only_bot
        place = self.chat(chat, person, shown)
        for scope in _scopes(person, place):
            for language in (person.language_code or "", ""):
                commands = shown.commands.get((*scope, language[:2]))
                if commands:
                    return commands
        return []


def _scopes(person: User, chat: Chat) -> list[tuple[str, int | None, int | None]]:
    if chat.private:
        return [("chat", chat.id, None), ("all_private_chats", None, None), ("default", None, None)]
    scopes: list[tuple[str, int | None, int | None]] = [("chat_member", chat.id, person.id)]
    if chat.admin(person.id):
        scopes.append(("chat_administrators", chat.id, None))
    scopes.append(("chat", chat.id, None))
    if chat.admin(person.id):
        scopes.append(("all_chat_administrators", None, None))
    return [*scopes, ("all_group_chats", None, None), ("default", None, None)]


__all__ = ["CommandKey", "Menus"]
