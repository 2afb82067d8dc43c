"""``louyuan roster``: flats and communities in and out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.export_roster import export_roster
from bot.actions.import_roster import import_roster
from bot.actions.import_sheet import import_sheet
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.cli.progress import progress_bar
from bot.cli.roster_words import fault_json, fault_lines, import_json, import_lines
from bot.rules.headers import recognise
from bot.rules.roster import ROSTER
from bot.rules.roster_changes import RosterImport
from bot.rules.sheet import COMMUNITY_SHEET, SheetImport
from bot.rules.tables import BadRows, Unreadable
from bot.texts import Texts

app = typer.Typer(
    no_args_is_help=True,
    epilog="Example: louyuan roster import roster.xlsx --dry-run",
    help="住户名册和小区台账 · the roster and the community sheet",
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不改 · only tell what would change")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读的结果 · machine-readable result")]


@app.command("import")
def roster_import(
    file: Annotated[Path, typer.Argument(help="FILE.xlsx | FILE.csv", show_default=False)],
    dry_run: DryRun = False,
    as_json: AsJson = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """导入住户名册或小区台账（看表头自动认），有一行不对就全都不导入。

    Import a roster or a community sheet (told apart by the header); one bad row and nothing changes.

    Example: louyuan roster import 名册.xlsx --dry-run
    """

    async def job(session: Session) -> None:
        try:
            result = await _import(session, file, dry_run)
        except BadRows as bad:
            show_faults(session.texts, bad, as_json)
            raise typer.Exit(1) from None
        except Unreadable as fault:
            facts = {"path": file, **fault.facts}
            raise Failure(session.texts.plain(f"roster.file.{fault.reason}", **facts)) from None
        if as_json:
            typer.echo(json.dumps(import_json(result), ensure_ascii=False))
        else:
            typer.echo("\n".join(import_lines(session.texts, result)))

    run(config, job)


async def _import(session: Session, file: Path, dry_run: bool) -> RosterImport | SheetImport:
    from bot.reports.table_in import read_sheets

    with progress_bar(session.texts) as progress:
        found = recognise(read_sheets(file), (ROSTER, COMMUNITY_SHEET))
        now = datetime.now(UTC)
        if found.layout is ROSTER:
            return await import_roster(session.db, found, now, dry_run=dry_run, progress=progress)
        today = now.astimezone(session.config.locale.zone).date()
        return await import_sheet(session.db, found, now, today=today, dry_run=dry_run, progress=progress)


def show_faults(words: Texts, bad: BadRows, as_json: bool) -> None:
    """Every fault, as lines on stderr or as JSON on stdout."""
    if as_json:
        typer.echo(json.dumps({"faults": [fault_json(words, fault) for fault in bad.faults]}, ensure_ascii=False))
        typer.echo(words.plain("roster.nothing_taken", count=len(bad.faults)), err=True)
        return
    typer.echo("\n".join(fault_lines(words, bad.faults)), err=True)


@app.command("export")
def roster_export(
    community: Annotated[str, typer.Argument(help="小区编码 · community code", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="FILE.xlsx | FILE.csv", show_default=False)],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """写出一个小区的名册，改好后可以再导入。 Write the roster of a community, fit to be imported again.

    Example: louyuan roster export JX01 --out 名册.xlsx
    """

    async def job(session: Session) -> None:
        from bot.reports.roster_table import roster_csv, roster_xlsx

        make = {".csv": roster_csv, ".xlsx": roster_xlsx}.get(out.suffix.lower())
        if make is None:
            raise Failure(session.texts.plain("roster.export_suffix", path=out))
        export = await export_roster(session.db, community)
        place, chinese = export.community, session.texts.language == "zh-CN"
        write_file(session.texts, out, make(place.code, place.name, place.subdistrict, export.flats, chinese))
        typer.echo(session.texts.plain("roster.exported", count=len(export.flats), path=out))

    run(config, job)


def write_file(words: Texts, path: Path, data: bytes) -> None:
    """Write a file, or raise Failure with the system's reason."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise Failure(words.plain("roster.not_written", path=path, error=error.strerror or error)) from None
