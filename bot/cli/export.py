"""``louyuan export`` and ``louyuan verify``: a result with everything it follows from, and counting it again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.actions.export_consultation import export_consultation
from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, Session, run
from bot.config import ConfigError, load_config
from bot.reports.bundle import bundle
from bot.reports.bundle_check import Checked, check_bundle
from bot.texts import LANGUAGES, Texts, texts

_MOST_FAULTS = 20

NumberArgument = Annotated[int, typer.Argument(metavar="N", help="编号 · the consultation's number")]
OutOption = Annotated[Path, typer.Option("--out", help="写到哪个 zip 文件 · the zip file to write")]
FileArgument = Annotated[Path, typer.Argument(metavar="BUNDLE.ZIP", help="导出的 zip · the exported zip")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]
LanguageOption = Annotated[str | None, typer.Option("--language", help="zh-CN | en")]


def words_without_configuration(language: str | None, config: Path) -> Texts:
    """Sentences in a language that is named; else the configuration's, and Chinese where there is none."""
    if language is not None:
        return texts(language)
    try:
        return texts(load_config(config, must_exist=True).locale.language)
    except ConfigError:
        return texts(LANGUAGES[0])


def export_command(number: NumberArgument, out: OutOption, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """导出：结果、一户一行的回答（户号随机）、说明和校验码。 Export the result with rows, codebook and checksums.

    Example: louyuan export 7 --out bundle.zip
    """

    async def job(session: Session) -> str:
        words = session.texts
        found = await export_consultation(session.db, number, datetime.now(UTC))
        if any(question.withheld for question in found.tally.questions):
            raise Failure(words.plain("export.not_yet", number=number))
        content = bundle(found.tally, found.homes, words, session.config.locale.zone)
        try:
            out.write_bytes(content)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Failure(words.plain("export.not_written", path=out, error=reason)) from error
        return words.plain("export.written", path=out, rows=len(found.homes or ()))

    typer.echo(run(config, job))


def verify_command(
    file: FileArgument,
    as_json: JsonOption = False,
    language: LanguageOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """核对：把导出的 zip 重新数一遍，和结果对；不用数据库，也不用配置。 Count an exported zip again and compare.

    Example: louyuan verify bundle.zip
    """
    checked, words = check_bundle(file), words_without_configuration(language, config)
    if as_json:
        typer.echo(json.dumps(_facts(checked), ensure_ascii=False))
    else:
        for line in _lines(checked, words):
            typer.echo(line, err=bool(checked.faults))
    if checked.faults:
        raise typer.Exit(1)


def _lines(checked: Checked, words: Texts) -> list[str]:
    number = checked.consultation.id if checked.consultation else ""
    if not checked.faults:
        sealed = checked.consultation is not None and checked.consultation.sealed
        key = "export.verified_anonymous" if sealed else "export.verified"
        return [words.plain(key, number=number, rows=checked.rows)]
    said = [words.plain(f"export.fault_{fault.reason}", **fault.facts) for fault in checked.faults[:_MOST_FAULTS]]
    return [words.plain("export.failed", count=len(checked.faults)), *said]


def _facts(checked: Checked) -> dict[str, object]:
    return {
        "ok": not checked.faults,
        "id": checked.consultation.id if checked.consultation else None,
        "rows": checked.rows,
        "faults": [{"reason": fault.reason, **fault.facts} for fault in checked.faults],
    }
