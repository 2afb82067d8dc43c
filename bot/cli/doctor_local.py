"""What the doctor can see on this machine: configuration, files, database, disk, fonts."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.cli.doctor_findings import Finding, broken, fine, warning
from bot.config import Config
from bot.storage.health import DatabaseHealth, database_health
from bot.storage.schema import SchemaState

_LITTLE_SPACE = 2 * 1024**3
_NO_SPACE = 100 * 1024**2
_GIGABYTE = 1024**3


def look_at_configuration(config: Config, path: Path) -> Iterator[Finding]:
    """What the file says, and who else can read it."""
    yield fine("configuration", "configuration_read", path=path)
    if not config.roles.admins:
        yield warning("configuration", "no_admins")
    if not config.organizer.name:
        yield warning("configuration", "no_organizer")
    for secret in _secret_files(config, path):
        if stat.S_IMODE(secret.stat().st_mode) & 0o077:
            yield warning("configuration", "readable_by_others", path=secret)


def _secret_files(config: Config, path: Path) -> Iterator[Path]:
    telegram = config.telegram
    token_file = None if telegram.token_file is None else path.parent / telegram.token_file
    if telegram.token.get_secret_value() and token_file is None:
        yield path
    for file in (token_file, config.verification.key_path):
        if file is not None and file.exists():
            yield file


def look_at_database(config: Config) -> Iterator[Finding]:
    """Reachable, of the right schema, a sound SQLite, room on the disk."""
    try:
        health = database_health(config.database.url)
    except Exception as error:  # whatever a driver raises, the answer is the same
        yield broken("database", "database_unreachable", error=str(error).split("\n")[0])
        return
    yield _schema(health)
    if health.wal_reset_bug:
        yield warning("database", "wal_reset_bug", version=health.version)
    if health.free_bytes is not None:
        yield _space(health.free_bytes)


def _schema(health: DatabaseHealth) -> Finding:
    facts = {"engine": health.engine, "version": health.version}
    if health.schema is SchemaState.CURRENT:
        return fine("database", "schema_current", **facts)
    if health.schema is SchemaState.EMPTY:
        return warning("database", "schema_empty", **facts)
    return broken("database", f"schema_{health.schema.value}", **facts)


def _space(free: int) -> Finding:
    gigabytes = f"{free // (_GIGABYTE // 10) / 10:.1f}"
    if free < _NO_SPACE:
        return broken("disk", "no_space", gigabytes=gigabytes)
    return (warning if free < _LITTLE_SPACE else fine)("disk", "space", gigabytes=gigabytes)


def look_at_fonts() -> Finding:
    """The Chinese fonts come with the installation; system fonts play no part."""
    try:
        from pylopdf_fonts_zh_cn import sans_path

        font = sans_path()
    except ImportError as error:
        return broken("fonts", "fonts_missing", error=error)
    return fine("fonts", "fonts_found") if font.is_file() else broken("fonts", "fonts_missing", error=font)
