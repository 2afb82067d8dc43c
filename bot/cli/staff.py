"""``louyuan staff``: who serves as administrator, staff or volunteer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.actions.invite_staff import Invitation, invite_staff
from bot.actions.revoke_role import list_roles, revoke_role
from bot.cli.bot_name import bot_username
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.rules.permissions import Role, RoleHeld
from bot.texts import Texts
from bot.views.card import deep_link
from bot.views.mine import day, role_name

app = typer.Typer(
    no_args_is_help=True,
    epilog="Example: louyuan staff invite --role staff --community JX01",
    help="工作身份 · roles of staff and volunteers",
)

RoleOption = Annotated[Role, typer.Option("--role", help="admin 管理员 | staff 工作人员 | volunteer 楼栋长")]
SubdistrictOption = Annotated[
    str | None, typer.Option("--subdistrict", help="只管这个街道 · for this subdistrict only")
]
CommunityOption = Annotated[str | None, typer.Option("--community", help="小区编码 · the code of one community")]
BuildingOption = Annotated[str | None, typer.Option("--building", help="楼栋，须同时写小区 · one building of it")]
BotOption = Annotated[str | None, typer.Option("--bot", help="机器人用户名 · the bot's user name")]


@app.command("invite")
def staff_invite(
    role: RoleOption,
    subdistrict: SubdistrictOption = None,
    community: CommunityOption = None,
    building: BuildingOption = None,
    bot: BotOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """生成邀请链接（最后一行）。 Print an invitation; its link comes last. It works once, for 7 days.

    Example: louyuan staff invite --role volunteer --community JX01 --building 3
    """
    if building is not None and community is None:
        raise typer.BadParameter("--building → --community", param_hint="--building")

    async def job(session: Session) -> str:
        username = await bot_username(session, bot)
        made = await invite_staff(session.db, datetime.now(UTC), role, subdistrict, community, building)
        link = deep_link(username, made.payload)
        if as_json:
            return json.dumps({"role": role.value, "link": link, "expires": made.expires_at.isoformat()})
        return _invitation(session, role, made) + "\n" + link

    typer.echo(run(config, job))


def _invitation(session: Session, role: Role, made: Invitation) -> str:
    name = session.texts.template(f"roles.name.{role.value}")
    until = day(made.expires_at, session.config.locale.zone)
    return session.texts.plain("roles.invitation", role=name, date=until, communities=made.communities)


@app.command("list")
def staff_list(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """列出有工作身份的人。 List who holds a role: Telegram id, role, place, since when.

    Example: louyuan staff list --json
    """

    async def job(session: Session) -> str:
        roles = await list_roles(session.db)
        if as_json:
            return json.dumps([_as_json(held) for held in roles], ensure_ascii=False, indent=2)
        zone = session.config.locale.zone
        lines = [f"{held.telegram_id}\t{role_name(held, session.texts)}\t{day(held.since, zone)}" for held in roles]
        return "\n".join(lines) or session.texts.plain("roles.no_roles")

    typer.echo(run(config, job))


def _as_json(held: RoleHeld) -> dict[str, object]:
    place = held.grant.place
    return {
        "telegram_id": held.telegram_id,
        "role": held.grant.role.value,
        "subdistrict": place.subdistrict,
        "community": held.community_name,
        "building": place.building,
        "since": held.since.isoformat(),
    }


@app.command("revoke")
def staff_revoke(
    telegram_id: Annotated[int, typer.Argument(metavar="TELEGRAM_ID")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """收回一个人的全部工作身份。 Take all roles from somebody; the menu follows within seconds.

    Example: louyuan staff revoke 1002
    """

    async def job(session: Session) -> str:
        count = await revoke_role(session.db, datetime.now(UTC), telegram_id)
        if not count:
            raise Failure(_nothing(session.texts, telegram_id))
        return session.texts.plain("roles.revoked", telegram_id=telegram_id, count=count)

    typer.echo(run(config, job))


def _nothing(words: Texts, telegram_id: int) -> str:
    return words.plain("roles.nothing_to_revoke", telegram_id=telegram_id)
