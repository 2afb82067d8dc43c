"""``louyuan doctor``: is everything in order? One line each, and exit code 1 when something is broken."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import DEFAULT_CONFIG, ConfigOption, must_exist
from bot.cli.doctor_findings import Finding, Level, broken
from bot.cli.doctor_local import look_at_configuration, look_at_database, look_at_fonts
from bot.cli.doctor_telegram import ask_telegram
from bot.config import Config, ConfigError, load_config
from bot.texts import LANGUAGES, texts


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("doctor")(doctor)


def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")] = False,
) -> None:
    """检查配置、数据库、时钟、字体、令牌和 webhook，每项一行。 Check everything the bot needs, one line each.

    Example: louyuan doctor --config config.toml
    """
    try:
        settings = load_config(config, must_exist=must_exist(config))
    except ConfigError as error:
        language, findings = LANGUAGES[0], _faults(error)
    else:
        language, findings = settings.locale.language, _examine(settings, config)
    well = all(finding.level is not Level.BROKEN for finding in findings)
    words = texts(language)
    if as_json:
        checks = [
            {"check": finding.check, "level": finding.level.value, "message": finding.sentence(words)}
            for finding in findings
        ]
        typer.echo(json.dumps({"ok": well, "checks": checks}, ensure_ascii=False))
    else:
        typer.echo("\n".join(finding.line(words) for finding in findings))
    if not well:
        raise typer.Exit(1)


def _examine(settings: Config, path: Path) -> list[Finding]:
    return [
        *look_at_configuration(settings, path),
        *look_at_database(settings),
        look_at_fonts(),
        *asyncio.run(ask_telegram(settings)),
    ]


def _faults(error: ConfigError) -> list[Finding]:
    """Each fault on a line of its own; without a configuration nothing else can be looked at."""
    return [_fault(error.path, key, fault) for key, fault in error.faults]


def _fault(path: Path, key: str, fault: str) -> Finding:
    kind, _, near = fault.partition(" ")
    if kind == "not_found":
        return broken("configuration", "configuration_missing", path=path)
    if kind == "unknown_key":
        return broken("configuration", "configuration_unknown_key", path=path, key=key, near=near)
    return broken("configuration", "configuration_fault", path=path, key=key or "TOML", fault=fault)
