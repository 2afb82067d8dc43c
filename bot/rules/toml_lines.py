"""On which line of a TOML file a key stands, so that a fault can be pointed at.

The parser of the standard library keeps no positions. This reads only headers and keys, outside of multi-line values.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[A-Za-z0-9_-]+)\s*(?:\.\s*([A-Za-z0-9_-]+)\s*)?=(.*)$""")
_SOMETHING = "s"  # what stands for a string while brackets are counted
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers from 1 by path, e.g. ``("questions", 0, "options", 2)``; tables stand under their own path."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    value = _Value((), found)
    for number, line in enumerate(text.split("\n"), 1):
        if value.open:
            value.read(line, number)
        elif header := _HEADER.match(line):
            table = _table(header, counts)
            found.setdefault(table, number)
            found.setdefault(table[:1], number)
        elif key := _KEY.match(line):
            names = tuple(part.strip("\"'") for part in key.groups()[:2] if part)
            for length in range(1, len(names) + 1):
                found.setdefault((*table, *names[:length]), number)
            value = _Value((*table, *names), found)
            value.read(key.group(3), number)
    return found


def _table(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """The path of a header; a table within a list belongs to the newest element of that list."""
    *above, last = (name.strip().strip("\"'") for name in header.group(2).split("."))
    path: Path = ()
    for name in above:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, last)
    if header.group(1) == "[[":
        counts[path] = counts.get(path, -1) + 1
        return (*path, counts[path])
    return path


class _Value:
    """A value that may go on over several lines: notes where each element of a list begins."""

    def __init__(self, path: Path, found: dict[Path, int]) -> None:
        self._path, self._found = path, found
        self._depth, self._quoted = 0, ""
        self._is_list, self._position = False, 0

    @property
    def open(self) -> bool:
        """Whether a bracket or a triple quote has not been closed yet."""
        return bool(self._depth or self._quoted)

    def read(self, line: str, number: int) -> None:
        """Take up a line, or the rest of the one that has the key."""
        for mark in ('"""', "'''"):
            if (self._quoted in ("", mark)) and line.count(mark) % 2:
                self._quoted = "" if self._quoted else mark
                return
        if self._quoted:
            return
        for char in _STRINGS.sub(_SOMETHING, line).split("#")[0]:
            self._take(char, number)

    def _take(self, char: str, number: int) -> None:
        if char in "]}":
            self._depth = max(0, self._depth - 1)
            return
        if self._depth == 1 and self._is_list:
            if char == ",":
                self._position += 1
            elif not char.isspace():
                self._found.setdefault((*self._path, self._position), number)
        if char in "[{":
            self._is_list = self._is_list or (self._depth == 0 and char == "[")
            self._depth += 1


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of the path, or of the nearest thing that contains it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None
