"""What every command of ``louyuan`` has in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli.main import app


def commands(command: Any, *words: str) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every command and every group of them, with the words that call it."""
    yield command, words
    for name, below in command.commands.items() if isinstance(command, TyperGroup) else ():
        yield from commands(below, *words, name)


ALL = list(commands(get_command(app)))


@pytest.mark.parametrize("words", [words for _command, words in ALL], ids=" ".join)
def test_every_command_and_every_group_shows_an_example(words: tuple[str, ...]) -> None:
    helped = CliRunner().invoke(app, [*words, "--help"])
    assert helped.exit_code == 0
    assert "Example: louyuan" in helped.stdout


@pytest.mark.parametrize(
    "words", [words for command, words in ALL if not isinstance(command, TyperGroup)], ids=" ".join
)
def test_every_command_takes_a_configuration(words: tuple[str, ...]) -> None:
    [command] = [command for command, called in ALL if called == words]
    assert any("--config" in option.opts for option in command.params)
