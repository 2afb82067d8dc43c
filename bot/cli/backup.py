"""``louyuan backup`` and ``louyuan restore``: one file that either kind of database takes back."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import DEFAULT_CONFIG, ConfigOption, fail, read_config
from bot.config import Config
from bot.storage.backup import write_backup
from bot.storage.backup_format import BackupFault, Manifest
from bot.storage.backup_restore import restore_backup
from bot.storage.database import Database
from bot.storage.health import database_health
from bot.storage.lock import AlreadyRunning
from bot.storage.schema import SchemaState
from bot.texts import texts

JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]


def register(app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="要写的文件 · the file to write")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """备份整个数据库，机器人可以照常运行。 Write the whole database into one file while the bot goes on working.

    Example: louyuan backup louyuan-2026-12-01.zip
    """
    settings = read_config(config)
    words = texts(settings.locale.language)
    _refuse_unless_ours(settings)
    try:
        manifest = asyncio.run(_write(settings, file))
    except FileExistsError:
        fail(words.plain("backup.exists", path=file))
    except OSError as error:
        fail(words.plain("backup.file_failed", path=file, error=error.strerror or error))
    if as_json:
        typer.echo(_summary(manifest, file))
        return
    typer.echo(words.plain("backup.made", path=file, tables=len(manifest.tables), rows=manifest.rows))
    typer.echo(words.plain("backup.key_apart", key=settings.verification.key_path), err=True)


def _refuse_unless_ours(settings: Config) -> None:
    """An older schema can be backed up too: that is what one does before upgrading."""
    words = texts(settings.locale.language)
    try:
        state = database_health(settings.database.url).schema
    except Exception as error:
        fail(words.plain("cli.database_unreachable", error=str(error).split("\n")[0]))
    if state is SchemaState.EMPTY:
        fail(words.plain("backup.nothing"))
    if state in (SchemaState.NEWER, SchemaState.FOREIGN):
        fail(words.plain(f"cli.schema_{state.value}"))


async def _write(settings: Config, file: Path) -> Manifest:
    db = Database(settings.database.url)
    try:
        return await db.read(lambda connection: write_backup(connection, file, datetime.now(UTC)))
    finally:
        await db.close()


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 · the backup")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """恢复备份；机器人必须先停下，原来的数据库会留着。 Put a backup in place; the bot must be stopped first.

    An SQLite file that was there is kept under another name; a PostgreSQL database must be empty.

    Example: louyuan restore louyuan-2026-12-01.zip
    """
    settings = read_config(config)
    words = texts(settings.locale.language)
    try:
        manifest, kept = restore_backup(settings.database.url, file, datetime.now(UTC))
    except AlreadyRunning:
        fail(words.plain("backup.running"))
    except BackupFault as fault:
        fail(words.plain(f"backup.fault_{fault.fault.value}", path=file, detail=fault.detail))
    except FileNotFoundError:
        fail(words.plain("backup.missing", path=file))
    except OSError as error:
        fail(words.plain("backup.file_failed", path=file, error=error.strerror or error))
    if as_json:
        typer.echo(_summary(manifest, file, kept))
        return
    facts = {"made_at": manifest.made_at, "tables": len(manifest.tables), "rows": manifest.rows}
    typer.echo(words.plain("backup.restored", **facts))
    if kept is not None:
        typer.echo(words.plain("backup.kept", path=kept))


def _summary(manifest: Manifest, file: Path, kept: Path | None = None) -> str:
    return json.dumps(
        {
            "file": str(file),
            "made_at": manifest.made_at,
            "revision": manifest.revision,
            "tables": {table.name: table.rows for table in manifest.tables},
            "kept": None if kept is None else str(kept),
        },
        ensure_ascii=False,
    )
