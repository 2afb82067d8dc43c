"""``louyuan meeting``: create, list, show, move, cancel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.cancel_meeting import cancel_meeting
from bot.actions.change_series import cancel_series, move_series
from bot.actions.create_consultation import DefinitionRejected
from bot.actions.create_meeting import count_groups, find_conflicts
from bot.actions.list_meetings import all_meetings, show_meeting
from bot.actions.meeting_file import create_from_file
from bot.actions.move_meeting import Move, move_meeting
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.cli.meeting_words import as_row, conflict_line, details, listing, typed_instant
from bot.rules.meeting_draft import MeetingDraft, length
from bot.rules.meeting_overview import Conflict
from bot.rules.meetings import Meeting
from bot.views.consultations import fault_line
from bot.views.times import moment

app = typer.Typer(no_args_is_help=True, epilog="Example: louyuan meeting create meeting.toml", help="会议 · meetings")

NumberArgument = Annotated[int, typer.Argument(help="编号 · number")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]
ReasonOption = Annotated[str, typer.Option("--reason", help="原因，会告诉居民 · why; residents are told")]

SeriesOption = Annotated[bool, typer.Option("--series", help="后面的各场也一样 · and all later meetings of its series")]


def _now() -> datetime:
    return datetime.now(UTC)


@app.command("create")
def create(
    file: Annotated[Path, typer.Argument(help="TOML")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """从 TOML 文件新建会议（weeks = 4 每周一次，共四次）；最后一行是新编号。

    Create a meeting, or a weekly series, from a TOML file; numbers are printed last, one a line.

    Example: louyuan meeting create meeting.toml
    """

    async def job(session: Session) -> tuple[list[int], list[str]]:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise Failure(session.texts.plain("cli.file_unreadable", path=file, error=error.strerror)) from None
        try:
            numbers, drafts = await create_from_file(session.db, raw, _now(), session.config.locale.zone)
        except DefinitionRejected as rejected:
            lines = [f"{file}: {fault_line(fault, session.texts)}" for fault in rejected.faults]
            raise Failure("\n".join(lines)) from None
        warnings = _warnings(session, await find_conflicts(session.db, drafts, but=numbers))
        if not await count_groups(session.db, drafts[0].community):
            warnings.append(session.texts.plain("refusal.not_bound", community=drafts[0].community))
        return numbers, warnings

    numbers, warnings = run(config, job)
    _warn(warnings)
    typer.echo(json.dumps({"id": numbers[0], "ids": numbers}) if as_json else "\n".join(map(str, numbers)))


def _warnings(session: Session, conflicts: tuple[Conflict, ...]) -> list[str]:
    return [conflict_line(conflict, session.texts, session.config.locale.zone) for conflict in conflicts]


def _warn(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """列出全部会议。 List all meetings.

    Example: louyuan meeting list --json
    """

    async def job(session: Session) -> Session:
        found, now = await all_meetings(session.db), _now()
        if as_json:
            typer.echo(json.dumps([as_row(item, now) for item in found], ensure_ascii=False, indent=2))
        else:
            listing(found, session.texts, session.config.locale.zone, now)
        return session

    run(config, job)


@app.command("show")
def show(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """一场会：时间、地点、谁来、到了多少。 One meeting: when, where, who answered, who came.

    Example: louyuan meeting show 3 --json
    """

    async def job(session: Session) -> str:
        found, answers, came = await show_meeting(session.db, number)
        if not as_json:
            return "\n".join(details(found, answers, came, session.texts, session.config.locale.zone, _now()))
        counts = {"invited": answers.invited} | {coming.value: homes for coming, homes in answers.homes.items()}
        attendance = {"people": came.people, "homes": came.homes}
        row = as_row(found, _now()) | {"answers": counts, "attendance": attendance}
        return json.dumps(row, ensure_ascii=False, indent=2)

    typer.echo(run(config, job))


@app.command("move")
def move(
    number: NumberArgument,
    starts: Annotated[str, typer.Option("--starts", help="2026-12-04T19:00，或：12月4日 19:00 · new start")],
    ends: Annotated[str, typer.Option("--ends", help="不写就和原来一样长 · default: as long as before")] = "",
    place: Annotated[str, typer.Option("--place", help="不写就不变 · default: unchanged")] = "",
    reason: ReasonOption = "",
    series: SeriesOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """改期；会告诉居民新旧时间。 Move it; people are told the old and the new time.

    Example: louyuan meeting move 3 --starts 2026-12-04T19:00 --reason 停电
    """

    async def job(session: Session) -> tuple[str, list[str]]:
        db, zone, now = session.db, session.config.locale.zone, _now()
        old, _, _ = await show_meeting(db, number)
        new_start = typed_instant(starts, now, zone)
        lasting = length(old.starts_at, old.ends_at)
        new_end = typed_instant(ends, now, zone) if ends else new_start.astimezone(UTC) + lasting
        why = reason or session.texts.plain("cli.meeting_no_reason")
        wanted = Move(new_start, new_end, place or None, why)
        moved = (
            await move_series(db, number, wanted, now, zone)
            if series
            else [await move_meeting(db, number, new_start, new_end, place or None, why, now)]
        )
        but = [item.id for item in moved]
        conflicts = await find_conflicts(db, [_as_draft(item) for item in moved], moved[0].created_by, but=but)
        return _say_all(session, "cli.meeting_moved", moved), _warnings(session, conflicts)

    said, warnings = run(config, job)
    _warn(warnings)
    typer.echo(said)


def _as_draft(item: Meeting) -> MeetingDraft:
    return MeetingDraft(
        item.community_code, item.kind, item.title, item.starts_at, item.ends_at, item.place, scope=item.scope
    )


def _say(session: Session, key: str, item: Meeting) -> str:
    starts = moment(item.starts_at, session.texts, session.config.locale.zone)
    return session.texts.plain(key, number=item.id, title=item.title, starts=starts, place=item.place)


def _say_all(session: Session, key: str, items: Sequence[Meeting]) -> str:
    return "\n".join(_say(session, key, item) for item in items)


@app.command("cancel")
def cancel(
    number: NumberArgument,
    reason: ReasonOption = "",
    series: SeriesOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """取消；会告诉居民原因。 Cancel it; people are told why.

    Example: louyuan meeting cancel 3 --reason 停电
    """

    async def job(session: Session) -> str:
        why = reason or session.texts.plain("cli.meeting_no_reason")
        if series:
            gone = await cancel_series(session.db, number, why, _now())
        else:
            gone = [await cancel_meeting(session.db, number, why, _now())]
        return _say_all(session, "cli.meeting_cancelled", gone)

    typer.echo(run(config, job))
