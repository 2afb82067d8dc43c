"""Reading a template file: its values and questions, checked before anybody uses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.rules.checker import Checker, Fault, Path
from bot.rules.consultation import Question
from bot.rules.definition import TITLE_LIMIT, Definition, check_definition
from bot.rules.definition_options import written_out
from bot.rules.template_filling import filled_out
from bot.rules.templates import (
    NAME,
    VALUE_LIMIT,
    Template,
    Value,
    is_number,
    placeholders,
    read_value,
    sample,
)

ABOUT_LIMIT = 200
PROMPT_LIMIT = 120
LONGEST_VALUE = 500

_KEYS = frozenset(
    {*("about", "values", "title", "regime", "answerers", "secrecy", "results", "matter", "ruleset"), "questions"}
)
_VALUE_KEYS = frozenset({"text", "kind", "default", "example", "required", "most"})
# Any two instants do to see whether the questions are right.
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def read_template(name: str, language: str, written: Mapping[str, Any]) -> Template | list[Fault]:
    """The template that a file holds, or everything that is wrong with it.

    Its questions are checked like those of any definition, with every value filled in.
    """
    check = Checker()
    check.unknown_keys(written, _KEYS, ())
    about = check.text(written, "about", ABOUT_LIMIT)
    title = check.text(written, "title", TITLE_LIMIT)
    values = _values(check, written)
    data = {key: value for key, value in written.items() if key in _KEYS - {"about", "values"}}
    _placeholders_are_declared(check, data, values)
    if check.faults:
        return check.faults
    template = Template(name, language, title, about, values, data)
    checked = _with_samples(template)
    return checked if isinstance(checked, list) else template


def questions_of(template: Template) -> tuple[Question, ...]:
    """The questions with an example for every value, to be looked at."""
    checked = _with_samples(template)
    return () if isinstance(checked, list) else checked.questions


def _with_samples(template: Template) -> Definition | list[Fault]:
    filled = filled_out(template.data, {value.name: sample(value) for value in template.values})
    whole = {"community": "X", "closes": _SOME_DAY + timedelta(days=7), **filled}
    return check_definition(whole, _SOME_DAY, UTC)


def _values(check: Checker, written: Mapping[str, Any]) -> tuple[Value, ...]:
    given = written.get("values", {})
    if not isinstance(given, Mapping):
        check.fault(("values",), "not_values")
        return ()
    return tuple(_value(check, name, raw, ("values", name)) for name, raw in given.items())


def _value(check: Checker, name: str, raw: object, path: Path) -> Value:
    if not NAME.fullmatch(name):
        check.fault(path, "value_name", value=name)
    if not isinstance(raw, Mapping):
        check.fault(path, "not_values")
        return Value(name, "")
    check.unknown_keys(raw, _VALUE_KEYS, path)
    kind = check.choice(raw, "kind", ("text", "number"), "text", path)
    asked = Value(
        name=name,
        text=check.text(raw, "text", PROMPT_LIMIT, path),
        kind="number" if kind == "number" else "text",
        example=_example(check, raw, kind, path),
        required=check.flag(raw, "required", "default" not in raw, path),
        most=check.whole(raw, "most", LONGEST_VALUE, path) or VALUE_LIMIT,
    )
    return _with_default(check, raw, asked, path)


def _example(check: Checker, raw: Mapping[str, Any], kind: str, path: Path) -> str | None:
    given = raw.get("example")
    if kind == "text" or given is None:
        return check.maybe_text(raw, "example", LONGEST_VALUE, path)
    if isinstance(given, int | Decimal) and is_number(given):
        return written_out(given)
    check.fault((*path, "example"), "not_a_number", value=given)
    return None


def _with_default(check: Checker, raw: Mapping[str, Any], asked: Value, path: Path) -> Value:
    if "default" not in raw:
        return asked
    default = read_value(asked, raw["default"])
    if isinstance(default, Fault):
        check.fault((*path, "default"), default.reason, **default.facts)
        return asked
    return replace(asked, default=default)


def _placeholders_are_declared(check: Checker, data: Mapping[str, Any], values: tuple[Value, ...]) -> None:
    declared, used = {value.name for value in values}, set()
    for path, name in placeholders(data):
        used.add(name)
        if name not in declared:
            check.fault(path, "unknown_placeholder", value=name, known=", ".join(sorted(declared)) or "—")
        elif "condition" in path:
            check.fault(path, "placeholder_in_condition")
    for name in sorted(declared - used):
        check.fault(("values", name), "value_unused", value=name)
