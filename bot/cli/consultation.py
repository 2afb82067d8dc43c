"""``louyuan consultation``: create, open, close, publish, list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.actions.create_consultation import DefinitionRejected, create_consultations
from bot.actions.end_consultation import close_consultation, open_consultation, publish_consultation
from bot.actions.extend_consultation import extend_consultation
from bot.actions.list_consultations import all_consultations
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.cli.templates import shelf_of
from bot.rules.consultation import Consultation
from bot.rules.new_times import read_end
from bot.views.consultations import fault_line
from bot.views.times import moment

app = typer.Typer(
    no_args_is_help=True, epilog="Example: louyuan consultation create plan.toml", help="征询与表决 · consultations"
)

NumberArgument = Annotated[int, typer.Argument(help="编号 · number")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]


def _now() -> datetime:
    return datetime.now(UTC)


@app.command("create")
def create(
    file: Annotated[Path, typer.Argument(help="TOML")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """从 TOML 文件新建征询；最后一行是新编号，几个小区就有几行。 Create a consultation; its number is printed last.

    A file that names several communities creates one in each; every number has a line. --json gives all as "ids".

    Example: louyuan consultation create plan.toml
    """

    async def job(session: Session) -> tuple[int, ...]:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise Failure(session.texts.plain("cli.file_unreadable", path=file, error=error.strerror)) from None
        try:
            zone, shelf = session.config.locale.zone, shelf_of(session.config)
            return await create_consultations(
                session.db, raw, _now(), zone, templates=shelf.templates, folder=file.parent
            )
        except DefinitionRejected as rejected:
            lines = [f"{file}: {fault_line(fault, session.texts)}" for fault in rejected.faults]
            raise Failure("\n".join(lines)) from None

    numbers = run(config, job)
    if as_json:
        typer.echo(json.dumps({"id": numbers[-1]} | ({"ids": numbers} if len(numbers) > 1 else {})))
    else:
        typer.echo("\n".join(map(str, numbers)))


def _say(session: Session, key: str, item: Consultation, as_json: bool) -> str:
    if as_json:
        return json.dumps(_facts(item), ensure_ascii=False)
    zone = session.config.locale.zone
    when = {"opens": moment(item.opens_at, session.texts, zone), "closes": moment(item.ends_at, session.texts, zone)}
    return session.texts.plain(key, number=item.id, title=item.title, **when)


@app.command("open")
def open_(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """现在就开始，不等到预定时间。 Open now instead of later.

    Example: louyuan consultation open 7
    """

    async def job(session: Session) -> str:
        item = await open_consultation(session.db, number, _now())
        return _say(session, "cli.consultation_opened", item, as_json)

    typer.echo(run(config, job))


@app.command("close")
def close(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """现在就截止，公布结果。 Close now; the result is announced.

    Example: louyuan consultation close 7
    """

    async def job(session: Session) -> str:
        item = await close_consultation(session.db, number, _now())
        return _say(session, "cli.consultation_closed", item, as_json)

    typer.echo(run(config, job))


@app.command("extend")
def extend(
    number: NumberArgument,
    closes: Annotated[str, typer.Option("--closes", help="新的截止时间 · the new end, e.g. 2026-12-20T18:00")],
    reason: Annotated[str, typer.Option("--reason", help="为什么延长，记在台账里 · why, kept in the record")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """延长截止时间，只能往后。 Let an open one end later.

    Example: louyuan consultation extend 7 --closes "2026-12-20 18:00" --reason "下雪"
    """

    async def job(session: Session) -> str:
        zone, now = session.config.locale.zone, _now()
        until = read_end(closes, now, zone)
        item = await extend_consultation(session.db, number, until, reason, now)
        return _say(session, "cli.consultation_extended", item, as_json)

    typer.echo(run(config, job))


@app.command("publish")
def publish(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """在群里重新发一次：进行中发卡片，截止后发结果。 Post again: the card while open, the result once closed.

    Example: louyuan consultation publish 7
    """

    async def job(session: Session) -> str:
        item = await publish_consultation(session.db, number, _now())
        return _say(session, "cli.consultation_published", item, as_json)

    typer.echo(run(config, job))


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """列出全部征询。 List all consultations.

    Example: louyuan consultation list --json
    """

    async def job(session: Session) -> Session:
        found = await all_consultations(session.db)
        rows = [_facts(item) for item in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2)) if as_json else _table(session, found)
        return session

    run(config, job)


def _facts(item: Consultation) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "community": item.community_code,
        "regime": item.regime.value,
        "status": item.status(_now()).value,
        "opens": item.opens_at.isoformat(),
        "closes": item.ends_at.isoformat(),
    }


def _table(session: Session, found: list[Consultation]) -> None:
    words, zone, now = session.texts, session.config.locale.zone, _now()
    table = Table()
    for column in ("number", "title", "community", "status", "opens", "closes"):
        table.add_column(words.plain(f"cli.column_{column}"))
    for item in found:
        status = words.plain(f"cli.status_{item.status(now).value}")
        times = moment(item.opens_at, words, zone), moment(item.ends_at, words, zone)
        table.add_row(str(item.id), item.title, item.community_code, status, *times)
    Console().print(table)
