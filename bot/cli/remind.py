"""``louyuan remind``: remind homes that have not answered an open consultation."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.actions.remind_order import Ordered, Preview, remind_by_command
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Session, refusal_line, run
from bot.services import utc_now
from bot.views.times import moment

NumberArgument = Annotated[int, typer.Argument(help="征询编号 · consultation")]
BuildingOption = Annotated[str | None, typer.Option("--building", help="只提醒这一栋 · one building only")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="只看多少户，不发 · count and send nothing")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]


def remind_command(
    number: NumberArgument,
    building: BuildingOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """提醒还没投票的家：只发给登记了、没退订、还没投的人，次数有上限。

    Remind homes that have not answered: people who are registered and subscribed, and not too often.

    Example: louyuan remind 7 --building 3 --dry-run
    """

    async def job(session: Session) -> str:
        limit = session.config.reminders.limit
        done = await remind_by_command(session.db, number, building, limit, utc_now(), dry_run=dry_run)
        if as_json:
            return json.dumps(_facts(done, building), ensure_ascii=False)
        return _previewed(session, done) if isinstance(done, Preview) else _ordered(session, done)

    typer.echo(run(config, job))


def _facts(done: Preview | Ordered, building: str | None) -> dict[str, object]:
    facts: dict[str, object] = {
        "consultation": done.consultation.id,
        "building": building,
        "people": done.people,
        "starts_at": done.starts_at.isoformat(),
        "planned": isinstance(done, Ordered),
    }
    if isinstance(done, Ordered):
        return facts | {"homes": done.homes}
    part, reason = done.part, done.obstacle.reason.value if done.obstacle else None
    counts = {"homes": part.ready, "asked": part.asked, "unanswered": part.silent, "reachable": part.reachable}
    return facts | counts | {"refused": reason}


def _previewed(session: Session, done: Preview) -> str:
    part, words = done.part, session.texts
    counts = {"asked": part.asked, "silent": part.silent, "reachable": part.reachable, "homes": part.ready}
    facts = {"number": done.consultation.id, "title": done.consultation.title, "people": done.people}
    when = moment(done.starts_at, words, session.config.locale.zone)
    lines = [words.plain("remind.cli_preview", when=when, **counts, **facts)]
    if done.obstacle is not None:
        lines.append(refusal_line(done.obstacle, session.config, words))
    return "\n".join(lines)


def _ordered(session: Session, done: Ordered) -> str:
    when = moment(done.starts_at, session.texts, session.config.locale.zone)
    facts = {"number": done.consultation.id, "title": done.consultation.title}
    return session.texts.plain("remind.cli_sent", homes=done.homes, people=done.people, when=when, **facts)
