"""``louyuan db``: the schema."""

from __future__ import annotations

import typer

from bot.cli.common import DEFAULT_CONFIG, ConfigOption, fail, read_config
from bot.storage.schema import SchemaState, read_schema_state, upgrade
from bot.texts import texts

app = typer.Typer(no_args_is_help=True, epilog="Example: louyuan db check", help="数据库结构 · the database schema")


def _state(url: str) -> SchemaState:
    try:
        return read_schema_state(url)
    except Exception as error:
        fail(texts("zh-CN").plain("cli.database_unreachable", error=str(error).split("\n")[0]))


@app.command("upgrade")
def db_upgrade(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """建立或升级数据库。 Create the tables or bring them up to date.

    Example: louyuan db upgrade --config config.toml
    """
    settings = read_config(config)
    words = texts(settings.locale.language)
    state = _state(settings.database.url)
    if state in (SchemaState.NEWER, SchemaState.FOREIGN):
        fail(words.plain(f"cli.schema_{state.value}"))
    if state is not SchemaState.CURRENT:
        upgrade(settings.database.url)
    typer.echo(words.plain("cli.schema_current"))


@app.command("check")
def db_check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """看看数据库结构是不是最新。 Tell whether the schema fits this program.

    Example: louyuan db check
    """
    settings = read_config(config)
    state = _state(settings.database.url)
    sentence = texts(settings.locale.language).plain(f"cli.schema_{state.value}")
    if state is not SchemaState.CURRENT:
        fail(sentence)
    typer.echo(sentence)
