"""What every command shares: the configuration, the open database, and one clear line when something is refused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from bot.actions.letters import keep_notices, keep_quiet_hours
from bot.config import Config, ConfigError, from_environment, load_config
from bot.rules.refusals import Refusal
from bot.services import utc_now
from bot.storage.database import Database
from bot.storage.schema import SchemaState, read_schema_state, upgrade
from bot.texts import Texts, texts
from bot.views.times import moment

T = TypeVar("T")

ConfigOption = Annotated[Path, typer.Option("--config", help="配置文件 · configuration file", show_default=True)]
DEFAULT_CONFIG = Path("config.toml")


class Failure(Exception):
    """A command failed for a reason that has one clear sentence; exit code 1."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with."""

    config: Config
    db: Database
    texts: Texts


def fail(message: str) -> NoReturn:
    """Print the message to stderr and end with exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def must_exist(path: Path) -> bool:
    """A file that was asked for must be there; the one by default need not, where the environment says everything."""
    return path != DEFAULT_CONFIG or not from_environment(os.environ)


def read_config(path: Path) -> Config:
    """The configuration, or a clear line for each fault and exit code 1."""
    try:
        return load_config(path, must_exist=must_exist(path))
    except ConfigError as error:
        words = texts("zh-CN")
        lines = [_config_fault(words, error.path, key, fault) for key, fault in error.faults]
        fail("\n".join(lines))


def _config_fault(words: Texts, path: Path, key: str, fault: str) -> str:
    if fault == "not_found":
        return words.plain("cli.config_missing", path=path)
    kind, _, near = fault.partition(" ")
    if kind == "unknown_key":
        return words.plain("cli.config_unknown_key", path=path, key=key, near=near)
    return words.plain("cli.config_fault", path=path, key=key or "TOML", fault=fault)


def ensure_schema(config: Config, words: Texts) -> None:
    """Create the tables in an empty database; refuse one that is older, newer or somebody else's."""
    url = config.database.url
    try:
        state = read_schema_state(url)
        if state is SchemaState.EMPTY:
            upgrade(url)
            return
    except Exception as error:
        raise Failure(words.plain("cli.database_unreachable", error=str(error).split("\n")[0])) from error
    if state is not SchemaState.CURRENT:
        raise Failure(words.plain(f"cli.schema_{state.value}"))


def run(config_path: Path, job: Callable[[Session], Awaitable[T]]) -> T:
    """Open the database, await ``job``, close; refusals and failures become one line on stderr and exit code 1."""
    config = read_config(config_path)
    words = texts(config.locale.language)

    async def session() -> T:
        db = Database(config.database.url)
        try:
            await keep_quiet_hours(db, config.quiet_hours, utc_now())
            await keep_notices(db, config.notices.wanted)
            return await job(Session(config, db, words))
        finally:
            await db.close()

    try:
        ensure_schema(config, words)
        return asyncio.run(session())
    except Failure as failure:
        fail(str(failure))
    except Refusal as refusal:
        fail(refusal_line(refusal, config, words))


def refusal_line(refusal: Refusal, config: Config, words: Texts) -> str:
    """The sentence for a refusal on the terminal; some point to commands where people in chat get buttons."""
    zone = config.locale.zone
    facts = {
        name: moment(fact, words, zone) if isinstance(fact, datetime) else fact for name, fact in refusal.facts.items()
    }
    key, own = f"refusal.{refusal.reason.value}", f"cli.refusal_{refusal.reason.value}"
    return words.plain(own if own in words else key, **({"bot": "bot"} | facts))
