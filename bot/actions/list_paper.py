"""What a helper can enter from paper: consultations, homes, and the entries of others that wait for a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import access
from bot.actions.paper_access import known_and_enrolled
from bot.actions.transact import Request
from bot.rules.consultation import Consultation, Regime
from bot.rules.paper import DRAFT_LIFETIME, ListedEntry, PaperHome, right_for
from bot.rules.permissions import Right, places_of
from bot.rules.questionnaire_form import Sheet
from bot.rules.refusals import Reason, Refusal
from bot.rules.roster_overview import Page, page_of
from bot.storage import answering, consultations, paper_drafts, paper_entries, paper_homes
from bot.storage.database import Connection, Database

CHECKS_PER_PAGE = 8


@dataclass(frozen=True, slots=True)
class PaperMenu:
    """The open consultations, how many entries wait for this person's check (None: not theirs to check), and whether
    a sheet is half read; ``sheets`` are those of questionnaires, by the consultation's number."""

    consultations: tuple[Consultation, ...]
    to_check: int | None
    unfinished: bool
    sheets: tuple[tuple[int, Sheet], ...] = ()


@dataclass(frozen=True, slots=True)
class AskedHomes:
    """The homes of a consultation that a helper may enter sheets for."""

    consultation: Consultation
    homes: tuple[PaperHome, ...]


@dataclass(frozen=True, slots=True)
class CheckList:
    """A page of entries that wait for a check."""

    entries: tuple[ListedEntry, ...]
    page: Page


async def paper_menu(db: Database, request: Request, admins: Sequence[int]) -> PaperMenu:
    """Where to begin. Raises Refusal(NOT_ALLOWED)."""

    def fetch(connection: Connection) -> PaperMenu:
        who, now = request.telegram_id, request.now
        actor = access.require_somewhere(connection, admins, who, Right.ENTER_PAPER)
        checking = places_of(actor, Right.CHECK_PAPER)
        numbers = paper_homes.open_numbers(connection, places_of(actor, Right.ENTER_PAPER), now)
        decisions = set(paper_homes.open_numbers(connection, checking, now))
        found = {item.id: item for item in consultations.by_numbers(connection, numbers)}
        mine = (found[number] for number in numbers)
        return PaperMenu(
            tuple(item for item in mine if item.regime is not Regime.OWNER_DECISION or item.id in decisions),
            paper_entries.count_waiting(connection, checking, who, now) if checking else None,
            paper_drafts.find(connection, who, now) is not None,
            tuple(each for each in answering.sheets(connection, who, now - DRAFT_LIFETIME) if each[0] in found),
        )

    return await db.read(fetch)


async def asked_homes(db: Database, request: Request, admins: Sequence[int], number: int) -> AskedHomes:
    """The homes. Raises Refusal(NOT_ALLOWED, UNKNOWN_CONSULTATION, NOT_YET_OPEN, PAPER_CLOSED, PAPER_ONLY_STAFF)."""

    def places(connection: Connection) -> AskedHomes:
        actor = access.require_somewhere(connection, admins, request.telegram_id, Right.ENTER_PAPER)
        mine = places_of(actor, right_for(consultation))
        if not mine:
            raise Refusal(Reason.PAPER_ONLY_STAFF)
        return AskedHomes(consultation, paper_homes.asked_homes(connection, consultation, mine))

    await db.read(
        lambda connection: access.require_somewhere(connection, admins, request.telegram_id, Right.ENTER_PAPER)
    )
    consultation = await known_and_enrolled(db, number, request.now)
    return await db.read(places)


async def check_list(db: Database, request: Request, admins: Sequence[int], page: int) -> CheckList:
    """Entries of others that wait. Raises Refusal(NOT_ALLOWED)."""

    def fetch(connection: Connection) -> CheckList:
        actor = access.require_somewhere(connection, admins, request.telegram_id, Right.CHECK_PAPER)
        asked = (places_of(actor, Right.CHECK_PAPER), request.telegram_id, request.now)
        shown = page_of(page, paper_entries.count_waiting(connection, *asked), CHECKS_PER_PAGE)
        start = shown.number * CHECKS_PER_PAGE
        return CheckList(paper_entries.waiting(connection, *asked, start, CHECKS_PER_PAGE), shown)

    return await db.read(fetch)
