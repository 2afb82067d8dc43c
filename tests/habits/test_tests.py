"""The tests keep their own rules: nothing skipped, nothing mocked, no waiting for a clock."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.habits.tree import name, python_files

_EXCUSES = {"skip", "skipif", "xfail", "importorskip"}
_MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def _attributes(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(node.lineno, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def _waits(path: Path) -> set[int]:
    """Lines that sleep for more than nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sleep"
        and not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0)
    }


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    found = [
        f"{name(path)}:{line} {attribute}"
        for path in python_files("tests")
        for line, attribute in _attributes(path)
        if attribute in _EXCUSES
    ]
    assert found == []


def test_no_test_sleeps() -> None:
    tests = [path for path in python_files("tests") if path.name.startswith("test_")]
    assert [f"{name(path)}:{line}" for path in tests for line in _waits(path)] == []


def test_no_test_needs_a_mock() -> None:
    found = [
        name(path)
        for path in python_files("tests")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for module in [getattr(node, "module", None), *(alias.name for alias in node.names)]
        if module in _MOCKS
    ]
    assert found == []


def test_every_test_asserts_something() -> None:
    silent = []
    for path in python_files("tests"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                words = ast.unparse(node)
                if not any(word in words for word in ("assert", "raises(", "expect", "check_")):
                    silent.append(f"{name(path)}:{node.lineno} {node.name}")
    assert silent == []
