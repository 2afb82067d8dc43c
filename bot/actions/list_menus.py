"""Which commands stand in whose menu. What Telegram shows is a copy: here is remembered what was sent there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.access import actor_of
from bot.rules.permissions import Role
from bot.storage import grants, people
from bot.storage.database import Connection, Database
from bot.storage.settings import forget_setting, read_settings, store_setting

_PREFIX = "menu:"
_UNSENT = "unsent "


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands of one private chat: by roles, in a language (empty: the district's)."""

    telegram_id: int
    roles: frozenset[Role]
    language: str = ""

    @property
    def is_everyones(self) -> bool:
        """Whether it is no other than everybody's menu."""
        return not self.roles and not self.language

    @property
    def mark(self) -> str:
        """What is remembered of a menu that was sent."""
        return " ".join(["commands-5", *sorted(self.roles), self.language])


async def stale_menus(
    db: Database, admins: Sequence[int], default_language: str, *, retry: int | None = None
) -> tuple[Menu, ...]:
    """The private menus that differ from what was sent; a menu that could not be sent is due again for ``retry``."""

    def fetch(connection: Connection) -> tuple[Menu, ...]:
        sent = {int(name.removeprefix(_PREFIX)): mark for name, mark in read_settings(connection, _PREFIX).items()}
        wanted = _wanted(connection, admins, default_language)
        gone = (Menu(telegram_id, frozenset()) for telegram_id in sent if telegram_id not in wanted)
        return tuple(menu for menu in (*wanted.values(), *gone) if _is_due(menu, sent.get(menu.telegram_id), retry))

    return await db.read(fetch)


def _wanted(connection: Connection, admins: Sequence[int], default_language: str) -> dict[int, Menu]:
    languages = people.chosen_languages(connection)
    foreign = {telegram_id for telegram_id, language in languages.items() if language != default_language}
    serving = {held.telegram_id for held in grants.roles_held(connection)}
    return {
        telegram_id: Menu(telegram_id, actor_of(connection, admins, telegram_id).roles, languages.get(telegram_id, ""))
        for telegram_id in serving | foreign | set(admins)
    }


def _is_due(menu: Menu, sent: str | None, retry: int | None) -> bool:
    if sent == _UNSENT + menu.mark:
        return menu.telegram_id == retry
    return sent != menu.mark


async def note_menu(db: Database, menu: Menu, *, sent: bool) -> None:
    """Remember what a private menu shows now, or that it could not be sent."""

    def change(connection: Connection) -> None:
        name = f"{_PREFIX}{menu.telegram_id}"
        if menu.is_everyones:
            forget_setting(connection, name)
        else:
            store_setting(connection, name, menu.mark if sent else _UNSENT + menu.mark)

    await db.write(change)
