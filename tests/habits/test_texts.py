"""Every sentence exists in every language and takes the same facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from string import Formatter

import pytest

from bot.rules.refusals import Reason
from bot.texts import LANGUAGES, texts
from tests.habits.tree import name, python_files

FIRST = LANGUAGES[0]
# Chinese puts nothing between two facts where English puts a comma.
MAY_BE_EMPTY = {"room.joiner"}
_DOORS = {"plain", "html", "template"}


def _placeholders(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_key_exists_in_every_language(language: str) -> None:
    first, other = texts(FIRST).keys(), texts(language).keys()
    assert {"missing": sorted(first - other), "surplus": sorted(other - first)} == {"missing": [], "surplus": []}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_sentence_takes_the_same_facts_in_every_language(language: str) -> None:
    first, other = texts(FIRST), texts(language)
    wrong = {
        key: (first.template(key), other.template(key))
        for key in first.keys() & other.keys()
        if _placeholders(first.template(key)) != _placeholders(other.template(key))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    words = texts(language)
    assert {key for key in words.keys() if not words.template(key).strip()} <= MAY_BE_EMPTY  # noqa: SIM118


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_have_names_so_that_translators_may_reorder_them(language: str) -> None:
    words = texts(language)
    unnamed = [
        key
        for key in words.keys()  # noqa: SIM118 - Texts is no mapping
        if not all(field.isidentifier() for field in _placeholders(words.template(key)))
    ]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words(language: str) -> None:
    words = texts(language)
    assert [reason.value for reason in Reason if f"refusal.{reason.value}" not in words] == []


def _literal_keys() -> Iterator[tuple[str, str]]:
    """Each key that stands as a literal in a call of one of the doors, and where."""
    for path in python_files("bot"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _DOORS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "." in first.value:
                    yield first.value, f"{name(path)}:{node.lineno}"


def test_every_key_that_the_program_asks_for_exists() -> None:
    words = texts(FIRST)
    assert [f"{where}: {key}" for key, where in _literal_keys() if key not in words] == []
