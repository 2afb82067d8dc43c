"""A small community that votes, a clock that runs through the nights, and a program that can die at any step."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from bot.actions import letters
from bot.actions.advance_consultations import advance
from bot.actions.remind_access import by_command
from bot.actions.remind_order import order
from bot.rules.consultation import Consultation, Status
from bot.rules.refusals import Reason, Refusal
from bot.rules.reminding import reminder_span
from bot.storage import consultations, electorate, memberships, outbox, people
from bot.storage.models import ballot, nudge
from bot.storage.outbox import Letter
from tests import builders
from tests.faults.outbox_world import Crash
from tests.faults.vote_oracle import HOURS, LIMIT, Neighbour, VoteOracle, key_of

_STEP = timedelta(minutes=50)


class VoteWorld(VoteOracle):
    """What people, helpers and fate do."""

    community_id: int = 0

    def settle(self) -> None:
        """Four homes; one neighbour has two of them, one has none."""
        village = builders.add_village(self.connection, 3)
        other = builders.add_household(self.connection, village.community_id, "201", building="2")
        self.community_id, self.homes = village.community_id, [*village.homes, other]
        for index, number in enumerate(village.people):
            self.neighbours[1000 + index] = Neighbour(1000 + index, number, {village.homes[index]})
        for telegram_id, homes in ((1010, [village.homes[0], other]), (1011, [])):
            number = builders.add_person(self.connection, telegram_id)
            self.neighbours[telegram_id] = Neighbour(telegram_id, number, set(homes))
            for home in homes:
                builders.add_member(self.connection, number, home)

    def ask(self) -> None:
        """Staff ask something, from now or later on."""
        opens = self.now + timedelta(hours=self.chance.choice([0, 0, 5, 20]))
        closes = opens + timedelta(hours=self.chance.randint(2, 120))
        wanted = builders.definition(opens_at=opens, closes_at=closes)
        number = consultations.create(self.connection, wanted, self.community_id, None, self.now)
        self._load(number)

    def answer(self) -> None:
        """A home answers, or takes its answer back."""
        for vote in self._open():
            home = self.chance.choice(self.homes)
            self._write_down(vote.id)
            question = vote.questions[0].id
            if (vote.id, home) in self.answered:
                mine = ballot.c.question_id == question, ballot.c.household_id == home
                self.connection.execute(delete(ballot).where(*mine))
                self.answered.discard((vote.id, home))
            else:
                row = {"question_id": question, "household_id": home, "consultation_id": vote.id}
                said = {"channel": self.chance.choice(["chat", "paper"]), "cast_at": self.now}
                self.connection.execute(insert(ballot), row | said)
                self.answered.add((vote.id, home))

    def remind(self) -> None:
        """A helper reminds; how many homes that means is judged twice."""
        for vote in self._open():
            self._write_down(vote.id)
            building = self.chance.choice([None, "1", "2"])
            done = self._ordered(vote.id, building)
            if done is Reason.REMIND_TOO_LATE:
                continue
            span = reminder_span(vote, self.now, HOURS, LIMIT)
            homes = self.ready_homes(vote.id, building, span.due_at)
            if isinstance(done, Reason):
                assert not homes, f"{done}, but {homes} could be reminded"
                continue
            assert done == (len(homes), span.due_at)
            number = self.connection.execute(select(func.max(nudge.c.id))).scalar_one()
            self.reminded(vote.id, number, homes, span)

    def _ordered(self, number: int, building: str | None) -> tuple[int, datetime] | Reason:
        try:
            asking = by_command(self.connection, number, building, self.now)
            done = order(self.connection, asking, LIMIT, self.now, None)
        except Refusal as refusal:
            return refusal.reason
        return done.homes, done.starts_at

    def close(self) -> None:
        for vote in self._open()[:1]:
            consultations.close_now(self.connection, vote.id, self.now)
            self._load(vote.id)

    def subscribe(self) -> None:
        who = self._somebody()
        who.subscribed = not who.subscribed
        people.set_subscribed(self.connection, who.telegram_id, who.subscribed)

    def block(self) -> None:
        """Blocks the bot (found out at the next letter), or writes to it again."""
        who = self._somebody()
        who.blocked = not who.blocked
        if not who.blocked:
            people.set_reachable(self.connection, who.telegram_id, True)

    def move_house(self) -> None:
        who, home = self._somebody(), self.chance.choice(self.homes)
        if home in who.homes:
            who.homes.remove(home)
            memberships.remove_membership(self.connection, who.number, home)
        else:
            who.homes.add(home)
            builders.add_member(self.connection, who.number, home)

    def wait(self) -> None:
        """Time passes while the bot is down."""
        self.now += timedelta(minutes=self.chance.choice([1, 60, 600, 3000]))

    def work(self) -> None:
        """Time passes while the bot is up; it dies now and then."""
        end = self.now + timedelta(minutes=self.chance.choice([0, 30, 300, 900]))
        while True:
            self.note_wishes()
            try:
                self._round()
                self.all_were_told()
            except Crash:
                self.now += outbox.LEASE + timedelta(seconds=1)  # what it held is free by then
                if self.chance.random() < 0.5:
                    return  # it stays down, and life goes on
                continue
            if self.now >= end:
                return
            self.now = min(self.now + _STEP, end)

    def live(self, steps: int) -> None:
        """A history of random steps, then a calm end in which everything is sent."""
        self.settle()
        acts = [self.ask, self.answer, self.answer, self.remind, self.remind, self.close, self.subscribe, self.block]
        acts += [self.move_house, self.wait, *[self.work] * 5]
        self.ask()
        for _ in range(steps):
            self.chance.choice(acts)()
            self.note_wishes()
            self.now += timedelta(seconds=1)  # two things never happen at the very same instant
        self.crash_chance = 0.0
        self.work()

    def _round(self) -> None:
        self._advance()
        while True:
            for mailing in outbox.due_mailings(self.connection, self.now, 10):
                self._maybe_crash()
                letters.address(self.connection, mailing, self.now)
            batch = outbox.due(self.connection, self.now, 10)
            for letter in batch:
                self._deliver(letter)
            if not batch:
                return

    def _advance(self) -> None:
        unopened = [number for number in self.votes if not electorate.is_written(self.connection, number)]
        unsettled = [number for number, vote in self.votes.items() if not vote.settled]
        advance(self.connection, self.now)
        for number in unopened:
            if electorate.is_written(self.connection, number):
                self.opened(self.votes[number])
        for number in unsettled:
            self._load(number)
            if self.votes[number].settled:
                self.ended(self.votes[number])

    def _deliver(self, letter: Letter) -> None:
        self._maybe_crash()
        if letters.claim(self.connection, letter, self.now) is None:
            return
        self._maybe_crash()
        who = self.neighbours[letter.chat_id]
        if who.blocked:
            people.set_reachable(self.connection, who.telegram_id, False)
            outbox.retire_chat(self.connection, who.telegram_id)
            return
        self.arrives(letter)
        if self.chance.random() < self.crash_chance:
            self.in_flight_at_a_crash[key_of(letter)] += 1
            raise Crash
        outbox.sent(self.connection, letter.id, 1)

    def _maybe_crash(self) -> None:
        if self.chance.random() < self.crash_chance / 2:
            raise Crash

    def _write_down(self, number: int) -> None:
        """A press or a helper may come before the tick that opens."""
        if not electorate.is_written(self.connection, number):
            electorate.write_down(self.connection, self.votes[number], self.now)
            self.opened(self.votes[number])

    def _open(self) -> list[Consultation]:
        return [vote for vote in self.votes.values() if vote.status(self.now) is Status.OPEN]

    def _load(self, number: int) -> None:
        found = consultations.load(self.connection, number)
        assert found is not None
        self.votes[number] = found

    def _somebody(self) -> Neighbour:
        return self.chance.choice(list(self.neighbours.values()))
