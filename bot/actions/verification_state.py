"""Where somebody's verification stands; shared by the steps of it."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.transact import Request, transact
from bot.config import Config
from bot.rules.people import Relation
from bot.rules.refusals import Reason, Refusal
from bot.rules.verification import Draft, Home, Person, Progress, Step, Tenure
from bot.storage import drafts, memberships, people
from bot.storage.database import Connection, Database

# What a step does with the draft, when it is the draft that was answered.
Answer = Callable[[Connection, Draft, Person | None], Progress | Refusal]


def counts_as_owner(config: Config, relation: Relation, earlier: Tenure | None) -> bool:
    """Whether ownership needs no (further) confirmation by staff: the slip proves it, or staff have seen the papers."""
    if relation is not Relation.OWNER:
        return False
    confirmed = earlier is not None and earlier.membership.owner_confirmed
    return confirmed or config.verification.owner_confirmation == "slip"


def progress_of(config: Config, draft: Draft, person: Person | None) -> Progress:
    """The question that comes next."""
    consented = person is not None and person.consented_at is not None
    return Progress(draft.step(consented), draft.home)


def done(tenure: Tenure, step: Step = Step.DONE) -> Progress:
    """What to show to somebody who belongs to the home."""
    return Progress(step, tenure.home, tenure.membership.relation, tenure.membership.owner_confirmed)


def moved_on(connection: Connection, config: Config, request: Request, household_id: int) -> Progress:
    """What an old or repeated answer finds: the end it led to, or the question that is open now.

    Raises Refusal(VERIFICATION_EXPIRED) when there is neither.
    """
    tenure = memberships.find_tenure(connection, request.telegram_id, household_id)
    if tenure is not None:
        return done(tenure)
    draft = drafts.find_draft(connection, request.telegram_id, request.now)
    if draft is None:
        raise Refusal(Reason.VERIFICATION_EXPIRED)
    return progress_of(config, draft, people.find_person(connection, request.telegram_id))


def ensure_room_for_one_more(connection: Connection, config: Config, home: Home) -> None:
    """Raises Refusal(CODE_USED_UP) when as many people as allowed are verified for the home."""
    most = config.verification.people_per_household
    if memberships.count_members(connection, home.household.id) >= most:
        raise Refusal(Reason.CODE_USED_UP, most=most)


async def answer_step(
    db: Database, request: Request, config: Config, household_id: int, steps: frozenset[Step], answer: Answer
) -> Progress:
    """Let ``answer`` act when the draft of this household waits for one of ``steps``; else show where things stand.

    Raises Refusal(VERIFICATION_EXPIRED), and whatever ``answer`` returns or raises as a Refusal: a returned one keeps
    what was written before it.
    """

    def change(connection: Connection) -> Progress | Refusal:
        draft = drafts.find_draft(connection, request.telegram_id, request.now)
        person = people.find_person(connection, request.telegram_id)
        if draft is None or draft.home.household.id != household_id:
            return moved_on(connection, config, request, household_id)
        progress = progress_of(config, draft, person)
        return answer(connection, draft, person) if progress.step in steps else progress

    outcome = await transact(db, request, change)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def open_question(db: Database, request: Request, config: Config) -> Progress | None:
    """The question that waits for somebody's answer, if any."""

    def fetch(connection: Connection) -> Progress | None:
        draft = drafts.find_draft(connection, request.telegram_id, request.now)
        person = people.find_person(connection, request.telegram_id)
        return None if draft is None else progress_of(config, draft, person)

    return await db.read(fetch)
