"""All commands in one place; each group lives in a module of its own."""

from __future__ import annotations

import typer

from bot.cli import database
from bot.cli.tally import tally_command

app = typer.Typer(
    name="louyuan",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="楼院：小区怎么改，群众说了算。 Louyuan: residents decide how their compound is renovated.",
)
app.add_typer(database.app, name="db")
app.command("tally")(tally_command)
