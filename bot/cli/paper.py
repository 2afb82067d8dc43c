"""``louyuan paper``: ballots on paper, one by one or a stack of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.enter_stack import Read, Stack, enter_stack, file_of_sheets, one_sheet, plan_stack
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.cli.roster_words import fault_lines
from bot.rules.consultation import Regime
from bot.rules.paper import Standing
from bot.rules.tables import BadRows, Unreadable
from bot.texts import texts
from bot.views.paper_sheet import chosen
from bot.views.rooms import room
from bot.views.times import moment

_MOST_LISTED = 20
_LABEL = 60

Number = Annotated[int, typer.Argument(help="征询编号 · number of the consultation", metavar="N", show_default=False)]
Home = Annotated[
    str | None, typer.Option("--home", metavar="BUILDING/ENTRANCE/ROOM", help="哪一户 · whose ballot, e.g. 3/2/301")
]
Options = Annotated[
    list[int] | None,
    typer.Option("--option", metavar="NUMBER", help="选项编号，多选写几次 · may be given several times"),
]
Import = Annotated[
    Path | None,
    typer.Option(
        "--import",
        metavar="FILE.csv|FILE.xlsx",
        help="一叠票：building,entrance,room,options；问卷是 q1…qn · many at once; q1…qn for questionnaires",
    ),
]
Yes = Annotated[
    bool,
    typer.Option(
        "--yes",
        help="不再问；业主共同决定时也表示已核对业主身份和签名 "
        "· do not ask; for owners' decisions: identity and signatures were checked",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="机器可读的结果 · machine-readable result")]


def paper_command(
    number: Number,
    home: Home = None,
    option: Options = None,
    file: Import = None,
    yes: Yes = False,
    as_json: AsJson = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """录入纸质票：一户一户录，或从表格一次录入（有一行不对就全都不录）。截止以后不能再录。

    Enter paper ballots before the end: one home, or a whole table (one bad row and nothing is recorded). Homes that
    have answered before are asked about.

    Example: louyuan paper 7 --home 3/2/301 --option 2
    """
    if (file is None) == (home is None) or (home is None) != (not option):
        raise typer.BadParameter(texts("zh-CN").plain("paper.cli.home_or_file"), param_hint="--home/--import")

    async def job(session: Session) -> str:
        read = _file(session, file) if file is not None else one_sheet(home or "", option or ())
        stack = await _plan(session, number, read, file)
        if stack.sheets and not yes:
            _confirm(session, stack, one=file is None)
        await enter_stack(session.db, stack, datetime.now(UTC))
        return _json(stack) if as_json else _line(session, stack)

    typer.echo(run(config, job))


def _file(session: Session, path: Path) -> Read:
    from bot.reports.table_in import read_sheets

    try:
        return file_of_sheets(read_sheets(path))
    except BadRows as bad:
        raise Failure("\n".join(fault_lines(session.texts, bad.faults))) from None
    except Unreadable as fault:
        raise _unreadable(session, path, fault) from None


def _unreadable(session: Session, path: Path | None, fault: Unreadable) -> Failure:
    key = "paper.cli.columns" if fault.reason == "unknown" else f"roster.file.{fault.reason}"
    return Failure(session.texts.plain(key, **{"path": path, **fault.facts}))


async def _plan(session: Session, number: int, read: Read, path: Path | None) -> Stack:
    try:
        return await plan_stack(session.db, number, datetime.now(UTC), read)
    except BadRows as bad:
        raise Failure("\n".join(fault_lines(session.texts, bad.faults))) from None
    except Unreadable as fault:
        raise _unreadable(session, path, fault) from None


def _confirm(session: Session, stack: Stack, *, one: bool) -> None:
    """A file of homes that have not answered, in a consultation, needs no question: scripts go on."""
    words, decision = session.texts, stack.consultation.regime is Regime.OWNER_DECISION
    if not one and not decision and not stack.answered:
        return
    lines = [*(_sheets(session, stack) if one else ()), *_answered(session, stack)]
    if decision:
        lines.append(words.plain("paper.cli.identity"))
    typer.echo("\n".join(lines), err=True)
    sure = words.plain("paper.cli.sure_one") if one else words.plain("paper.cli.sure_many", count=len(stack.sheets))
    if not typer.confirm(sure, err=True):
        raise Failure(words.plain("paper.cli.nothing_recorded"))


def _sheets(session: Session, stack: Stack) -> Iterator[str]:
    words, question = session.texts, stack.consultation.questions[0]
    for home, answers in stack.sheets.items():
        choices = chosen(question, answers[question.number].choices, words, _LABEL)
        yield words.plain("paper.cli.sheet", home=room(stack.addresses[home], words), choices=choices)


def _answered(session: Session, stack: Stack) -> Iterator[str]:
    for home, standing in list(stack.answered.items())[:_MOST_LISTED]:
        yield _already(session, room(stack.addresses[home], session.texts), standing)
    if len(stack.answered) > _MOST_LISTED:
        yield session.texts.plain("paper.cli.answered_more", count=len(stack.answered) - _MOST_LISTED)


def _already(session: Session, home: str, standing: Standing) -> str:
    words = session.texts
    when = moment(standing.cast_at, words, session.config.locale.zone)
    channel = words.template(f"paper.channel_{standing.channel}")
    return words.plain("paper.cli.answered", home=home, when=when, channel=channel)


def _counts(stack: Stack) -> dict[str, int]:
    return {"recorded": len(stack.sheets), "replaced": len(stack.answered), "unchanged": stack.unchanged}


def _json(stack: Stack) -> str:
    return json.dumps({"id": stack.consultation.id, **_counts(stack)})


def _line(session: Session, stack: Stack) -> str:
    asked = stack.consultation
    return session.texts.plain("paper.cli.recorded", number=asked.id, title=asked.title, **_counts(stack))
