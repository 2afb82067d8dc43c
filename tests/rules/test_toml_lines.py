"""The line of a key, so that a fault can be pointed at."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.toml_lines import line_of, lines_of

SAMPLE = """\
# a comment with title = "no"
title = "停车 = 绿地"   # [not] a header

"community" = 'JX01'
scope = { building = "3",
          entrance = "2" }
text = \"\"\"
closes = 1
[questions]
\"\"\"
results.when = "later"

[[questions]]
text = "哪个 [[questions]]？"
options = [
  "A = 1",   # type = "x"
  "B ] [",
]
type = "single"

[[questions]]
  type = "multiple"
[other.part]
key = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("community",), 4),
        (("scope",), 5),
        (("text",), 7),
        (("results",), 11),
        (("results", "when"), 11),
        (("questions",), 13),
        (("questions", 0), 13),
        (("questions", 0, "text"), 14),
        (("questions", 0, "options"), 15),
        (("questions", 0, "options", 0), 16),
        (("questions", 0, "options", 1), 17),
        (("questions", 0, "type"), 19),
        (("questions", 1), 21),
        (("questions", 1, "type"), 22),
        (("other", "part", "key"), 24),
    ],
)
def test_a_key_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert lines_of(SAMPLE)[path] == line


def test_what_looks_like_a_key_inside_a_value_is_none() -> None:
    assert ("closes",) not in lines_of(SAMPLE)
    assert len([path for path in lines_of(SAMPLE) if path[0] == "questions"]) == 9


def test_the_nearest_thing_that_is_there_stands_for_what_is_missing() -> None:
    lines = lines_of(SAMPLE)
    assert line_of(lines, ("questions", 1, "options")) == 21
    assert line_of(lines, ("scope", "entrance")) == 5
    assert line_of(lines, ("closes",)) is None


def test_windows_line_ends_and_odd_separators_count_as_the_parser_counts() -> None:
    assert lines_of('a = "\u2028\x85"\r\n\r\nb = 1\r\n[c]\r\nd = 2')[("c", "d")] == 5


_key = st.sampled_from(["title", "opens", "a-b", "x1"])
_value = st.sampled_from(
    ['"words = [ # "', "[1, 2]", "[\n 1, # ]\n 2,\n]", '"""\nkey = 1\n"""', "'''x'''", "{ a = 1 }", "1"]
)


@given(st.lists(st.tuples(_key, _value, st.integers(0, 2)), unique_by=lambda item: item[0]))
def test_every_key_that_the_parser_reads_is_found_where_it_was_written(entries: list[tuple[str, str, int]]) -> None:
    text, wanted = "", {}
    for key, value, blank in entries:
        text += "\n" * blank
        wanted[key] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    assert {path[0]: line for path, line in lines_of(text).items() if len(path) == 1} == wanted
    assert set(tomllib.loads(text)) == set(wanted)


NESTED = """\
[[questions]]
budget = 5
[[questions.projects]]
name = "a"
[[questions.projects]]
name = "b"
[[questions]]
options = [
  "A, B",
  { label = "C, [D]",
    marks = ["x", "y"] }, "E",  # "F",

  'G']
[questions.condition]
question = 1
[[questions.projects]]
name = "c"
[values]
a = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("questions", 0, "projects", 0), 3),
        (("questions", 0, "projects", 1, "name"), 6),
        (("questions", 1, "options", 0), 9),
        (("questions", 1, "options", 1), 10),
        (("questions", 1, "options", 1, "marks"), 10),
        (("questions", 1, "options", 2), 11),
        (("questions", 1, "options", 3), 13),
        (("questions", 1, "condition", "question"), 15),
        (("questions", 1, "projects", 0, "name"), 17),
        (("values", "a"), 19),
    ],
)
def test_what_lies_within_lists_is_found_on_its_own_line(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(lines_of(NESTED), path) == line
