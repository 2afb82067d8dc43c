"""Drawings that a definition names: files beside it, on the whole, on a question or on an option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.rules.attachments import MOST_FILES
from bot.rules.checker import Checker, Path
from bot.rules.consultation import Question

_KEYS = frozenset({"file", "question", "option"})
_NAME_LIMIT = 500


class NamedFile(NamedTuple):
    """A file as the definition names it; question 0 is the whole, option 0 the question."""

    file: str
    question: int = 0
    option: int = 0


def named_files(check: Checker, data: Mapping[str, Any], questions: Sequence[Question]) -> tuple[NamedFile, ...]:
    """The files under ``attachments``; faults for places that the consultation does not have."""
    given = data.get("attachments", [])
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        check.fault(("attachments",), "attachments_shape")
        return ()
    if len(given) > MOST_FILES:
        check.fault(("attachments", MOST_FILES), "attachment_count", most=MOST_FILES)
        return ()
    return tuple(_named(check, each, questions, ("attachments", place)) for place, each in enumerate(given))


def _named(check: Checker, table: Mapping[str, Any], questions: Sequence[Question], path: Path) -> NamedFile:
    check.unknown_keys(table, _KEYS, path)
    name = check.text(table, "file", _NAME_LIMIT, path)
    number, option = _number(table, "question"), _number(table, "option")
    if not 0 <= number <= len(questions):
        check.fault((*path, "question"), "attachment_question", value=table["question"], most=len(questions))
        return NamedFile(name)
    most = len(questions[number - 1].options) if number else 0
    if not 0 <= option <= most:
        check.fault((*path, "option"), "attachment_option", value=table["option"], most=most)
        return NamedFile(name, number)
    return NamedFile(name, number, option)


def _number(table: Mapping[str, Any], key: str) -> int:
    """The number under a key, 0 where it is not there, -1 for anything that is no number."""
    value = table.get(key, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
