"""Which commands exist for whom: the one list behind /help and the menus."""

from __future__ import annotations

from collections.abc import Iterable

from bot.rules.permissions import Right, Role, RoleHeld, rights_of
from bot.texts import Texts
from bot.views.mine import role_name
from bot.views.screen import Screen

EVERYONE = ("votes", "meetings", "opinion", "mine", "help", "privacy", "language")

# A command and the right without which it does nothing.
SERVING = (
    ("meeting", Right.SCHEDULE_MEETINGS),
    ("opinions", Right.ANSWER_OPINIONS),
    ("households", Right.SEE_HOUSEHOLDS),
    ("paper", Right.ENTER_PAPER),
    ("remind", Right.REMIND),
    ("tally", Right.SEE_TALLY),
    ("report", Right.SEE_TALLY),
    ("new", Right.MANAGE_CONSULTATIONS),
    ("close", Right.MANAGE_CONSULTATIONS),
    ("roster", Right.CONFIRM_OWNERS),
    ("announce", Right.ANNOUNCE),
)
# These work in groups only, so they stand in the help and in no private menu.
IN_GROUPS = (("bind", Right.BIND_GROUP), ("unbind", Right.BIND_GROUP))


def private_commands(roles: Iterable[Role]) -> tuple[str, ...]:
    """The commands that do something in the private chat of somebody with these roles."""
    rights = rights_of(roles)
    return (*EVERYONE, *(command for command, right in SERVING if right in rights))


def group_commands(roles: Iterable[Role]) -> tuple[str, ...]:
    """The commands that somebody with these roles can use in a group, beyond /votes."""
    rights = rights_of(roles)
    return tuple(command for command, right in IN_GROUPS if right in rights)


def described(command: str, words: Texts) -> str:
    """What a command does, in a few words (Bot API: BotCommand.description, at most 256 characters)."""
    return words.template(f"help.command.{command}")


def help_screen(roles: frozenset[Role], words: Texts, paper: str) -> Screen:
    """Everything that this person can do here."""
    lines = [words.html("help.title")]
    lines += [words.html("help.line", command=name, what=described(name, words)) for name in private_commands(roles)]
    for_groups = group_commands(roles)
    if for_groups:
        lines += ["", words.html("help.in_groups")]
        lines += [words.html("help.line", command=name, what=described(name, words)) for name in for_groups]
    lines += ["", words.html("help.closing", paper=paper)]
    return Screen("\n".join(lines))


def role_granted(held: RoleHeld, words: Texts) -> Screen:
    """Welcomes somebody who begins to serve, and tells what the role allows."""
    role = held.grant.role
    lines = [words.html("roles.granted", role=role_name(held, words)), words.html(f"roles.allows.{role.value}"), ""]
    beyond = [name for name in private_commands({role}) if name not in EVERYONE]
    names = (*beyond, *group_commands({role}))
    lines += [words.html("help.line", command=name, what=described(name, words)) for name in names]
    return Screen("\n".join(lines))
