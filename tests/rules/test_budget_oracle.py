"""Real votes: every Pabulib file in the folder that LOUYUAN_PABULIB names, and the sample, against an oracle.

The oracle is pabutools where it is installed (the project does not need it), else the plain count of these tests. A
file with ballots of another kind has to be refused for that reason alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bot.rules.budget import Satisfaction
from bot.rules.budget_shares import add1, equal_shares
from bot.rules.pabulib import BadFile, PabulibFile
from bot.rules.pabulib_reader import read
from tests.rules.budget_cases import plain_add1, plain_shares

FOLDER = os.environ.get("LOUYUAN_PABULIB")
FILES = [Path(__file__).parent / "budget_sample.pb", *sorted(Path(FOLDER).rglob("*.pb") if FOLDER else [])]


def _plain(file: PabulibFile, raised: bool) -> set[str]:
    instance = file.instance
    share = Fraction(instance.budget, len(instance.ballots))
    if raised:
        return set(file.ids(plain_add1(instance, instance.usual_satisfaction, file.unit)[1]))
    return set(file.ids(plain_shares(instance, instance.usual_satisfaction, share)))


def _pabutools(path: Path, file: PabulibFile, raised: bool) -> set[str]:
    election: Any = importlib.import_module("pabutools.election")
    rules: Any = importlib.import_module("pabutools.rules")
    ties: Any = importlib.import_module("pabutools.tiebreaking")
    instance, profile = election.parse_pabulib(str(path))
    order = {file.ids([p.number])[0]: place for place, p in enumerate(file.instance.by_precedence)}
    approval = file.instance.usual_satisfaction is Satisfaction.COST
    winners = rules.method_of_equal_shares(
        instance,
        profile,
        sat_class=election.Cost_Sat if approval else election.Additive_Cardinal_Sat,
        tie_breaking=ties.TieBreakingRule(lambda _instance, _profile, project: order[project.name]),
        voter_budget_increment=1 if raised else None,
    )
    return {project.name for project in winners}


def _oracle(path: Path, file: PabulibFile, raised: bool) -> set[str]:
    if importlib.util.find_spec("pabutools") is None:
        return _plain(file, raised)
    return _pabutools(path, file, raised)


def _faults(path: Path) -> set[str]:
    """Why the file is refused; empty when it is read."""
    try:
        read(path.read_bytes())
    except BadFile as bad:
        return {fault.reason for fault in bad.faults}
    return set()


READABLE = [path for path in FILES if not _faults(path)]


def test_only_other_kinds_of_ballots_are_refused() -> None:
    assert {path.name: _faults(path) for path in FILES if not _faults(path) <= {"vote_type"}} == {}
    assert READABLE


@pytest.mark.timeout(0)
@pytest.mark.parametrize("raised", [False, True], ids=["equal shares", "with Add1"])
@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_the_winners_are_the_oracles(path: Path, raised: bool) -> None:
    file = read(path.read_bytes())
    result = add1(file.instance, step=file.unit) if raised else equal_shares(file.instance)
    assert set(file.ids(sorted(result.winners))) == _oracle(path, file, raised)
