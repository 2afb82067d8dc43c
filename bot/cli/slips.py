"""``louyuan slips``: the paper that brings a household to the bot, and taking one back."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.issue_slips import SlipSet, issue_slips
from bot.actions.revoke_slip import revoke_slips
from bot.actions.slip_key import renew_slip_key, slip_key
from bot.cli.bot_name import bot_username
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Session, run
from bot.cli.roster import write_file
from bot.reports.table_out import csv_text
from bot.rules.addresses import one_line
from bot.rules.people import Address
from bot.texts import Texts, texts
from bot.views.rooms import building_name, entrance_name

HEADER = ("community_code", "building", "entrance", "room", "code", "link")


class SlipFormat(StrEnum):
    """In which shape slips are written."""

    PDF = "pdf"
    CSV = "csv"


Building = Annotated[str | None, typer.Option("--building", help="只打一栋楼 · only this building")]
Bot = Annotated[str | None, typer.Option("--bot", help="机器人用户名 · the bot's user name")]
Format = Annotated[SlipFormat | None, typer.Option("--format", help="pdf | csv")]
Out = Annotated[Path | None, typer.Option("--out", help="写到文件 · write to this file")]
Revoke = Annotated[
    list[str] | None,
    typer.Option("--revoke", metavar="BUILDING/ENTRANCE/ROOM", help="作废这一户的码 · revoke this flat's code"),
]
NewKey = Annotated[
    bool,
    typer.Option("--new-key", help="密钥丢了才用：以前的验证条全部作废 · lost the key: all earlier slips stop working"),
]


def slips_command(
    community: Annotated[str, typer.Argument(help="小区编码 · community code", show_default=False)],
    out: Out = None,
    format_: Format = None,
    building: Building = None,
    bot: Bot = None,
    revoke: Revoke = None,
    new_key: NewKey = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """打印住户验证条（每户一张，剪开发放），或写出验证码表；作废过的户只打新的。

    Slips to cut up, one a flat, or their table. With --revoke the codes of these flats stop working, and only their new
    slips are written (nothing without --out or --format).

    Example: louyuan slips JX01 --out slips.pdf
    """
    shape = format_ or (SlipFormat.CSV if out and out.suffix.lower() == ".csv" else SlipFormat.PDF)
    only_revoke = bool(revoke) and out is None and format_ is None
    if shape is SlipFormat.PDF and out is None and not only_revoke:
        raise typer.BadParameter(texts("zh-CN").plain("slips.out_needed"), param_hint="--out")

    async def job(session: Session) -> None:
        revoked = await _revoke(session, community, revoke) if revoke else None
        if only_revoke:
            return
        key = await _key(session, new_key)
        name = await bot_username(session, bot)
        slips = await issue_slips(session.db, community, key, name, building, revoked)
        _write(session, slips, shape, out)

    run(config, job)


async def _key(session: Session, new: bool) -> bytes:
    path = session.config.verification.key_path
    if not new:
        return await slip_key(session.db, path)
    key = await renew_slip_key(session.db, path)
    typer.echo(session.texts.plain("slips.key_renewed", path=path), err=True)
    return key


async def _revoke(session: Session, community: str, lines: list[str]) -> tuple[Address, ...]:
    addresses = await revoke_slips(session.db, community, lines, datetime.now(UTC))
    for address in addresses:
        typer.echo(session.texts.plain("slips.revoked", address=one_line(address)), err=True)
    return addresses


def _write(session: Session, slips: SlipSet, shape: SlipFormat, out: Path | None) -> None:
    data = _pdf(session, slips) if shape is SlipFormat.PDF else slips_csv(slips).encode()
    if out is None:
        typer.echo(data, nl=False)
        return
    write_file(session.texts, out, data)
    typer.echo(session.texts.plain("slips.written", count=len(slips.slips), path=out))


def slips_csv(slips: SlipSet) -> str:
    """The table of codes; its columns are a promise to those who print their own slips."""
    rows = (
        (
            slips.community.code,
            slip.address.building,
            slip.address.entrance or "",
            slip.address.room,
            slip.code,
            slip.link,
        )
        for slip in slips.slips
    )
    return csv_text(HEADER, rows)


def _pdf(session: Session, slips: SlipSet) -> bytes:
    from bot.reports.slips_pdf import Letterhead, PrintedSlip, slips_pdf

    who = session.config.organizer
    head = Letterhead(slips.community.name, slips.bot, who.name, who.phone, who.paper_place)
    printed = [PrintedSlip(_room(slip.address, session.texts), slip.code, slip.link) for slip in slips.slips]
    return slips_pdf(head, printed, session.texts)


def _room(address: Address, words: Texts) -> str:
    """Like neighbours say it, with spaces, because it is read from afar."""
    entrance = [entrance_name(address.entrance, words)] if address.entrance else []
    return " ".join([building_name(address.building, words), *entrance, words.plain("room.room", room=address.room)])
