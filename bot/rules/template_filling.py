"""Filling in a template: its placeholders become words and numbers, and what was left out leaves no trace."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from bot.rules.checker import Checker, Fault
from bot.rules.definition import Definition, check_definition
from bot.rules.definition_options import written_out
from bot.rules.templates import PLACEHOLDER, Filling, Template, placeholders, read_value

_GONE: Final = object()
"""What a text becomes when nothing of it is left."""

# A table without these says nothing any more.
_HEART = frozenset({"text", "label", "name"})
_NEVER_FILLED = frozenset({"template", "values"})


def check_from(
    written: Mapping[str, Any], templates: Mapping[str, Template], now: datetime, zone: tzinfo
) -> Definition | list[Fault]:
    """The checked definition of a file that may name a template and give its ``[values]``.

    A fault in what the template filled in is placed at ``template``: the file has no line of its own for it.
    """
    filled = filled_in(written, templates)
    if isinstance(filled, list):
        return filled
    checked = check_definition(filled, now, zone)
    if not isinstance(checked, list):
        return checked
    borrowed = filled.keys() - written.keys()
    return [
        Fault(("template", *fault.path), fault.reason, fault.facts)
        if fault.path and fault.path[0] in borrowed
        else fault
        for fault in checked
    ]


def filled_in(written: Mapping[str, Any], templates: Mapping[str, Template]) -> Mapping[str, Any] | list[Fault]:
    """The definition with everything from its template that it does not give itself."""
    name = written.get("template")
    if name is None:
        return [Fault(("values",), "values_without_template", {})] if "values" in written else written
    template = templates.get(name) if isinstance(name, str) else None
    if template is None:
        return [_unknown_template(name, templates)]
    values = written.get("values", {})
    if not isinstance(values, Mapping):
        return [Fault(("values",), "values_table", {})]
    return fill(template, values, written)


def _unknown_template(name: object, templates: Mapping[str, Template]) -> Fault:
    near = difflib.get_close_matches(str(name), sorted(templates), n=1)
    reason = "unknown_template_near" if near else "unknown_template"
    return Fault(("template",), reason, {"value": name, "near": "".join(near), "known": ", ".join(sorted(templates))})


def fill(
    template: Template, values: Mapping[str, object], overrides: Mapping[str, Any]
) -> dict[str, Any] | list[Fault]:
    """What ``check_definition`` takes: the template with its values, and ``overrides`` in place of its own keys.

    Only values that are still needed have to be given. Every missing, unknown or unreadable value is a fault under
    ``values``. Without an optional value, the line of a text with its placeholder stays away, or the whole option or
    question; conditions then count anew.
    """
    check = Checker()
    kept = {key: value for key, value in template.data.items() if key not in overrides}
    known = _known(check, template, values, {name for _, name in placeholders(kept)})
    if check.faults:
        return check.faults
    filled = {key: filled_out(value, known) for key, value in kept.items() if key != "questions"}
    made = {key: value for key, value in filled.items() if value is not _GONE}
    if "questions" in kept:
        made["questions"] = _questions(kept["questions"], known)
    given = {key: value for key, value in overrides.items() if key not in _NEVER_FILLED}
    return {**made, **given, "template": template.name}


def _known(
    check: Checker, template: Template, given: Mapping[str, object], needed: set[str]
) -> dict[str, Filling | None]:
    declared = {value.name for value in template.values}
    for name in given:
        if name not in declared:
            near = difflib.get_close_matches(str(name), sorted(declared), n=1)
            reason = "unknown_value_near" if near else "unknown_value"
            check.fault(("values", name), reason, known=", ".join(sorted(declared)) or "—", near="".join(near))
    known: dict[str, Filling | None] = {}
    for value in template.values:
        known[value.name] = value.default
        if value.name in given:
            read = read_value(value, given[value.name])
            if isinstance(read, Fault):
                check.fault(read.path, read.reason, **read.facts)
            else:
                known[value.name] = read
        elif value.required and value.name in needed and value.default is None:
            check.fault(("values", value.name), "value_missing", text=value.text)
    return known


def filled_out(written: Any, known: Mapping[str, Filling | None]) -> Any:
    """The same shape with every placeholder filled in; what lost its heart has gone."""
    if isinstance(written, str):
        return _text(written, known)
    if isinstance(written, list):
        return [made for made in (filled_out(each, known) for each in written) if made is not _GONE]
    if isinstance(written, Mapping):
        made = {key: filled_out(value, known) for key, value in written.items()}
        if any(made.get(key) is _GONE for key in _HEART):
            return _GONE
        return {key: value for key, value in made.items() if value is not _GONE}
    return written


def _text(written: str, known: Mapping[str, Filling | None]) -> Any:
    """A text that is nothing but the placeholder of a number becomes that number."""
    alone = PLACEHOLDER.fullmatch(written)
    if alone and isinstance(known[alone[1]], int | Decimal):
        return known[alone[1]]
    lines = written.split("\n")
    left = [line for line in lines if all(known[name] is not None for name in PLACEHOLDER.findall(line))]
    if len(left) < len(lines) and not any(line.strip() for line in left):
        return _GONE
    return PLACEHOLDER.sub(lambda found: _said(known[found[1]]), "\n".join(left))


def _said(value: Filling | None) -> str:
    return "" if value is None else written_out(value)


def _questions(written: Sequence[Mapping[str, Any]], known: Mapping[str, Filling | None]) -> list[dict[str, Any]]:
    """The questions that are left, with conditions that name them and their options by their new numbers."""
    made: list[dict[str, Any]] = []
    numbers: dict[int, int] = {}
    for number, raw in enumerate(written, 1):
        table = filled_out(raw, known)
        if table is _GONE:
            continue
        if "condition" in raw:
            condition = _renumbered(raw["condition"], written, numbers, known)
            if condition is None:
                continue
            table["condition"] = condition
        made.append(table)
        numbers[number] = len(made)
    return made


def _renumbered(
    condition: Mapping[str, Any],
    written: Sequence[Mapping[str, Any]],
    numbers: Mapping[int, int],
    known: Mapping[str, Filling | None],
) -> dict[str, Any] | None:
    """None when the earlier question, or every option of it that would lead here, has gone."""
    earlier = condition["question"]
    options = _options_left(written[earlier - 1], condition["options"], known)
    return {"question": numbers[earlier], "options": options} if earlier in numbers and options else None


def _options_left(raw: Mapping[str, Any], wanted: Sequence[int], known: Mapping[str, Filling | None]) -> list[int]:
    """The new numbers of the wanted options; those of a question that lists none are fixed."""
    listed = raw.get("options", raw.get("projects"))
    if listed is None:
        return list(wanted)
    left = [number for number, each in enumerate(listed, 1) if filled_out(each, known) is not _GONE]
    return [left.index(number) + 1 for number in wanted if number in left]
