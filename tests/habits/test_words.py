"""No sentence for people stands in the program; bot/texts has them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.habits.tree import name, python_files

CHINESE = re.compile(r"[\u3400-\u9fff。，、；：？！（）「」《》]")

# Where Chinese belongs into the program, and why.
ALLOWED = {
    "bot/rules/headers.py": "how column names of roster files and community sheets are read",
    "bot/rules/roster*.py": "the column names of roster files",
    "bot/rules/sheet*.py": "the column names of community sheets",
    "bot/rules/ledger.py": "the words of ledger files",
    "bot/rules/paper_rows.py": "the column names of files with paper ballots",
    "bot/rules/rows.py": "the words for yes and no in those files",
    "bot/rules/definition*.py": "the fixed options of decisions, ratings and prices, and words in staff's options",
    "bot/rules/*_words.py": "how typed dates and times are read",
    "bot/rules/reading*.py": "how typed answers are read",
    "bot/reports/roster_table.py": "the vocabulary of roster files, for writing them",
    "bot/cli/*.py": "help strings only, checked below",
}
# In bot/cli, Chinese may stand in these arguments: typer reads them before any configuration is known.
HELP_ARGUMENTS = {"help", "short_help", "epilog", "metavar", "rich_help_panel"}


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """Docstrings, and strings that stand alone as a comment of what is above them."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _help_strings(tree: ast.AST) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in HELP_ARGUMENTS
        for inner in ast.walk(node.value)
    }


def _chinese_in_code(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    excused = _docstrings(tree)
    if name(path).startswith("bot/cli/"):
        excused |= _help_strings(tree)
    elif any(fnmatch(name(path), pattern) for pattern in ALLOWED):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node in excused:
            continue
        if CHINESE.search(node.value):
            yield f"{name(path)}:{node.lineno}: {node.value[:40]}"


def test_no_chinese_sentence_stands_in_the_program() -> None:
    assert [line for path in python_files("bot") for line in _chinese_in_code(path)] == []


def test_only_the_command_line_prints() -> None:
    printing = [
        name(path)
        for path in python_files("bot")
        if "/cli/" not in name(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []
