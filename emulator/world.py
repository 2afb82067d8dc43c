"""Who and what exists: users, chats, their members and topics. Nothing here knows HTTP or a method's parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["private", "group", "supergroup"]

ANONYMOUS_ADMIN = 1087968824
"""GroupAnonymousBot, the fake sender of what an anonymous admin writes (TDLib, UserManager.cpp)."""

FIRST_USER = 5_000_000_001
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


@dataclass(eq=False, slots=True)
class User:
    """A person or a bot account; `label` is a remark for the page (resident, staff …), not part of Telegram."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    label: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        """First and last name as clients show them."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def api(self) -> dict[str, Any]:
        """The User object of the Bot API."""
        given = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        base: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return base | {key: value for key, value in given.items() if value}


@dataclass(slots=True)
class Member:
    """One account's standing in a group: creator, administrator, member, left or kicked."""

    user: User
    status: str = "member"
    anonymous: bool = False

    @property
    def present(self) -> bool:
        """Whether the account is in the group now."""
        return self.status in ("creator", "administrator", "member")

    @property
    def admin(self) -> bool:
        """Whether the account may administer the group."""
        return self.status in ("creator", "administrator")

    def api(self) -> dict[str, Any]:
        """The ChatMember object of the Bot API for this status."""
        base: dict[str, Any] = {"status": self.status, "user": self.user.api()}
        if self.status == "creator":
            return base | {"is_anonymous": self.anonymous}
        if self.status == "administrator":
            return base | {"is_anonymous": self.anonymous, "can_be_edited": False} | ADMIN_RIGHTS
        return base | {"until_date": 0} if self.status == "kicked" else base


ADMIN_RIGHTS: dict[str, bool] = {
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
}


@dataclass(eq=False, slots=True)
class Chat:
    """A group, a supergroup, or the private chat of one person with one bot (whose id is the person's)."""

    id: int
    kind: Kind
    title: str = ""
    forum: bool = False
    username: str | None = None
    user: User | None = None
    bot_id: int | None = None
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0
    last_bot: int | None = None
    started: bool = False
    blocked: bool = False
    muted_bots: bool = False
    migrated_to: int | None = None
    creator: User | None = None

    @property
    def private(self) -> bool:
        """Whether this is a private chat."""
        return self.kind == "private"

    @property
    def name(self) -> str:
        """The title of a group, the person's name of a private chat."""
        return self.user.name if self.user else self.title

    def member(self, user_id: int) -> Member | None:
        """The standing of an account, None when it never was here."""
        return self.members.get(user_id)

    def has(self, user_id: int) -> bool:
        """Whether the account is in the chat now."""
        if self.user is not None:
            return user_id in (self.user.id, self.bot_id)
        member = self.members.get(user_id)
        return member is not None and member.present

    def admin(self, user_id: int) -> bool:
        """Whether the account is creator or administrator here."""
        member = self.members.get(user_id)
        return member is not None and member.admin

    def api(self) -> dict[str, Any]:
        """The Chat object of the Bot API."""
        if self.user is not None:
            shown = self.user.api()
            names = {key: shown[key] for key in ("first_name", "last_name", "username") if key in shown}
            return {"id": self.id, "type": "private"} | names
        base: dict[str, Any] = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            base["username"] = self.username
        return base | {"is_forum": True} if self.forum else base


class World:
    """All users and chats, found by id."""

    def __init__(self) -> None:
        self.users: dict[int, User] = {
            ANONYMOUS_ADMIN: User(ANONYMOUS_ADMIN, "Group", username="GroupAnonymousBot", is_bot=True)
        }
        self.groups: dict[int, Chat] = {}
        self.privates: dict[tuple[int, int], Chat] = {}
        self._next_user = FIRST_USER
        self._next_group = FIRST_GROUP
        self._next_supergroup = FIRST_SUPERGROUP
        self._account_messages = 0

    def add_user(self, first_name: str, *, user_id: int | None = None, **rest: Any) -> User:
        """A new account; ids above 32 bits unless one is asked for. Raises ValueError for an id in use."""
        if user_id is None:
            user_id = self.new_user_id()
        if user_id in self.users or user_id <= 0:
            raise ValueError(f"user id {user_id} is taken or not positive")
        user = self.users[user_id] = User(user_id, first_name, **rest)
        return user

    def new_user_id(self) -> int:
        """A user id that nobody has."""
        self._next_user += 1
        return self._next_user - 1

    def add_group(self, title: str, kind: Kind, *, forum: bool = False, username: str | None = None) -> Chat:
        """A new group without members. Raises ValueError for a forum that is not a supergroup."""
        if kind not in ("group", "supergroup") or (forum and kind != "supergroup"):
            raise ValueError("a group is a group or a supergroup, and only a supergroup is a forum")
        if kind == "group":
            chat_id, self._next_group = self._next_group, self._next_group - 1
        else:
            chat_id, self._next_supergroup = self._next_supergroup, self._next_supergroup - 1
        chat = self.groups[chat_id] = Chat(chat_id, kind, title, forum, username)
        return chat

    def private(self, user: User, bot_id: int) -> Chat:
        """The private chat of a person with a bot; made on first use, not yet started."""
        key = (bot_id, user.id)
        if key not in self.privates:
            self.privates[key] = Chat(user.id, "private", user=user, bot_id=bot_id)
        return self.privates[key]

    def knows(self, bot_id: int, user: User) -> bool:
        """Whether a bot has met a person: in private or in a group it is or was in."""
        private = self.privates.get((bot_id, user.id))
        if private is not None and (private.started or private.blocked):
            return True
        return any(bot_id in chat.members and user.id in chat.members for chat in self.groups.values())

    def next_message_id(self, chat: Chat) -> int:
        """Ids count per supergroup; private chats and basic groups share one count, as on a Telegram account."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._account_messages += 1
        chat.last_message_id = self._account_messages
        return self._account_messages
