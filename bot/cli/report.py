"""``louyuan report``: the figures of a period, for people and for programs."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.make_report import Wanted, make_report
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.reports.report_formats import FORMATS, TERMINAL, render
from bot.reports.template_fault import TemplateFault
from bot.rules import report_period
from bot.rules.report import Period
from bot.texts import Texts

FromOption = Annotated[str, typer.Option("--from", help="从哪天 · first day, 2020-01-01", show_default=False)]
ToOption = Annotated[str, typer.Option("--to", help="到哪天（含）· last day, included", show_default=False)]
WeekOption = Annotated[str, typer.Option("--week", help="这天所在的周 · the week of this day", show_default=False)]
MonthOption = Annotated[str, typer.Option("--month", help="哪个月 · the month, 2020-11", show_default=False)]
YearOption = Annotated[str, typer.Option("--year", help="哪一年 · the year, 2020", show_default=False)]
CommunityOption = Annotated[str | None, typer.Option("--community", help="小区编码 · community code")]
SubdistrictOption = Annotated[str | None, typer.Option("--subdistrict", help="街道 · subdistrict")]
FormatOption = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="格式 · shape of the output")]
JsonOption = Annotated[bool, typer.Option("--json", help="同 --format json · the same as --format json")]
OutOption = Annotated[Path | None, typer.Option("--out", help="写到文件 · write to this file instead of the terminal")]


def report_command(
    first: FromOption = "",
    last: ToOption = "",
    week: WeekOption = "",
    month: MonthOption = "",
    year: YearOption = "",
    community: CommunityOption = None,
    subdistrict: SubdistrictOption = None,
    format_: FormatOption = "text",
    as_json: JsonOption = False,
    out: OutOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """报表：周通报（--week）、月考评（--month）、年度总结（--year）、小区一览；不写日期就是今年以来。

    A report: the week's bulletin, the month's assessment, the year's summary, a community's profile.

    Example: louyuan report --year 2020 --format json
    """
    shape = _shape(format_, as_json)
    _only_one(bool(first or last), bool(week), bool(month), bool(year))
    if community is not None and subdistrict is not None:
        raise typer.BadParameter("--community | --subdistrict", param_hint="--community")

    async def job(session: Session) -> bytes:
        if out is None and shape not in TERMINAL and sys.stdout.isatty():
            raise Failure(session.texts.plain("report.cli.needs_out", format=shape))
        now, zone = datetime.now(UTC), session.config.locale.zone
        period = _period(first, last, week, month, year, now.astimezone(zone))
        wanted = Wanted(period, community, subdistrict)
        made = await make_report(session.db, wanted, now, zone, session.config.assessment.weights)
        try:
            content = render(made, shape, session.texts, zone, session.config.templates.folder)
        except TemplateFault as fault:
            raise Failure(session.texts.plain(f"district.{fault.reason}", **fault.facts)) from fault
        if out is not None:
            _save(session.texts, out, content)
        return content

    content = run(config, job)
    if out is None:
        # The mark at the beginning is for spreadsheets that open a file; a program that reads us would trip over it.
        _print(content.removeprefix(BOM_UTF8), shape)


def _shape(format_: str, as_json: bool) -> str:
    if format_ not in FORMATS:
        raise typer.BadParameter(f"{format_!r} ∉ {', '.join(FORMATS)}", param_hint="--format")
    if as_json and format_ not in ("text", "json"):
        raise typer.BadParameter(f"--json ≠ --format {format_}", param_hint="--json")
    return "json" if as_json else format_


def _only_one(*given: bool) -> None:
    if sum(given) > 1:
        raise typer.BadParameter("--from --to | --week | --month | --year", param_hint="--week")


def _period(first: str, last: str, week: str, month: str, year: str, now: datetime) -> Period:
    """Raises Refusal for a day that is none, or an end before the beginning."""
    if week:
        return report_period.read_week(week)
    if month:
        return report_period.read_month(month)
    if year:
        return report_period.read_year(year)
    begin = report_period.read_day(first) if first else None
    end = report_period.read_day(last) if last else None
    return report_period.between(begin, end, now.date())


def _print(content: bytes, shape: str) -> None:
    if shape in TERMINAL:
        typer.echo(content, nl=False)
    else:
        sys.stdout.buffer.write(content)


def _save(words: Texts, path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failure(words.plain("report.cli.not_written", path=path, error=reason)) from error
    typer.echo(words.plain("report.cli.written", path=path))
