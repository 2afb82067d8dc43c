"""``louyuan opinion``: the ledger of opinions on the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.actions.list_opinions import all_opinions
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Session, run
from bot.rules.opinions import LedgerOpinion
from bot.texts import Texts
from bot.views.opinion_give import category_name
from bot.views.opinion_words import excerpt

app = typer.Typer(no_args_is_help=True, epilog="Example: louyuan opinion list --overdue", help="居民意见 · opinions")


@app.callback()
def opinion() -> None:
    """居民意见。 Residents' opinions."""


@app.command("list")
def list_(
    overdue: Annotated[bool, typer.Option("--overdue", help="只列超期没答复的 · only the overdue ones")] = False,
    community: Annotated[str, typer.Option("--community", help="小区编码 · community code")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")] = False,
) -> None:
    """列出居民意见：没答复的在前，最急的最先。 List opinions: unanswered ones first, the most urgent on top.

    Example: louyuan opinion list --overdue --community JX01 --json
    """

    async def job(session: Session) -> tuple[tuple[LedgerOpinion, ...], Texts, date]:
        now, zone = datetime.now(UTC), session.config.locale.zone
        found = await all_opinions(session.db, now, zone, community or None, overdue=overdue)
        return found, session.texts, now.astimezone(zone).date()

    found, words, today = run(config, job)
    if as_json:
        typer.echo(json.dumps([_row(each, today) for each in found], ensure_ascii=False, indent=2))
    elif found:
        _print(found, words, today)
    else:
        typer.echo(words.plain("opinion.cli.none"))


def _row(opinion: LedgerOpinion, today: date) -> dict[str, object]:
    """One opinion for scripts; nothing tells who gave it."""
    return {
        "id": opinion.id,
        "community": opinion.community_code,
        "building": opinion.building,
        "category": opinion.category.value,
        "place": opinion.place,
        "text": opinion.words,
        "files": opinion.files,
        "state": opinion.state.value,
        "owner": opinion.owner_name,
        "due": opinion.due_on.isoformat() if opinion.due_on else None,
        "days_late": opinion.days_late(today),
        "answer": opinion.answer,
        "answered": opinion.answered_at.isoformat() if opinion.answered_at else None,
        "raised": opinion.raised_at.isoformat(),
        "meeting": opinion.meeting_id,
        "main": opinion.main_id,
    }


def _print(found: Sequence[LedgerOpinion], words: Texts, today: date) -> None:
    table = Table()
    for column in ("number", "community", "category", "state", "due", "owner", "text"):
        table.add_column(words.plain(f"opinion.cli.{column}"))
    for each in found:
        state = "late" if each.days_late(today) else each.state.value
        table.add_row(
            str(each.id),
            each.community_code,
            category_name(each.category, words),
            words.plain(f"opinion.cli.state_{state}"),
            each.due_on.isoformat() if each.due_on else "",
            each.owner_name or "",
            excerpt(each, words),
        )
    Console().print(table)
