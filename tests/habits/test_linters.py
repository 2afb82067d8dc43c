"""What the linters guard stays guarded even where only the tests are run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.habits.tree import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "format", "--check", "--quiet", "."],
        ["ruff", "check", "--quiet", "."],
        ["lint-imports", "--no-cache"],
        ["mypy", "--no-error-summary"],
    ],
    ids=["format", "lint", "import contracts", "types"],
)
def test_the_linters_have_nothing_to_say(command: list[str]) -> None:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
