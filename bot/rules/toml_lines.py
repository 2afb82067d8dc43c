"""On which line of a TOML file a key stands, so that a fault can be pointed at.

The parser of the standard library keeps no positions. This reads only headers and keys, outside of multi-line values.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]+"|'[^']+'|[A-Za-z0-9_-]+)\s*(?:\.\s*([A-Za-z0-9_-]+)\s*)?=(.*)$""")
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers from 1 by path, e.g. ``("questions", 0, "options")``; tables stand under their own path."""
    found: dict[Path, int] = {}
    counts: dict[str, int] = {}
    table: Path = ()
    depth, quoted = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if quoted or depth:
            depth, quoted = _inside(line, depth, quoted)
            continue
        if header := _HEADER.match(line):
            table = _table(header, counts)
            found.setdefault(table, number)
            found.setdefault(table[:1], number)
        elif key := _KEY.match(line):
            names = tuple(part.strip("\"'") for part in key.groups()[:2] if part)
            for length in range(1, len(names) + 1):
                found.setdefault((*table, *names[:length]), number)
            depth, quoted = _inside(key.group(3), 0, "")
    return found


def _table(header: re.Match[str], counts: dict[str, int]) -> Path:
    name = header.group(2)
    if header.group(1) == "[[":
        counts[name] = counts.get(name, -1) + 1
        return (*name.split("."), counts[name])
    return tuple(name.split("."))


def _inside(line: str, depth: int, quoted: str) -> tuple[int, str]:
    """How many brackets and which triple quote are still open after this line."""
    for mark in ('"""', "'''"):
        if (quoted in ("", mark)) and line.count(mark) % 2:
            return depth, "" if quoted else mark
    if quoted:
        return depth, quoted
    bare = _STRINGS.sub("", line).split("#")[0]
    return max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))), ""


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of the path, or of the nearest thing that contains it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None
