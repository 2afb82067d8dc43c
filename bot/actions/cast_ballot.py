"""One press on a card becomes ballots; presses that arrive together share one transaction and few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.transact import Request
from bot.rules import balloting
from bot.rules.answers import chosen
from bot.rules.balloting import Choices, Recorded
from bot.rules.consultation import Consultation, Question
from bot.rules.refusals import Reason, Refusal
from bot.storage import ballots, consultations, electorate, inbox, voters
from bot.storage.ballots import Change, Key
from bot.storage.database import Connection, Database
from bot.storage.voters import Voter


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a card: ``option`` is a number from 1, or None to withdraw."""

    request: Request
    question_id: int
    option: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded, and in which language to say so."""

    recorded: Recorded
    language: str | None
    withdrawn: bool


async def cast_ballot(db: Database, press: Press) -> Receipt:
    """Set or withdraw the ballots of the person's households; returns after the commit.

    Raises a Refusal when the press does not count; it says why, and nothing is changed.
    """
    return await db.write_together(cast_ballots, press)


def cast_ballots(connection: Connection, presses: Sequence[Press]) -> list[Receipt | Exception]:
    """All presses in the order given; each sees what the ones before it left."""
    batch = _Batch(connection, presses)
    outcomes = [batch.decide(press) for press in presses]
    ballots.store(connection, batch.changes, presses[-1].request.now)
    settled = [press.request.update_id for press in presses]
    inbox.mark_done_many(connection, settled, presses[-1].request.now)
    return outcomes


class _Batch:
    """The facts for many presses, loaded once, and the ballots as they change press by press."""

    def __init__(self, connection: Connection, presses: Sequence[Press]) -> None:
        self._consultations = consultations.of_questions(connection, sorted({press.question_id for press in presses}))
        self._voters = voters.load(connection, sorted({press.request.telegram_id for press in presses}))
        homes = sorted({m.household.id for voter in self._voters.values() for m in voter.memberships})
        for item in {item.id: item for item in self._consultations.values()}.values():
            _ensure_electorate(connection, item, presses[-1].request.now)
        numbers = sorted({item.id for item in self._consultations.values()})
        self._asked: dict[int, set[int]] = {}
        for number, home in electorate.among(connection, numbers, homes):
            self._asked.setdefault(number, set()).add(home)
        self._done = inbox.done_already(connection, [press.request.update_id for press in presses])
        self._standing: dict[Key, Choices] = ballots.load(connection, sorted(self._consultations), homes)
        self.changes: list[Change] = []

    def decide(self, press: Press) -> Receipt | Exception:
        """The receipt, or the refusal to be worded."""
        voter = self._voters.get(press.request.telegram_id)
        try:
            return self._decide(press, voter)
        except Refusal as refusal:
            if voter is not None and voter.language:
                refusal.facts["language"] = voter.language
            return refusal

    def _decide(self, press: Press, voter: Voter | None) -> Receipt:
        consultation = self._consultations.get(press.question_id)
        if consultation is None or not consultation.on_card:
            raise Refusal(Reason.UNKNOWN_CONSULTATION)
        balloting.must_be_open(consultation, press.request.now)
        asked = self._asked.get(consultation.id, set())
        memberships = balloting.entitled(consultation, voter.memberships if voter else (), asked)
        question = next(item for item in consultation.questions if item.id == press.question_id)
        before = {
            m.household.id: self._standing[question.id, m.household.id]
            for m in memberships
            if (question.id, m.household.id) in self._standing
        }
        if press.option is None:
            recorded = balloting.withdraw(consultation, question, memberships, before)
        else:
            recorded = balloting.cast(consultation, question, press.option, memberships, before)
        if press.request.update_id not in self._done:
            self._keep(press, consultation, question, recorded, voter)
        return Receipt(recorded, voter.language if voter else None, press.option is None)

    def _keep(
        self,
        press: Press,
        consultation: Consultation,
        question: Question,
        recorded: Recorded,
        voter: Voter | None,
    ) -> None:
        for home in sorted(recorded.changed):
            choices = recorded.choices[home]
            if choices:
                self._standing[question.id, home] = choices
            else:
                self._standing.pop((question.id, home), None)
            self.changes.append(
                Change(
                    consultation.id,
                    question.id,
                    question.type,
                    home,
                    chosen(*choices),
                    voter.person_id if voter else None,
                    "chat",
                    press.request.update_id,
                )
            )


def _ensure_electorate(connection: Connection, consultation: Consultation, now: datetime) -> None:
    """A press may come before the tick that opens: the electorate is written down by whoever comes first."""
    if consultation.opens_at <= now < consultation.ends_at and not electorate.is_written(connection, consultation.id):
        electorate.write_down(connection, consultation, now)
