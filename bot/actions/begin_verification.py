"""A slip's code is shown: who lives there may go on to say so."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.transact import Request, transact
from bot.actions.verification_state import done, ensure_room_for_one_more, progress_of
from bot.config import Config
from bot.rules.refusals import Reason, Refusal
from bot.rules.slips import SlipCode, proves, read_code, was_revoked
from bot.rules.verification import Home, Progress, Step, may_try_from
from bot.storage import drafts, households, memberships, people
from bot.storage.database import Connection, Database


async def begin_verification(db: Database, request: Request, config: Config, key: bytes, text: str) -> Progress:
    """Check the code and begin a draft; a code of one's own flat begins nothing.

    Raises Refusal: CODE_UNREADABLE, CODE_WRONG (with the tries ``left``), TOO_MANY_TRIES (with the ``time`` from which
    to try again), CODE_REVOKED, CODE_USED_UP. Only wrong codes count as tries.
    """

    def change(connection: Connection) -> Progress | Refusal:
        drafts.purge(connection, request.now)
        refusal = _too_many_tries(connection, request, config)
        if refusal is not None:
            return refusal
        code = read_code(text)
        if code is None:
            return Refusal(Reason.CODE_UNREADABLE)
        home = _home_proven(connection, key, code)
        if isinstance(home, Home):
            return _begin(connection, request, config, home)
        return _refused(connection, request, config, home)

    outcome = await transact(db, request, change)  # a wrong code is an effect: its refusal must not undo the count
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def _too_many_tries(connection: Connection, request: Request, config: Config) -> Refusal | None:
    tries = drafts.wrong_codes_of(connection, request.telegram_id)
    again = may_try_from(tries, config.verification.wrong_codes_per_hour, request.now)
    if again is None:
        return None
    # People read minutes; a minute too late is kinder than one too early.
    local = (again + timedelta(seconds=59)).astimezone(config.locale.zone)
    return Refusal(Reason.TOO_MANY_TRIES, time=f"{local:%H:%M}")


def _home_proven(connection: Connection, key: bytes, code: SlipCode) -> Home | Reason:
    home = households.find_home(connection, code.household_id)
    if home is None:
        return Reason.CODE_WRONG
    if proves(key, code, home.household.slip_serial):
        return home
    return Reason.CODE_REVOKED if was_revoked(key, code, home.household.slip_serial) else Reason.CODE_WRONG


def _refused(connection: Connection, request: Request, config: Config, reason: Reason) -> Refusal:
    if reason is not Reason.CODE_WRONG:
        return Refusal(reason)
    drafts.record_wrong_code(connection, request.telegram_id, request.now)
    left = config.verification.wrong_codes_per_hour - len(drafts.wrong_codes_of(connection, request.telegram_id))
    return _too_many_tries(connection, request, config) or Refusal(Reason.CODE_WRONG, left=left)


def _begin(connection: Connection, request: Request, config: Config, home: Home) -> Progress | Refusal:
    tenure = memberships.find_tenure(connection, request.telegram_id, home.household.id)
    if tenure is not None:
        return done(tenure, Step.ALREADY_YOURS)
    try:
        ensure_room_for_one_more(connection, config, home)
    except Refusal as refusal:
        return refusal
    draft = drafts.start_draft(connection, request.telegram_id, home, request.now)
    return progress_of(config, draft, people.find_person(connection, request.telegram_id))
