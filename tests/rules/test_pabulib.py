"""Pabulib files are read exactly or refused with every line that is wrong; what is written is read back the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.budget import Ballot, BallotKind, Instance, Project
from bot.rules.budget_greedy import greedy
from bot.rules.budget_shares import add1
from bot.rules.pabulib import BadFile, PabulibFile, write
from bot.rules.pabulib_reader import read
from bot.texts import LANGUAGES, texts
from bot.views.budget_faults import fault_line
from tests.rules.budget_cases import instances

SAMPLE = (Path(__file__).parent / "budget_sample.pb").read_text(encoding="utf-8")
CUMULATIVE = SAMPLE.replace("vote_type;approval", "vote_type;cumulative").split("VOTES")[0]
TWICE = [(16, "project_twice"), (26, "project_unknown"), (27, "project_unknown"), (28, "project_unknown")]
SECTIONS = [(1, "section_missing"), (13, "column_missing"), (19, "section_twice")]
_words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).map(
    lambda t: " ".join(t.split())
)


def _with_votes(*rows: str) -> str:
    head = CUMULATIVE.replace("num_votes;9", f"num_votes;{len(rows)}")
    return "\n".join([head + "VOTES", "voter_id;vote;points", *rows])


def test_a_file_is_read() -> None:
    file = read(SAMPLE.encode())
    assert file.instance.budget == 3_000_000
    assert file.instance.kind is BallotKind.APPROVAL
    assert file.instance.projects[1] == Project(2, "Benches", 950_050, "rest")
    assert file.instance.projects[4].name == 'A "quiet" corner'
    assert file.instance.ballots[7] == Ballot.approving(3, 2, 4)
    assert file.instance.ballots[8] == Ballot({})
    assert (file.project_ids[:2], file.voter_ids[:2], file.unit) == (("A1", "A2"), ("1", "2"), 100)
    assert file.meta["unit"] == "Sample Compound"


def test_its_winners_are_found() -> None:
    file = read(SAMPLE)
    assert file.ids(sorted(add1(file.instance).winners)) == ["A1", "A2", "A3"]
    assert file.ids(greedy(file.instance)) == ["A1", "A2", "A3"]


def test_points_are_read_and_no_points_are_no_support() -> None:
    file = read(_with_votes("1;A1,A2,A3;7,3,0", "2;;"))
    assert file.instance.ballots == (Ballot({1: 7, 2: 3}), Ballot({}))


@pytest.mark.parametrize("change", [("approval", "choose-1"), ("META", "\ufeffmeta"), ("\n", "\r\n")], ids=repr)
def test_other_ways_to_write_the_same_are_read(change: tuple[str, str]) -> None:
    assert read(SAMPLE.replace(*change)) == read(SAMPLE)


def test_more_decimals_make_a_smaller_unit() -> None:
    file = read(SAMPLE.replace("15000.25", "15000.0625"))
    assert file.unit == 10_000
    assert file.instance.projects[3].cost == 150_000_625
    assert file.instance.budget == 300_000_000
    assert add1(file.instance, step=file.unit).winners == add1(read(SAMPLE).instance).winners


def test_voters_without_an_id_go_by_their_place() -> None:
    bare = SAMPLE.split("VOTES")[0].replace("num_votes;9", "num_votes;2") + "VOTES\nvote\nA1\nA2,A3\n"
    assert read(bare).voter_ids == ("1", "2")


@settings(deadline=None)
@given(instances(), st.data())
def test_what_is_written_is_read_back_the_same(instance: Instance, data: st.DataObject) -> None:
    projects = tuple(replace(p, name=data.draw(_words), category=data.draw(_words)) for p in instance.projects)
    meta = {key: data.draw(_words) for key in ("description", "country", "unit", "instance", "rule", "comment")}
    file = PabulibFile.of(replace(instance, projects=projects), meta)
    assert read(write(file)) == file
    assert read(write(file).encode()) == file


def test_line_breaks_in_names_cannot_make_lines_of_their_own() -> None:
    project = Project(1, "lamps\nVOTES\u2028voter_id;vote\x0b\x85", 5)
    file = PabulibFile.of(Instance((project,), 5, (Ballot.approving(1),)), {"description": "a\r\nPROJECTS"})
    lines = write(file).splitlines()
    assert lines.count("VOTES") == lines.count("PROJECTS") == 1
    assert read(write(file)).instance.projects[0].name == "lamps VOTES voter_id;vote"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (SAMPLE.replace("type;approval", "type;ordinal"), [(10, "vote_type")]),
        (SAMPLE.replace("type;approval", "type;scoring"), [(10, "vote_type")]),
        (SAMPLE.replace("vote_type;approval\n", ""), [(1, "key_missing")]),
        (SAMPLE.replace("budget;30000", "budget;much"), [(9, "amount")]),
        (SAMPLE.replace("A3;8000", "A3;-8000"), [(16, "amount")]),
        (SAMPLE.replace("A3;8000", "A2;8000"), TWICE),
        (SAMPLE.replace("A5;2000", ";2000"), [(18, "project_empty")]),
        (SAMPLE.replace("\n3;A1;", "\n3;A1,A1;"), [(23, "vote_twice")]),
        (SAMPLE.replace("\n3;A1;", "\n3;B7;"), [(23, "project_unknown")]),
        (SAMPLE.replace("num_votes;9", "num_votes;10"), [(8, "count")]),
        (SAMPLE.replace("unit;", "country;"), [(5, "key_twice")]),
        (SAMPLE.replace("project_id;cost", "project_id;price"), [(13, "column_missing")]),
        (SAMPLE.replace("PROJECTS\n", "VOTES\n"), SECTIONS),
        ("hello", [(1, "before_sections"), *[(1, "section_missing")] * 3]),
        ("", [(1, "section_missing")] * 3),
        (SAMPLE + "10;" + "A1," * 50_000, [(30, "table")]),
        (CUMULATIVE + "VOTES\nvoter_id;vote\n", [(8, "count"), (20, "column_missing")]),
        (_with_votes("1;A1,A2;7", "2;A1;x"), [(21, "points_count"), (22, "points")]),
    ],
)
def test_what_is_wrong_is_listed_with_its_line(text: str, faults: list[tuple[int, str]]) -> None:
    with pytest.raises(BadFile) as refused:
        read(text)
    assert [(fault.line, fault.reason) for fault in refused.value.faults] == faults
    for language in LANGUAGES:
        sentences = [fault_line(fault, texts(language)) for fault in refused.value.faults]
        assert not any("{" in sentence for sentence in sentences)


def test_bytes_that_are_no_text_are_refused_where_they_stand() -> None:
    with pytest.raises(BadFile) as refused:
        read(SAMPLE.encode() + "路灯".encode("gb18030"))
    assert [(fault.line, fault.reason) for fault in refused.value.faults] == [(30, "encoding")]


def test_a_fault_says_what_is_expected() -> None:
    with pytest.raises(BadFile) as refused:
        read(SAMPLE.replace("type;approval", "type;ordinal"))
    assert [fault_line(fault, texts("zh-CN")) for fault in refused.value.faults] == [
        "第 10 行：投票方式“ordinal”读不了，只能是 approval（赞成票）、choose-1（单选）或 cumulative（分配点数）。"
    ]
