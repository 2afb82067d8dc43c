"""A stack of paper ballots from the command line: planned first, so that staff see what would be replaced."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.paper_access import known_and_enrolled
from bot.actions.record_paper import enter
from bot.rules.addresses import named
from bot.rules.answers import chosen
from bot.rules.consultation import Consultation
from bot.rules.headers import recognise
from bot.rules.paper import By, Standing, check_choices, must_take_paper
from bot.rules.paper_rows import PAPER, check_paper
from bot.rules.paper_sheets import check_sheets, layout, optional
from bot.rules.people import Address
from bot.rules.permissions import DISTRICT
from bot.rules.questionnaire import Answers
from bot.rules.refusals import Reason, Refusal
from bot.rules.tables import Sheet as TableSheet
from bot.storage import ballots, consultations, paper_homes
from bot.storage.database import Connection, Database

Read = Callable[[Consultation, Mapping[Address, int]], Mapping[int, Answers]]


@dataclass(frozen=True, slots=True)
class Stack:
    """What would be recorded: answers by household id and question number, the homes' addresses, who has answered
    before, and how many sheets are recorded already just like this."""

    consultation: Consultation
    sheets: Mapping[int, Answers]
    addresses: Mapping[int, Address]
    answered: Mapping[int, Standing]
    unchanged: int


def one_sheet(line: str, options: Collection[int]) -> Read:
    """A single sheet with one question, its home written as ``BUILDING/ENTRANCE/ROOM``.

    Raises Refusal(PAPER_NEEDS_FILE, PAPER_NOT_ASKED, PAPER_EMPTY, UNKNOWN_OPTION, PAPER_TOO_MANY) when it is read.
    """

    def read(consultation: Consultation, homes: Mapping[Address, int]) -> Mapping[int, Answers]:
        if not consultation.on_card:
            raise Refusal(Reason.PAPER_NEEDS_FILE, count=len(consultation.questions))
        address = named(line, homes)
        if address is None:
            raise Refusal(Reason.PAPER_NOT_ASKED)
        check_choices(consultation.questions[0], frozenset(options))
        return {homes[address]: {1: chosen(*options)}}

    return read


def file_of_sheets(sheets: Sequence[TableSheet]) -> Read:
    """The rows of a file. Raises BadRows with every fault, and Unreadable, when it is read."""

    def read(consultation: Consultation, homes: Mapping[Address, int]) -> Mapping[int, Answers]:
        questions = consultation.questions
        if not consultation.on_card:
            asked = optional(consultation).questions
            return check_sheets(recognise(sheets, (layout(asked),)), asked, homes)
        choices = check_paper(recognise(sheets, (PAPER,)), questions[0], homes)
        return {home: {questions[0].number: chosen(*options)} for home, options in choices.items()}

    return read


async def plan_stack(db: Database, number: int, now: datetime, read: Read) -> Stack:
    """What a stack would change. Raises Refusal(UNKNOWN_CONSULTATION, NOT_YET_OPEN, PAPER_CLOSED), and what ``read``
    raises; nothing has been recorded."""
    consultation = await known_and_enrolled(db, number, now)

    def plan(connection: Connection) -> Stack:
        homes = {
            home.address: home.household_id for home in paper_homes.asked_homes(connection, consultation, [DISTRICT])
        }
        sheets = read(consultation, homes)
        standing = _standings(connection, consultation)
        same = {home for home in sheets if _recorded(connection, consultation, standing.get(home), home, sheets[home])}
        fresh = {home: sheets[home] for home in sheets if home not in same}
        answered = {home: standing[home] for home in fresh if home in standing}
        addresses = {home: address for address, home in homes.items() if home in fresh}
        return Stack(consultation, fresh, addresses, answered, len(same))

    return await db.read(plan)


def _standings(connection: Connection, consultation: Consultation) -> dict[int, Standing]:
    return paper_homes.standings(connection, [question.id for question in consultation.questions])


def _recorded(
    connection: Connection, consultation: Consultation, standing: Standing | None, home: int, answers: Answers
) -> bool:
    """Whether the home's ballot is a sheet that says just this."""
    if standing is None or standing.channel != "paper":
        return False
    return ballots.load_answers(connection, consultation.questions, home) == dict(answers)


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
        standing = _standings(connection, found)
        if any(standing.get(home) != stack.answered.get(home) for home in stack.sheets):
            raise Refusal(Reason.PAPER_ANSWERED)
        enter(connection, found, stack.sheets, By(), now)

    await db.write(change)
