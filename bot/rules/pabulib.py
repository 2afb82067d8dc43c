"""Pabulib ``.pb`` files: budget votes as research and other cities exchange them.

Three sections of semicolon-separated values: META, PROJECTS, VOTES (Stolicki, Szufa and Talmon: Pabulib, arXiv
2012.06539). Approval ballots are read, ``choose-1`` being approval of one, and cumulative ones. Of the projects, id,
cost, name and category are kept; of the voters, the id and the ballot: what else files tell about voters (age, sex,
district) concerns nobody here.

The file is data for programs: nothing is done to cells that a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.rules.budget import YUAN, BallotKind, Instance

# Other programs split such files at every kind of line break there is.
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
COMPUTED = frozenset({"num_projects", "num_votes", "budget", "vote_type"})
# What a reader may rely on (Pabulib's list of mandatory META keys), besides what is computed.
_USUAL = ("description", "country", "unit", "instance", "rule")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line; ``reason`` names the sentence, ``facts`` fill it in."""

    line: int
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


class BadFile(Exception):
    """A file that cannot be taken over; ``faults`` lists everything found wrong, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.reason}" for fault in faults))
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))


@dataclass(frozen=True, slots=True)
class PabulibFile:
    """An instance and what the file says besides.

    ``project_ids`` and ``voter_ids`` stand in the order of the instance's projects and ballots. Projects are numbered
    from 1 in the order of the file. Amounts in the instance are counted in units of which ``unit`` make one of the
    file's currency: 100, as fen, unless the file has amounts with more decimals. ``meta`` is everything in META but the
    numbers of projects and votes, the budget and the vote type.
    """

    instance: Instance
    project_ids: tuple[str, ...]
    voter_ids: tuple[str, ...]
    meta: Mapping[str, str]
    unit: int = YUAN

    @classmethod
    def of(cls, instance: Instance, meta: Mapping[str, str]) -> PabulibFile:
        """An instance of our own: projects go by their number, voters by their place, so that nobody is named."""
        ids = tuple(str(project.number) for project in instance.projects)
        voters = tuple(str(place) for place in range(1, len(instance.ballots) + 1))
        return cls(instance, ids, voters, meta)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """What the file calls these projects."""
        named = {project.number: name for project, name in zip(self.instance.projects, self.project_ids, strict=True)}
        return [named[number] for number in numbers]


def write(file: PabulibFile) -> str:
    """The file's text. White space and line breaks within a name become one space."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], *_meta_rows(file)])
    rows.writerows([["PROJECTS"], ["project_id", "cost", "name", "category"]])
    for project, name in zip(file.instance.projects, file.project_ids, strict=True):
        rows.writerow([name, _amount(project.cost, file.unit), _one_line(project.name), _one_line(project.category)])
    points = file.instance.kind is BallotKind.CUMULATIVE
    rows.writerows([["VOTES"], ["voter_id", "vote", "points"] if points else ["voter_id", "vote"]])
    for voter, ballot in zip(file.voter_ids, file.instance.ballots, strict=True):
        numbers = sorted(ballot.points, key=lambda number: (-ballot.points[number], number))
        row = [voter, ",".join(file.ids(numbers))]
        rows.writerow([*row, ",".join(str(ballot.points[number]) for number in numbers)] if points else row)
    return text.getvalue()


def _meta_rows(file: PabulibFile) -> list[list[str]]:
    instance = file.instance
    given = {_one_line(key): _one_line(value) for key, value in file.meta.items() if key not in COMPUTED}
    usual = {key: given.get(key, "") for key in _USUAL}
    computed = {
        "num_projects": str(len(instance.projects)),
        "num_votes": str(len(instance.ballots)),
        "budget": _amount(instance.budget, file.unit),
        "vote_type": instance.kind.value,
    }
    return [[key, value] for key, value in {**usual, **given, **computed}.items()]


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()


def _amount(amount: int, unit: int) -> str:
    whole, rest = divmod(amount, unit)
    return f"{whole}.{rest:0{len(str(unit)) - 1}}".rstrip("0") if rest else str(whole)
