"""Whether a bundle is whole and its result is what its rows say, with nothing but the file itself."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from bot.reports.bundle import DEFINITION, RESPONSES, SUMS, TALLY
from bot.reports.tally_json import tally_facts
from bot.rules.consultation import ONE_OPTION, Consultation, QuestionType, Secrecy
from bot.rules.consultation_facts import from_facts
from bot.rules.recount import facts_of
from bot.rules.responses import BadRow, Respondent, home_of
from bot.rules.tally import Weight, tally

# A zip that unpacks to more than this is no bundle of ours.
MOST_BYTES = 512 * 1024 * 1024
_COUNTED = ("id", "turnout", "questions", "outcome")
# What rows without owners and areas cannot say.
_NEEDS_AREAS = frozenset({"owners", "floor_area", "monthly_income", "missing"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong; ``reason`` names the sentence, ``facts`` fill it in."""

    reason: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: the consultation, how many rows were counted again, and every fault."""

    consultation: Consultation | None
    rows: int
    faults: tuple[Fault, ...]


def check_bundle(path: Path | BinaryIO) -> Checked:
    """Read, compare checksums, count again, compare. Never raises for what is in the file."""
    try:
        files = _read(path)
    except (OSError, BadZipFile, ValueError) as error:
        return Checked(None, 0, (Fault("unreadable", {"error": str(error)}),))
    faults = list(_sum_faults(files))
    try:
        consultation = from_facts(json.loads(files[DEFINITION]))
        said = json.loads(files[TALLY])
        homes = _homes(files.get(RESPONSES), consultation)
        faults += _differences(consultation, said, homes)
    except KeyError as error:
        return Checked(None, 0, (*faults, Fault("missing", {"name": error.args[0]})))
    except (ValueError, TypeError, BadRow) as error:
        return Checked(None, 0, (*faults, Fault("broken", {"error": str(error)})))
    return Checked(consultation, 0 if homes is None else len(homes), tuple(faults))


def _read(path: Path | BinaryIO) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise ValueError(f"> {MOST_BYTES} bytes")
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def _sum_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    lines = files.get(SUMS, b"").decode("utf-8", "replace").splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(expected.keys() | (files.keys() - {SUMS})):
        if name not in files or name not in expected:
            yield Fault("missing", {"name": name})
        elif hashlib.sha256(files[name]).hexdigest() != expected[name]:
            yield Fault("changed", {"name": name})


def _homes(raw: bytes | None, consultation: Consultation) -> list[Respondent] | None:
    if raw is None:
        if consultation.secrecy is Secrecy.NAMED:
            raise KeyError(RESPONSES)
        return None
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    homes = [home_of(row, consultation.questions) for row in rows]
    if len({home.number for home in homes}) < len(homes):
        raise BadRow("a respondent stands twice")
    return homes


def _differences(
    consultation: Consultation, said: Mapping[str, Any], homes: list[Respondent] | None
) -> Iterator[Fault]:
    if homes is None:
        yield from _published_faults(said)
        return
    everyone = said["electorate"]
    area = int(everyone["floor_area"].replace(".", ""))
    electorate = Weight(everyone["households"], everyone["owners"], area)
    now = datetime.fromisoformat(said["as_of"])
    counted = tally(consultation, facts_of(consultation, homes, electorate), now)
    again = json.loads(json.dumps(tally_facts(counted, now.tzinfo or consultation.opens_at.tzinfo)))  # type: ignore[arg-type]
    areas = all(home.floor_area is not None for home in homes)
    for name in _COUNTED:
        yield from _unlike(said[name], again[name], name, frozenset() if areas else _NEEDS_AREAS)


def _unlike(said: Any, again: Any, path: str, left_out: frozenset[str]) -> Iterator[Fault]:
    if isinstance(said, dict) and isinstance(again, dict):
        for name in sorted((said.keys() | again.keys()) - left_out):
            yield from _unlike(said.get(name), again.get(name), f"{path}.{name}", left_out)
    elif isinstance(said, list) and isinstance(again, list) and len(said) == len(again):
        for place, (one, other) in enumerate(zip(said, again, strict=True), 1):
            yield from _unlike(one, other, f"{path}[{place}]", left_out)
    elif said != again and not path.endswith(".detail.words"):
        yield Fault("differs", {"path": path, "said": said, "counted": again})


def _published_faults(said: Mapping[str, Any]) -> Iterator[Fault]:
    """What is published of anonymous answers must at least fit together."""
    for question in said["questions"]:
        alone = QuestionType(question["type"]) in ONE_OPTION
        for scope in question.get("scopes", ()):
            homes = sum(group["households"] for group in scope["groups"])
            if alone and scope["groups"] and homes != scope["respondents"]:
                path = f"questions[{question['number']}].scopes {scope['building'] or ''}"
                yield Fault("differs", {"path": path, "said": scope["respondents"], "counted": homes})
