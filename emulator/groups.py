"""What happens to groups: made, joined, left, administered, upgraded, given topics; and bots blocked in private."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .bots import Bot
from .core import ChatLike, Core
from .messages import Message
from .world import Chat, Kind, Member, User

TOPIC_COLOR = 0x6FB9F0


class Groups(Core):
    """Changes of who is where. Each yields the service messages and member updates that Telegram sends."""

    def add_user(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        label: str | None = None,
        user_id: int | None = None,
    ) -> User:
        """A person joins Telegram. Raises ValueError for an id in use."""
        user = self.world.add_user(
            first_name,
            user_id=user_id,
            last_name=last_name,
            username=username,
            language_code=language_code,
            label=label,
        )
        self.events.publish("user", lambda: user.api() | {"name": user.name, "label": user.label})
        return user

    def add_group(
        self,
        title: str,
        kind: Kind = "supergroup",
        *,
        forum: bool = False,
        members: Iterable[User] = (),
        admins: Iterable[User] = (),
        bots: Iterable[Bot] | None = None,
        bot_admin: bool = False,
        username: str | None = None,
    ) -> Chat:
        """A new group; its creator is the first admin, or somebody who has left. `bots` None means every bot."""
        chat = self.world.add_group(title, kind, forum=forum, username=username)
        admins = list(admins)
        chat.creator = admins[0] if admins else self._founder()
        for user in members:
            chat.members[user.id] = Member(user)
        for index, user in enumerate(admins):
            chat.members[user.id] = Member(user, "administrator" if index else "creator")
        self.events.publish("chat", lambda: chat_page(chat, self.bots))
        for bot in self.bots.values() if bots is None else bots:
            self.add_bot_to(chat, bot, admin=bot_admin)
        return chat

    def _founder(self) -> User:
        return User(self.world.new_user_id(), "Group creator")

    def add_bot_to(
        self, chat: ChatLike, bot: Bot | None = None, *, by: User | None = None, admin: bool = False
    ) -> None:
        """A bot is put into a group: my_chat_member, and the service message about a new member."""
        place, bot = self.chat(chat), bot or self.only_bot
        status = "administrator" if admin else "member"
        actor = by or place.creator or bot.user
        self._set_status(place, bot.user, status, actor)
        self.service(place, actor, new_chat_members=[bot.user.api()])

    def remove_bot(self, chat: ChatLike, bot: Bot | None = None, *, by: User | None = None) -> None:
        """A bot is thrown out; from now on its calls there are answered with 403."""
        place, bot = self.chat(chat), bot or self.only_bot
        self._bot_goes(place, bot, "kicked", by or place.creator or bot.user)

    def bot_leaves(self, chat: Chat, bot: Bot) -> None:
        """A bot leaves a group by itself (leaveChat)."""
        self._bot_goes(chat, bot, "left", bot.user)

    def _bot_goes(self, chat: Chat, bot: Bot, status: str, actor: User) -> None:
        """A basic group still shows the bot the message about its going, a supergroup does not."""
        if chat.kind == "group":
            self.service(chat, actor, left_chat_member=bot.user.api())
            self._set_status(chat, bot.user, status, actor)
        else:
            self._set_status(chat, bot.user, status, actor)
            self.service(chat, actor, left_chat_member=bot.user.api())

    def join(self, user: User, chat: ChatLike) -> None:
        """A person enters a group."""
        place = self.chat(chat)
        self._set_status(place, user, "member", user)
        self.service(place, user, new_chat_members=[user.api()])

    def leave(self, user: User, chat: ChatLike) -> None:
        """A person leaves a group."""
        place = self.chat(chat)
        self.service(place, user, left_chat_member=user.api())
        self._set_status(place, user, "left", user)

    def promote(self, user: User | Bot, chat: ChatLike, *, anonymous: bool = False) -> None:
        """Somebody becomes an admin."""
        place = self.chat(chat)
        account = user.user if isinstance(user, Bot) else user
        self._set_status(place, account, "administrator", place.creator or account)
        place.members[account.id].anonymous = anonymous

    def demote(self, user: User | Bot, chat: ChatLike) -> None:
        """An admin becomes an ordinary member."""
        place = self.chat(chat)
        account = user.user if isinstance(user, Bot) else user
        self._set_status(place, account, "member", place.creator or account)

    def mute_bots(self, chat: ChatLike, muted: bool = True) -> None:
        """The group's permissions forbid ordinary members, and so bots that are no admins, to write."""
        self.chat(chat).muted_bots = muted
        self.events.changed()

    def block(self, user: User, bot: Bot | None = None) -> None:
        """A person blocks a bot."""
        self._set_blocked(user, bot or self.only_bot, True)

    def unblock(self, user: User, bot: Bot | None = None) -> None:
        """A person lets a bot write again."""
        self._set_blocked(user, bot or self.only_bot, False)

    def _set_blocked(self, user: User, bot: Bot, blocked: bool) -> None:
        chat = self.world.private(user, bot.id)
        if chat.blocked != blocked:
            chat.blocked = blocked
            old, new = ("member", "kicked") if blocked else ("kicked", "member")
            self._tell(bot, "my_chat_member", chat, user, Member(bot.user, old), Member(bot.user, new))
            self.events.publish("chat", lambda: chat_page(chat, self.bots))

    def deactivate(self, user: User) -> None:
        """A person deletes the account."""
        user.deactivated = True
        self.events.changed()

    def make_supergroup(self, chat: ChatLike) -> Chat:
        """A basic group is upgraded: a new chat with a new id; messages stay behind. Raises ValueError."""
        old = self.chat(chat)
        if old.kind != "group" or old.migrated_to is not None:
            raise ValueError("only a basic group can be upgraded, and once")
        new = self.world.add_group(old.title, "supergroup")
        new.creator = old.creator
        new.members = {key: Member(m.user, m.status, m.anonymous) for key, m in old.members.items()}
        actor = old.creator or next(iter(old.members.values())).user
        self.service(old, actor, migrate_to_chat_id=new.id)
        old.migrated_to = new.id
        self.service(new, actor, migrate_from_chat_id=old.id)
        self.events.publish("chat", lambda: chat_page(new, self.bots))
        return new

    def add_topic(self, chat: ChatLike, name: str, by: User | None = None) -> int:
        """A new topic of a forum; returns its message_thread_id. Raises ValueError for a group that is no forum."""
        place = self.chat(chat)
        if not place.forum:
            raise ValueError(f"{place.title} is no forum")
        actor = by or place.creator or next(iter(place.members.values())).user
        created = {"name": name, "icon_color": TOPIC_COLOR}
        message = self.new_message(place, actor, service={"forum_topic_created": created})
        message.thread_id = message.message_id
        place.topics[message.message_id] = name
        self.post(message)
        self.events.publish("chat", lambda: chat_page(place, self.bots))
        return message.message_id

    def remove_topic(self, chat: ChatLike, thread_id: int) -> None:
        """A topic is deleted with all its messages. Raises LookupError for an unknown one."""
        place = self.chat(chat)
        if place.topics.pop(thread_id, None) is None:
            raise LookupError(f"no topic {thread_id} in {place.title}")
        for message in self.messages.history(place):
            if message.thread_id == thread_id:
                self.delete(message)
        self.events.publish("chat", lambda: chat_page(place, self.bots))

    def service(self, chat: Chat, actor: User, **content: Any) -> Message:
        """A service message, shown to people and always delivered to bots."""
        return self.post(self.new_message(chat, actor, service=content))

    def _set_status(self, chat: Chat, account: User, status: str, actor: User) -> None:
        old = chat.members.get(account.id) or Member(account, "left")
        new = chat.members[account.id] = Member(account, status)
        for bot in self.bots.values():
            if bot.id == account.id:
                self._tell(bot, "my_chat_member", chat, actor, old, new)
            elif chat.admin(bot.id):
                self._tell(bot, "chat_member", chat, actor, old, new)
        self.events.publish("chat", lambda: chat_page(chat, self.bots))

    def _tell(self, bot: Bot, kind: str, chat: Chat, actor: User, old: Member, new: Member) -> None:
        payload = {
            "chat": chat.api(),
            "from": actor.api(),
            "date": self.now,
            "old_chat_member": old.api(),
            "new_chat_member": new.api(),
        }
        bot.queue.add(kind, payload, str(chat.id), self.clock() + self.limits.update_seconds)


def chat_page(chat: Chat, bots: dict[int, Bot]) -> dict[str, Any]:
    """A chat as the control API and the events show it."""
    present = [member for member in chat.members.values() if member.present]
    return {
        "chat": chat.id,
        "id": chat.id,
        "title": chat.name,
        "kind": chat.kind,
        "forum": chat.forum,
        "members": [member.user.id for member in present if member.user.id not in bots],
        "admins": [member.user.id for member in present if member.admin and member.user.id not in bots],
        "bots": [member.user.id for member in present if member.user.id in bots],
        "bot": chat.bot_id,
        "started": chat.started,
        "blocked": chat.blocked,
        "topics": [{"thread_id": thread_id, "name": name} for thread_id, name in chat.topics.items()],
        "migrated_to": chat.migrated_to,
    }
