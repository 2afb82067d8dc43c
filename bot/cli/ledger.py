"""``louyuan ledger``: what happened before or outside the bot in, and everything out."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.export_ledger import export_ledger
from bot.actions.import_ledger import import_ledger
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.cli.progress import progress_bar
from bot.cli.roster import show_faults, write_file
from bot.rules.headers import recognise
from bot.rules.ledger import LEDGER, LedgerImport
from bot.rules.tables import BadRows, Unreadable
from bot.views.ledger import import_lines

app = typer.Typer(
    no_args_is_help=True,
    epilog="Example: louyuan ledger import ledger.csv --dry-run",
    help="台账流水 · the ledger",
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不改 · only tell what would change")]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读的结果 · machine-readable result")]


@app.command("import")
def ledger_import(
    file: Annotated[Path, typer.Argument(help="FILE.xlsx | FILE.csv", show_default=False)],
    dry_run: DryRun = False,
    as_json: AsJson = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """导入台账流水（会议、组织、结对、分包、比率、指标）；同一份文件导入两次不会变多，有一行不对就全都不导入。

    Import the ledger; the same file twice changes nothing, and one bad row and nothing changes.

    Example: louyuan ledger import 台账.xlsx --dry-run
    """

    async def job(session: Session) -> None:
        try:
            result = await _import(session, file, dry_run)
        except BadRows as bad:
            show_faults(session.texts, bad, as_json)
            raise typer.Exit(1) from None
        except Unreadable as fault:
            facts = {"path": file, **fault.facts}
            own = f"ledger.file.{fault.reason}"
            key = own if own in session.texts else f"roster.file.{fault.reason}"
            raise Failure(session.texts.plain(key, **facts)) from None
        if as_json:
            typer.echo(json.dumps({"kind": "ledger", **asdict(result)}, ensure_ascii=False))
        else:
            typer.echo("\n".join(import_lines(session.texts, result)))

    run(config, job)


async def _import(session: Session, file: Path, dry_run: bool) -> LedgerImport:
    from bot.reports.table_in import read_sheets

    with progress_bar(session.texts) as progress:
        found = recognise(read_sheets(file), (LEDGER,))
        return await import_ledger(session.db, found, datetime.now(UTC), dry_run=dry_run, progress=progress)


@app.command("export")
def ledger_export(
    out: Annotated[Path | None, typer.Option("--out", help="FILE.xlsx | FILE.csv", show_default=False)] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """写出全部台账：会议、征询、票数（不含选了什么）、意见、通知、分包、流水；不写 --out 就显示 CSV。

    Write the whole ledger; votes are counts and never choices. Without --out, CSV is shown.

    Example: louyuan ledger export --out 台账.xlsx
    """

    async def job(session: Session) -> bytes:
        from bot.reports.ledger_table import ledger_csv, ledger_xlsx

        suffix = ".csv" if out is None else out.suffix.lower()
        make = {".csv": ledger_csv, ".xlsx": ledger_xlsx}.get(suffix)
        if make is None:
            raise Failure(session.texts.plain("roster.export_suffix", path=out))
        zone = session.config.locale.zone
        lines = await export_ledger(session.db, zone, datetime.now(UTC))
        content = make(lines, zone)
        if out is not None:
            write_file(session.texts, out, content)
            typer.echo(session.texts.plain("ledger.exported", count=len(lines), path=out))
        return content

    content = run(config, job)
    if out is None:
        typer.echo(content.removeprefix(BOM_UTF8), nl=False)
