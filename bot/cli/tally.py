"""``louyuan tally``: the count of one consultation, as data, as a workbook or as a picture."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.tally_by_building import tally_by_building
from bot.actions.tally_by_community import tally_by_community
from bot.actions.tally_consultation import tally_consultation
from bot.actions.tally_together import tally_together
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.reports.tally_by_building import by_building_csv, by_building_json
from bot.reports.tally_by_community import by_community_csv, by_community_json
from bot.reports.tally_csv import tally_csv
from bot.reports.tally_json import tally_json
from bot.reports.tally_together import json_of, lines_of, name_of
from bot.rules.tally import Tally
from bot.views.result_message import text_lines


class TallyFormat(StrEnum):
    """In which shape the count is written."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PNG = "png"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self in (TallyFormat.JSON, TallyFormat.CSV, TallyFormat.TEXT, TallyFormat.HTML)


NumberArgument = Annotated[int, typer.Argument(metavar="N", help="编号 · the consultation's number")]
FormatOption = Annotated[TallyFormat | None, typer.Option("--format", help="格式 · shape of the output")]
JsonOption = Annotated[bool, typer.Option("--json", help="同 --format json · the same as --format json")]
TogetherOption = Annotated[
    bool, typer.Option("--together", help="几个小区同时问的，合起来算 · add up the communities asked at once")
]
ByCommunityOption = Annotated[
    int | None,
    typer.Option("--by-community", metavar="K", help="第 K 题，按小区列出（csv、json） · question K by community"),
]
ByBuildingOption = Annotated[
    bool, typer.Option("--by-building", help="截止后按楼栋列出（csv、json） · by building, after the end")
]
OutOption = Annotated[Path | None, typer.Option("--out", help="写到文件 · write to this file instead of the terminal")]


def tally_command(
    number: NumberArgument,
    format_: FormatOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
    together: TogetherOption = False,
    by_community: ByCommunityOption = None,
    by_building: ByBuildingOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """计票：输出一次征询的结果。 Count one consultation.

    Example: louyuan tally 7 --format xlsx --out tally-7.xlsx
    """

    shape = format_ or TallyFormat.JSON
    if as_json and shape is not TallyFormat.JSON:
        raise typer.BadParameter(f"--json ≠ --format {shape.value}", param_hint="--json")
    _fits(shape, together, by_community, by_building)

    async def job(session: Session) -> bytes:
        if by_community is not None:
            return await _by_community(session, number, by_community, shape, out)
        if out is None and not shape.is_text and sys.stdout.isatty():
            raise Failure(session.texts.plain("tally.binary_to_terminal", format=shape.value, number=number))
        try:
            if together:
                return await _together(session, number, shape, out)
            if by_building or shape is TallyFormat.XLSX:
                return await _for_staff(session, number, shape, out)
            counted = await tally_consultation(session.db, number, datetime.now(UTC))
        except ValueError as error:
            raise Failure(session.texts.plain("tally.contradiction", number=number, error=error)) from error
        content = render(counted, shape, session)
        if out is not None:
            _save(session, out, content)
        return content

    content = run(config, job)
    if out is None:
        # The mark at the beginning is for spreadsheets that open a file; a program that reads us would trip over it.
        typer.echo(content.removeprefix(BOM_UTF8), nl=False)


def _fits(shape: TallyFormat, together: bool, by_community: int | None, by_building: bool) -> None:
    """Tables by place are data, and one at a time."""
    given = {"--by-community": by_community is not None, "--by-building": by_building, "--together": together}
    asked = [name for name, wanted in given.items() if wanted]
    if len(asked) > 1 and by_building:
        raise typer.BadParameter(" ≠ ".join(asked), param_hint="--by-building")
    if asked and asked != ["--together"] and shape not in (TallyFormat.JSON, TallyFormat.CSV):
        raise typer.BadParameter(f"{asked[0]} ≠ --format {shape.value}", param_hint=asked[0])


async def _for_staff(session: Session, number: int, shape: TallyFormat, out: Path | None) -> bytes:
    """The workbook with words and buildings, or the buildings as data."""
    counted = await tally_by_building(session.db, number, datetime.now(UTC))
    zone = session.config.locale.zone
    if shape is TallyFormat.XLSX:
        from bot.reports.tally_xlsx import tally_xlsx

        content = tally_xlsx(counted.tally, session.texts, zone, counted.buildings)
    elif shape is TallyFormat.CSV:
        content = by_building_csv(counted)
    else:
        content = by_building_json(counted, zone, session.texts)
    if out is not None:
        _save(session, out, content)
    return content


async def _by_community(session: Session, number: int, question: int, shape: TallyFormat, out: Path | None) -> bytes:
    found = await tally_by_community(session.db, number, question, datetime.now(UTC))
    content = by_community_csv(found) if shape is TallyFormat.CSV else by_community_json(found)
    if out is not None:
        _save(session, out, content)
    return content


async def _together(session: Session, number: int, shape: TallyFormat, out: Path | None) -> bytes:
    """One count for all that were asked at once, with what is not in it."""
    summed = await tally_together(session.db, number, datetime.now(UTC), lambda count: name_of(count, session.texts))
    content = render(summed.tally, shape, session)
    if shape is TallyFormat.JSON:
        content = json_of(content, summed)
    elif shape is TallyFormat.TEXT:
        content = ("\n".join(lines_of(summed, session.texts)) + "\n\n").encode() + content
    if out is not None:
        _save(session, out, content)
    return content


def render(counted: Tally, format_: TallyFormat, session: Session) -> bytes:
    """The tally in this shape, in the district's language and zone."""
    zone = session.config.locale.zone
    if format_ is TallyFormat.JSON:
        return tally_json(counted, zone, session.texts)
    if format_ is TallyFormat.CSV:
        return tally_csv(counted)
    if format_ is TallyFormat.XLSX:
        from bot.reports.tally_xlsx import tally_xlsx

        return tally_xlsx(counted, session.texts, zone)
    if format_ is TallyFormat.TEXT:
        return ("\n".join(text_lines(counted, session.texts, zone)) + "\n").encode()
    if format_ is not TallyFormat.PNG:
        return _page(counted, format_, session)
    from bot.reports.tally_chart import tally_png

    return tally_png(counted, session.texts, zone)


def _page(counted: Tally, format_: TallyFormat, session: Session) -> bytes:
    """The public notice, as something to print, to work on or to put on the web."""
    from bot.reports.tally_notice import Organizer, notice
    from bot.reports.tally_pages import tally_docx, tally_html, tally_pdf

    make = {TallyFormat.PDF: tally_pdf, TallyFormat.DOCX: tally_docx, TallyFormat.HTML: tally_html}[format_]
    asks = Organizer(session.config.organizer.name, session.config.organizer.phone)
    return make(notice(counted, session.texts, session.config.locale.zone, asks))


def _save(session: Session, path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failure(session.texts.plain("tally.not_written", path=path, error=reason)) from error
    typer.echo(session.texts.plain("tally.written", path=path))
