"""Small enough to read aloud."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.habits.tree import CODE, name, python_files

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
SHORTEST_MODULE = 15


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_300_lines() -> None:
    long = [
        f"{name(path)}: {_lines(path)}"
        for path in python_files(*CODE, "tests", "tools")
        if _lines(path) > LONGEST_MODULE
    ]
    assert long == []


def test_no_module_is_too_short_to_be_a_room_of_its_own() -> None:
    short = [
        f"{name(path)}: {_lines(path)}"
        for path in python_files(*CODE)
        if not path.name.startswith("__") and _lines(path) < SHORTEST_MODULE
    ]
    assert short == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = []
    for path in python_files(*CODE, "tests", "tools"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{name(path)}:{node.lineno} {node.name}: {length}")
    assert long == []
