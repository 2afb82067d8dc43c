"""A stack of paper ballots from the command line: planned first, so that staff see what would be replaced."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.actions.paper_access import known_and_enrolled
from bot.actions.record_paper import enter
from bot.rules.addresses import named
from bot.rules.balloting import Choices
from bot.rules.consultation import Consultation
from bot.rules.headers import Found
from bot.rules.paper import By, Standing, check_choices, must_take_paper
from bot.rules.paper_rows import check_paper
from bot.rules.people import Address
from bot.rules.permissions import DISTRICT
from bot.rules.refusals import Reason, Refusal
from bot.storage import ballots, consultations, paper_homes
from bot.storage.database import Connection, Database

Read = Callable[[Consultation, Mapping[Address, int]], Mapping[int, Choices]]


@dataclass(frozen=True, slots=True)
class Stack:
    """What would be recorded: marks by household id, the homes' addresses, who has answered before, and how many
    sheets are recorded already just like this."""

    consultation: Consultation
    marks: Mapping[int, Choices]
    addresses: Mapping[int, Address]
    answered: Mapping[int, Standing]
    unchanged: int


def one_sheet(line: str, options: Collection[int]) -> Read:
    """A single sheet, its home written as ``BUILDING/ENTRANCE/ROOM``.

    Raises Refusal(PAPER_NOT_ASKED, PAPER_EMPTY, UNKNOWN_OPTION, PAPER_TOO_MANY) when it is read.
    """

    def read(consultation: Consultation, homes: Mapping[Address, int]) -> Mapping[int, Choices]:
        address = named(line, homes)
        if address is None:
            raise Refusal(Reason.PAPER_NOT_ASKED)
        check_choices(consultation.questions[0], frozenset(options))
        return {homes[address]: frozenset(options)}

    return read


def file_of_sheets(found: Found) -> Read:
    """The rows of a file. Raises BadRows with every fault when it is read."""
    return lambda consultation, homes: check_paper(found, consultation.questions[0], homes)


async def plan_stack(db: Database, number: int, now: datetime, read: Read) -> Stack:
    """What a stack would change. Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, PAPER_CLOSED), and what ``read``
    raises; nothing has been recorded."""
    consultation = await known_and_enrolled(db, number, now)

    def plan(connection: Connection) -> Stack:
        homes = {
            home.address: home.household_id for home in paper_homes.asked_homes(connection, consultation, [DISTRICT])
        }
        marks = read(consultation, homes)
        question = consultation.questions[0].id
        standing = paper_homes.standings(connection, question)
        said = ballots.load(connection, [question], sorted(marks))
        same = {home for home in marks if _recorded(standing.get(home), said.get((question, home)), marks[home])}
        fresh = {home: marks[home] for home in marks if home not in same}
        answered = {home: standing[home] for home in fresh if home in standing}
        addresses = {home: address for address, home in homes.items() if home in fresh}
        return Stack(consultation, fresh, addresses, answered, len(same))

    return await db.read(plan)


def _recorded(standing: Standing | None, said: Choices | None, marks: Choices) -> bool:
    return standing is not None and standing.channel == "paper" and said == marks


async def enter_stack(db: Database, stack: Stack, now: datetime) -> None:
    """Record all of it in one transaction.

    Raises Refusal(PAPER_CLOSED) when the end has come meanwhile, (PAPER_ANSWERED) when a home has answered meanwhile;
    nothing is recorded then.
    """

    def change(connection: Connection) -> None:
        number = stack.consultation.id
        found = consultations.load(connection, number)
        if found is None:
            raise Refusal(Reason.UNKNOWN_CONSULTATION, number=number)
        must_take_paper(found, now)
        standing = paper_homes.standings(connection, found.questions[0].id)
        if any(standing.get(home) != stack.answered.get(home) for home in stack.marks):
            raise Refusal(Reason.PAPER_ANSWERED)
        enter(connection, found, stack.marks, By(), now)

    await db.write(change)
