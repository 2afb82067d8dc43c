"""All commands in one place; each group lives in a module of its own."""

from __future__ import annotations

import typer

from bot.cli import (
    announce,
    backup,
    budget,
    consultation,
    database,
    demo,
    doctor,
    ledger,
    meeting,
    opinion,
    roster,
    serving,
    staff,
)
from bot.cli.export import export_command, verify_command
from bot.cli.paper import paper_command
from bot.cli.remind import remind_command
from bot.cli.report import report_command
from bot.cli.slips import slips_command
from bot.cli.tally import tally_command
from bot.cli.templates import templates_command
from bot.cli.viability import viability_command

app = typer.Typer(
    name="louyuan",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: louyuan demo",
    help="楼院：小区怎么改，群众说了算。 Louyuan: residents decide how their compound is renovated.",
)
app.command("run")(serving.run_bot)
app.command("demo")(demo.demo)
app.add_typer(database.app, name="db")
app.add_typer(consultation.app, name="consultation")
app.add_typer(meeting.app, name="meeting")
app.add_typer(opinion.app, name="opinion")
app.add_typer(announce.app, name="announce")
app.add_typer(staff.app, name="staff")
app.add_typer(roster.app, name="roster")
app.add_typer(ledger.app, name="ledger")
app.command("slips")(slips_command)
app.command("paper")(paper_command)
app.command("remind")(remind_command)
app.command("tally")(tally_command)
app.add_typer(budget.app, name="budget")
app.command("export")(export_command)
app.command("verify")(verify_command)
app.command("report")(report_command)
app.command("templates")(templates_command)
app.command("viability")(viability_command)
backup.register(app)
doctor.register(app)
