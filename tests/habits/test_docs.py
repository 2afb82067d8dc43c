"""The documents speak of what exists: files, commands, and the parts a decision record has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from bot.cli.main import app
from tests.habits.tree import ROOT, name

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)#:]+)\)")
_COMMAND = re.compile(r"(?<![\w/.-])louyuan ((?:[a-z]+ ?)+)")
_PATH = re.compile(r"`((?:[a-z_*]+/)*[a-z_*]+(?:\.py|/))`")
_NAME = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)\.([A-Z][A-Za-z]+)`")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _commands() -> set[str]:
    def walk(command: typer.core.TyperGroup | object, path: str) -> Iterator[str]:
        yield path
        for key, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, f"{path} {key}".strip())

    return set(walk(get_command(app), ""))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_exists(page: Path) -> None:
    known = _commands()
    groups = {command for command in known if any(other.startswith(f"{command} ") for other in known)} - {""}
    wrong = []
    for line in page.read_text(encoding="utf-8").splitlines():
        for found in _COMMAND.findall(line):
            words = found.split()
            command = " ".join(words[:2]) if words[0] in groups else words[0]
            if command not in known and words[0] not in known - groups:
                wrong.append(found)
    assert wrong == []


def test_the_glossary_points_to_what_exists() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    missing = [path for path in _PATH.findall(text) if not any(_found(path))]
    missing += [f"{module}.{thing}" for module, thing in _NAME.findall(text) if not _defines(module, thing)]
    assert missing == []


def _found(path: str) -> Iterator[Path]:
    yield from (ROOT / "bot").glob(path)
    yield from ROOT.glob(path)


def _defines(module: str, thing: str) -> bool:
    file = ROOT / "bot" / (module.replace(".", "/") + ".py")
    return file.is_file() and f"class {thing}" in file.read_text(encoding="utf-8")


def test_every_decision_says_why_and_what_follows() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    parts = ("**Context.**", "**Decision.**", "**Alternatives.**", "**Consequences.**")
    assert [
        name(record) for record in records if not all(part in record.read_text(encoding="utf-8") for part in parts)
    ] == []


def test_make_help_lists_every_target_that_others_rely_on() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = ("demo", "test", "install", "run", "check", "bench", "help")
    assert [target for target in targets if not re.search(rf"^{target}:.* ## .+ · .+$", makefile, re.MULTILINE)] == []
