"""``louyuan budget``: budget votes to and from Pabulib files, and the count of such a file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer

from bot.actions.create_consultation import DefinitionRejected, create_consultations
from bot.actions.tally_consultation import tally_consultation
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, fail, run
from bot.cli.export import LanguageOption, words_without_configuration
from bot.rules import pabulib, pabulib_reader
from bot.rules.budget import YUAN, BallotKind
from bot.rules.pabulib import BadFile, PabulibFile
from bot.rules.tally import QuestionTally, Tally
from bot.rules.tally_budget import Budgeted
from bot.texts import Texts
from bot.views.budget_faults import fault_line as budget_fault
from bot.views.budget_reasons import beside, how, why, yuan
from bot.views.consultations import fault_line

app = typer.Typer(
    no_args_is_help=True, epilog="Example: louyuan budget export 7 --out vote.pb", help="预算投票 · budget votes"
)

NumberArgument = Annotated[int, typer.Argument(metavar="N", help="编号 · the consultation's number")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE.pb", help="Pabulib")]
OutOption = Annotated[Path, typer.Option("--out", help="写到哪个 .pb 文件 · the .pb file to write")]
QuestionOption = Annotated[int | None, typer.Option("--question", help="第几题，只有一题时不用写 · which question")]
CommunityOption = Annotated[str, typer.Option("--community", help="小区编码 · the community's code")]
ClosesOption = Annotated[str, typer.Option("--closes", help="截止，例如 2026-12-08T18:00 · closing time")]
OpensOption = Annotated[str, typer.Option("--opens", help="开始，不写就是现在 · opening time, now if left out")]
TitleOption = Annotated[str, typer.Option("--title", help="标题，不写就用文件里的 · title, the file's if left out")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]
_TITLE_LIMIT = 200


@app.command("export")
def export(
    number: NumberArgument, out: OutOption, question: QuestionOption = None, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """导出预算投票为 Pabulib 文件：项目、费用、每户的票（不带户号）。 Export a budget vote as a Pabulib file.

    Example: louyuan budget export 7 --out vote.pb
    """

    async def job(session: Session) -> str:
        words = session.texts
        tally = await tally_consultation(session.db, number, datetime.now(UTC))
        found = _budget_question(tally, question)
        if found is None or not isinstance(found.detail, Budgeted):
            key = "budget.file_not_yet" if found is not None else "budget.file_no_question"
            raise Failure(words.plain(key, number=number))
        text = pabulib.write(PabulibFile.of(found.detail.instance, _meta(tally, found)))
        try:
            out.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            reason = error.strerror or str(error)
            raise Failure(words.plain("export.not_written", path=out, error=reason)) from error
        return words.plain("budget.file_written", path=out, ballots=len(found.detail.instance.ballots))

    typer.echo(run(config, job))


def _budget_question(tally: Tally, number: int | None) -> QuestionTally | None:
    """The one with this number, or the only one."""
    found = [each for each in tally.questions if each.type.value == "budget" and number in (None, each.number)]
    return found[0] if len(found) == 1 else None


def _meta(tally: Tally, question: QuestionTally) -> dict[str, str]:
    asked = tally.consultation
    return {
        "description": question.text,
        "country": "China",
        "unit": asked.community_name,
        "instance": asked.title,
        "rule": "equalshares/add1",
        "date_begin": asked.opens_at.date().isoformat(),
        "date_end": asked.ends_at.date().isoformat(),
        "currency": "CNY",
    }


@app.command("import")
def import_(
    file: FileArgument,
    community: CommunityOption,
    closes: ClosesOption,
    opens: OpensOption = "",
    title: TitleOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """用 Pabulib 文件里的项目和预算新建一次预算投票（文件里的票不导入）。 Ask about the projects of a Pabulib file.

    Example: louyuan budget import vote.pb --community JX01 --closes 2026-12-08T18:00
    """

    async def job(session: Session) -> int:
        read = _in_fen(_read(file, session.texts), session.texts)
        raw = _definition(read, {"community": community, "closes": closes, "opens": opens, "title": title})
        try:
            return (await create_consultations(session.db, raw, datetime.now(UTC), session.config.locale.zone))[-1]
        except DefinitionRejected as rejected:
            # The lines are of a definition that nobody has seen.
            faults = [replace(each, line=None) for each in rejected.faults]
            raise Failure("\n".join(fault_line(each, session.texts) for each in faults)) from None

    number = run(config, job)
    typer.echo(json.dumps({"id": number}) if as_json else number)


def _in_fen(file: PabulibFile, words: Texts) -> PabulibFile:
    """The file with amounts in fen, for those whose amounts have more decimals than money has."""
    instance, parts = file.instance, file.unit // YUAN
    if any(amount % parts for amount in (instance.budget, *(project.cost for project in instance.projects))):
        raise Failure(words.plain("budget.file_decimals"))
    projects = tuple(replace(project, cost=project.cost // parts) for project in instance.projects)
    return replace(file, instance=replace(instance, projects=projects, budget=instance.budget // parts), unit=YUAN)


def _definition(file: PabulibFile, given: dict[str, str]) -> bytes:
    """A definition as staff write it, checked by the same rules; the points are the most that a voter gave away."""
    instance = file.instance
    title = given["title"] or file.meta.get("instance") or file.meta.get("description") or file.meta.get("unit") or ""
    question: dict[str, Any] = {
        "text": file.meta.get("description") or title,
        "type": "budget",
        "budget": _money(instance.budget),
        "ballot": instance.kind.value,
        "projects": [
            {"name": project.name or name, "cost": _money(project.cost), **_category(project.category)}
            for project, name in zip(instance.projects, file.project_ids, strict=True)
        ],
    }
    if instance.kind is BallotKind.CUMULATIVE:
        question["points"] = max((sum(ballot.points.values()) for ballot in instance.ballots), default=10)
    data: dict[str, Any] = {"title": title[:_TITLE_LIMIT], "community": given["community"], "questions": [question]}
    data |= {name: _instant(given[name]) for name in ("opens", "closes") if given[name]}
    return tomlkit.dumps(data).encode()


def _category(name: str) -> dict[str, str]:
    return {"category": name} if name else {}


def _money(fen: int) -> int | Any:
    whole, rest = divmod(fen, YUAN)
    return whole if not rest else tomlkit.value(str(Decimal(fen).scaleb(-2)))


def _instant(text: str) -> datetime | str:
    """What is no instant goes on as it is: the definition's check says what is expected."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


@app.command("count")
def count(
    file: FileArgument,
    as_json: JsonOption = False,
    language: LanguageOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """数一份 Pabulib 文件：选上哪些、为什么；不用数据库。 Count a Pabulib file: winners and reasons, no database.

    Example: louyuan budget count vote.pb
    """
    words = words_without_configuration(language, config)
    try:
        read = _in_fen(_read(file, words), words)
    except Failure as failure:
        fail(str(failure))
    vote = Budgeted(read.instance)
    if as_json:
        typer.echo(json.dumps(_facts(read, vote), ensure_ascii=False))
        return
    for project, name in zip(read.instance.projects, read.project_ids, strict=True):
        typer.echo(f"{name} {project.name} · {yuan(project.cost, words)}")
        typer.echo(f"  {why(vote.reasons[project.number], read.instance, words)}")
    for line in (*how(read.instance, vote.result, words), beside(vote.result, vote.greedy, words)):
        typer.echo(line)


def _facts(file: PabulibFile, vote: Budgeted) -> dict[str, object]:
    return {
        "winners": file.ids(sorted(vote.result.winners)),
        "by_support": file.ids(sorted(vote.greedy)),
        "spent": str(Decimal(vote.spent).scaleb(-2)),
    }


def _read(file: Path, words: Texts) -> PabulibFile:
    try:
        return pabulib_reader.read(file.read_bytes())
    except OSError as error:
        raise Failure(words.plain("cli.file_unreadable", path=file, error=error.strerror)) from None
    except BadFile as bad:
        raise Failure("\n".join(budget_fault(fault, words) for fault in bad.faults)) from None
