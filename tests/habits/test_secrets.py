"""Nothing in the project gives away a token, the machine it was written on, or where its packages came from."""

from __future__ import annotations

import re

import pytest

from tests.habits.tree import name, text_files

# Written in pieces so that this file does not find itself.
FORBIDDEN = {
    "a bot token": re.compile(r"\b\d{8,10}:" + r"[A-Za-z0-9_-]{35}\b"),
    "a machine's path": re.compile(r"(?<![\w.])/(?:" + r"work/(?:main|shared)|root/|home/\w+/|tmp/x/|opt/pypi)"),
    "a package index": re.compile(
        r"(?:pypi\." + r"org|pythonhosted\." + r"org|registry\.npmjs|deb\.debian|/simple" + r"/\w)"
    ),
    "a private key": re.compile("-----BEGIN " + "[A-Z ]*PRIVATE KEY-----"),
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_text_contains(kind: str) -> None:
    found = [
        f"{name(path)}:{number}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN[kind].search(line)
    ]
    assert found == []


def test_the_locked_dependencies_name_hashes_and_no_place() -> None:
    lock = next(text for path, text in text_files() if path.name == "requirements.lock")
    pinned = [line for line in lock.splitlines() if "==" in line]
    assert len(pinned) > 20
    assert all(line.endswith("\\") for line in pinned), "every pinned version is followed by its hashes"
    assert "://" not in lock
