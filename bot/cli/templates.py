"""``louyuan templates``: which templates there are, what each asks, and how to use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.common import DEFAULT_CONFIG, ConfigOption, fail, read_config
from bot.config import Config
from bot.rules.consultation import Question
from bot.rules.definition_options import written_out
from bot.rules.template_reading import questions_of
from bot.rules.templates import Template, Value
from bot.templates import Broken, Shelf, available
from bot.texts import Texts, texts
from bot.views.consultations import fault_line

NameOption = Annotated[str | None, typer.Option("--show", metavar="NAME", help="看这一个 · show this one")]
JsonOption = Annotated[bool, typer.Option("--json", help="机器可读 · machine-readable")]

_USUAL = timedelta(days=7)


def shelf_of(config: Config) -> Shelf:
    """The templates of this installation, in its language."""
    return available(config.locale.language, config.templates.folder)


def templates_command(
    show: NameOption = None, as_json: JsonOption = False, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """列出征询模板，或看其中一个怎么用。 List the templates, or show how to use one of them.

    Example: louyuan templates --show design_review
    """
    settings = read_config(config)
    shelf, words = shelf_of(settings), texts(settings.locale.language)
    for line in _broken(shelf.broken, words):
        typer.echo(line, err=True)
    if show is None:
        _list(shelf, words, settings.templates.folder, as_json)
        return
    template = shelf.templates.get(show)
    if template is None:
        fail(words.plain("templates.unknown", name=show, known=", ".join(shelf.templates)))
    closes = datetime.now(settings.locale.zone).replace(hour=18, minute=0, second=0, microsecond=0) + _USUAL
    shown = _shown(template, words, closes)
    typer.echo(json.dumps(_whole(template), ensure_ascii=False, indent=2) if as_json else "\n".join(shown))


def _broken(broken: tuple[Broken, ...], words: Texts) -> Iterator[str]:
    for each in broken:
        for fault in each.faults:
            yield words.plain("templates.broken", file=each.file, fault=fault_line(fault, words))


def _list(shelf: Shelf, words: Texts, folder: Path, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_facts(each) for each in shelf.templates.values()], ensure_ascii=False, indent=2))
        return
    table = Table()
    for column in ("name", "title", "values"):
        table.add_column(words.plain(f"templates.{column}"), overflow="fold", no_wrap=column == "name")
    for each in shelf.templates.values():
        table.add_row(
            each.name, each.title, ", ".join(value.name for value in each.values) or words.plain("templates.none")
        )
    Console().print(table)
    typer.echo(words.plain("templates.where", folder=folder))


def _facts(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "language": template.language,
        "title": template.title,
        "about": template.about,
        "values": [_value(each) for each in template.values],
    }


def _value(value: Value) -> dict[str, Any]:
    facts = {"name": value.name, "text": value.text, "kind": value.kind, "required": value.required}
    default = None if value.default is None else written_out(value.default)
    return facts | {"default": default, "example": value.example}


def _whole(template: Template) -> dict[str, Any]:
    questions = [
        {
            "number": asked.number,
            "text": asked.text,
            "type": asked.type.value,
            "required": asked.required,
            "options": list(asked.options),
        }
        | ({"condition": _condition(asked)} if asked.condition else {})
        for asked in questions_of(template)
    ]
    return _facts(template) | {"questions": questions}


def _condition(asked: Question) -> dict[str, Any] | None:
    condition = asked.condition
    return {"question": condition.number, "options": sorted(condition.options)} if condition else None


def _shown(template: Template, words: Texts, closes: datetime) -> Iterator[str]:
    yield words.plain("templates.about", name=template.name, title=template.title)
    yield template.about
    if template.values:
        yield "\n" + words.plain("templates.to_fill")
    for value in template.values:
        yield _value_line(value, words)
    yield "\n" + words.plain("templates.questions")
    for asked in questions_of(template):
        yield from _question_lines(asked, words)
    yield "\n" + words.plain("templates.use")
    yield from _use(template, words, closes)


def _value_line(value: Value, words: Texts) -> str:
    if value.default is not None:
        return words.plain(
            "templates.value_default", name=value.name, text=value.text, default=written_out(value.default)
        )
    key = "templates.value" if value.required else "templates.value_optional"
    return words.plain(key, name=value.name, text=value.text)


def _question_lines(asked: Question, words: Texts) -> Iterator[str]:
    first, *more = asked.text.split("\n")
    yield words.plain("templates.question", number=asked.number, text=first)
    yield from (f"   {line}" for line in more)
    if asked.condition is not None:
        options = " / ".join(map(str, sorted(asked.condition.options)))
        yield words.plain("templates.condition", number=asked.condition.number, options=options)
    for number, label in enumerate(asked.options, 1):
        yield words.plain("templates.option", number=number, label=label)


def _use(template: Template, words: Texts, closes: datetime) -> Iterator[str]:
    """A definition that can be filled in and used, in TOML; JSON's quotes are TOML's, too."""
    yield f'template = "{template.name}"'
    yield f"community = {json.dumps(words.plain('templates.sample_community'), ensure_ascii=False)}"
    yield f"closes = {closes.isoformat()}"
    if template.values:
        yield "[values]"
    for value in template.values:
        example = value.example or ("" if value.default is None else written_out(value.default))
        yield f"{value.name} = {example if value.kind == 'number' else json.dumps(example, ensure_ascii=False)}"
