"""``louyuan announce``: send, show, stop."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.actions.announcing import announce, announcement_progress, stop_announcement
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.services import utc_now
from bot.storage.announcements import Progress

app = typer.Typer(
    no_args_is_help=True,
    epilog="Example: louyuan announce send water.txt --community JX01",
    help="通知 · announcements",
)

NumberArgument = Annotated[int, typer.Argument(help="编号 · number")]
CommunityOption = Annotated[str | None, typer.Option("--community", help="小区编码，不写就是全区 · default: everybody")]
BuildingOption = Annotated[str | None, typer.Option("--building", help="楼栋 · building")]


def _line(session: Session, progress: Progress) -> str:
    facts = {"sent": progress.sent, "waiting": progress.waiting, "dropped": progress.dropped}
    return session.texts.plain("announce.cli_progress", number=progress.announcement.id, **facts)


@app.command("send")
def send(
    file: Annotated[Path, typer.Argument(help="UTF-8 文本 · text")],
    community: CommunityOption = None,
    building: BuildingOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """发通知，正文在文件里；最后一行是编号。 Send what stands in the file; the number is printed last.

    Example: louyuan announce send water.txt --community JX01 --building 3
    """

    async def job(session: Session) -> int:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(session.texts.plain("cli.file_unreadable", path=file, error=error)) from None
        if building is not None and community is None:
            raise Failure(session.texts.plain("announce.cli_building_alone"))
        sent = await announce(session.db, text, community, building, utc_now())
        return sent.announcement.id

    typer.echo(run(config, job))


@app.command("show")
def show(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """看发了多少。 How far it has come.

    Example: louyuan announce show 3
    """

    async def job(session: Session) -> str:
        return _line(session, await announcement_progress(session.db, number))

    typer.echo(run(config, job))


@app.command("stop")
def stop(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """停止发送；已经发出去的收不回来。 Stop; what has gone out cannot be taken back.

    Example: louyuan announce stop 3
    """

    async def job(session: Session) -> str:
        return _line(session, await stop_announcement(session.db, number, utc_now()))

    typer.echo(run(config, job))
