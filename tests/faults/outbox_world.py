"""A small community, a clock, and a post office that can die between any two steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.actions import letters
from bot.rules.consultation import Scope
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_series import shifted
from bot.rules.meeting_times import weekly
from bot.rules.meetings import Coming, Meeting, MeetingKind
from bot.rules.reminders import reminder_spans
from bot.storage import (
    attendances,
    groups,
    meeting_changes,
    meetings,
    memberships,
    outbox,
    people,
    reminders,
    rsvps,
    together,
)
from bot.storage.outbox import Letter
from tests import builders
from tests.faults.outbox_oracle import NEVER_QUIET, Oracle, Resident, key_of, truth

GROUP = -100
_LEADS = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3), timedelta(hours=24), timedelta(days=2)]


class Crash(Exception):
    """kill -9."""


class World(Oracle):
    """What people, staff and fate do."""

    def settle(self) -> None:
        """Three homes that are invited, one in another building; a group; nobody is disturbed by quiet hours."""
        village = builders.add_village(self.connection, 3)
        other = builders.add_household(self.connection, village.community_id, "201", building="2")
        self.community_id, self.homes = village.community_id, [*village.homes, other]
        for index, number in enumerate(village.people):
            self.residents[1000 + index] = Resident(1000 + index, number, {village.homes[index]})
        for telegram_id, homes in ((1010, [village.homes[0], other]), (1011, [other]), (1012, [])):
            number = builders.add_person(self.connection, telegram_id)
            self.residents[telegram_id] = Resident(telegram_id, number, set(homes))
            for home in homes:
                builders.add_member(self.connection, number, home)
        groups.bind(self.connection, GROUP, None, village.community_id, 1, self.now)
        reminders.store_quiet_hours(self.connection, NEVER_QUIET)

    def create(self) -> None:
        starts = self.now + timedelta(minutes=self.chance.randint(1, 4 * 24 * 60))
        leads = sorted(self.chance.sample(_LEADS, self.chance.randint(0, 3)), reverse=True)
        draft = MeetingDraft(
            community="JX01",
            kind=MeetingKind.EXCHANGE,
            title="楼院改造交流会",
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            place="一楼",
            scope=Scope(self.chance.choice(["1", None])),
            reminders=tuple(leads),
        )
        first = None
        for one in weekly(draft, self.chance.choice([1, 1, 3]), UTC):
            number = meetings.create(self.connection, one, self.community_id, None, self.now, first)
            first = first or number
            meeting_changes.set_series(self.connection, number, first)
            self._planned(self._load(number))

    def move_series(self) -> None:
        """One of a series and all that follow, as much later as it."""
        for old in self._some_upcoming():
            starts = max(self.now, old.starts_at + timedelta(minutes=self.chance.choice([-60, 0, 0, 30, 1440])))
            ends = starts + timedelta(minutes=self.chance.choice([60, 90]))
            moved = []
            for one in (old, *meetings.later_in_series(self.connection, old, self.now)):
                when = shifted(old, starts, ends, one, UTC)
                moved.append(
                    meeting_changes.move(
                        self.connection, one, when.starts_at, when.ends_at, one.place, "停电", None, self.now
                    )
                )
            self._changed_together(moved)

    def cancel_series(self) -> None:
        for old in self._some_upcoming():
            gone = (old, *meetings.later_in_series(self.connection, old, self.now))
            self._changed_together(
                [meeting_changes.cancel(self.connection, one, "下雨", None, self.now) for one in gone]
            )

    def _some_upcoming(self) -> list[Meeting]:
        found = self.upcoming()
        return [self.chance.choice(found)] if found else []

    def _changed_together(self, changed: list[Meeting]) -> None:
        meeting_changes.bind_together(self.connection, changed)
        for one in changed:
            self._planned(one)

    def come(self) -> None:
        """Somebody checks in, perhaps again."""
        for meeting in self.meetings.values():
            who, home = self._somebody(), self.chance.choice(self.homes)
            new = attendances.check_in(self.connection, meeting.id, who.number, home, self.now)
            self.came[meeting.id] += new
            assert attendances.count(self.connection, meeting.id).people == self.came[meeting.id]

    def take_off(self) -> None:
        """A helper takes a mistake off the list; a second press finds nothing."""
        for meeting in self.meetings.values():
            written = attendances.lines(self.connection, meeting.id)
            assert len(written) == self.came[meeting.id]
            if written:
                line = self.chance.choice(written)
                assert attendances.remove(self.connection, meeting.id, line.id)
                assert not attendances.remove(self.connection, meeting.id, line.id)
                self.came[meeting.id] -= 1

    def move(self) -> None:
        for old in self.upcoming():
            starts = self.chance.choice(
                [
                    old.starts_at,
                    *[
                        known[0]
                        for (_, number), known in self.known.items()
                        if number == old.id and known[0] > self.now
                    ],
                    self.now + timedelta(minutes=self.chance.randint(1, 3 * 24 * 60)),
                ]
            )
            place = self.chance.choice(["一楼", "二楼"])
            ends = starts + timedelta(minutes=self.chance.choice([60, 60, 90]))
            new = meeting_changes.move(self.connection, old, starts, ends, place, "停电", None, self.now)
            self._planned(new)

    def cancel(self) -> None:
        for old in self.upcoming():
            self._planned(meeting_changes.cancel(self.connection, old, "下雨", None, self.now))

    def answer(self) -> None:
        for meeting in self.upcoming():
            home = self.chance.choice(self.invited_homes(meeting))
            coming = self.chance.choice(list(Coming))
            rsvps.store(self.connection, meeting.id, [home], coming, self.now)
            self.answers[meeting.id, home] = coming

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
        who = self._somebody()
        home = self.chance.choice(self.homes)
        if home in who.homes:
            who.homes.remove(home)
            memberships.remove_membership(self.connection, who.number, home)
        else:
            who.homes.add(home)
            builders.add_member(self.connection, who.number, home)

    def forget_group(self) -> None:
        groups.set_present(self.connection, GROUP, self.chance.random() < 0.7)

    def wait(self) -> None:
        """Time passes while the bot is down."""
        self.now += timedelta(minutes=self.chance.choice([1, 10, 60, 600, 3000]))

    def work(self) -> None:
        """Time passes while the bot is up; it dies now and then."""
        self._run_until(self.now + timedelta(minutes=self.chance.choice([0, 1, 30, 300, 1500])))

    def wrong_clock(self) -> None:
        """The clock runs ahead for a while, with the bot up, and is set back."""
        ahead = timedelta(hours=self.chance.choice([1, 5, 30]))
        self.now += ahead
        self.note_willing()
        before, self.crash_chance = self.crash_chance, 0.0
        self._send_what_is_due()
        self.crash_chance = before
        self.now -= ahead
        outbox.clock_set_back(self.connection, self.now)
        for batch in self.messages:  # what was too late by the wrong clock is told after all, by itself
            self.messages_lost_sight_of[batch] += 1

    def live(self, steps: int) -> None:
        """A history of random steps, then a calm end in which everything is sent."""
        self.settle()
        acts = [self.create, self.move, self.cancel, self.subscribe, self.block, self.move_house, self.forget_group]
        acts += [self.create, self.answer, self.answer, self.wait, self.wrong_clock, *[self.work] * 6]
        acts += [self.move_series, self.cancel_series, self.come, self.take_off]
        for _ in range(steps):
            self.chance.choice(acts)()
            self.note_willing()
            self.now += timedelta(seconds=1)  # two things never happen at the very same instant
        self.crash_chance = 0.0
        self._run_until(self.now + timedelta(days=5))

    def _run_until(self, end: datetime) -> None:
        """The bot's rounds at every instant at which something is due, and at ``end``."""
        while True:
            self.note_willing()
            try:
                self._send_what_is_due()
            except Crash:
                self.now += outbox.LEASE + timedelta(seconds=1)  # started again; what it held is free by now
                continue
            self.all_were_told()
            following = [span.due_at for meeting in self.upcoming() for span in reminder_spans(meeting, NEVER_QUIET)]
            self.now = min((instant for instant in following if self.now < instant <= end), default=max(self.now, end))
            if self.now >= end:
                self._send_calmly()
                return

    def _send_calmly(self) -> None:
        before, self.crash_chance = self.crash_chance, 0.0
        self.note_willing()
        self._send_what_is_due()
        self.all_were_told()
        self.crash_chance = before

    def _send_what_is_due(self) -> None:
        while True:
            for mailing in outbox.due_mailings(self.connection, self.now, 32):
                self._maybe_crash()
                letters.address(self.connection, mailing, self.now)
            batch = outbox.due(self.connection, self.now, 10)
            for letter in batch:
                self._deliver(letter)
            if not batch:
                return

    def _deliver(self, letter: Letter) -> None:
        self._maybe_crash()
        ticket = letters.claim(self.connection, letter, self.now)
        if ticket is None:
            return
        self._maybe_crash()
        who = self.residents.get(letter.chat_id)
        if who is not None and who.blocked:
            people.set_reachable(self.connection, who.telegram_id, False)
            outbox.retire_chat(self.connection, who.telegram_id)
            return
        if not self.arrives(letter):
            outbox.drop(self.connection, letter.id, outbox.Why.OLD_NEWS)
            return
        if self.chance.random() < self.crash_chance:
            for one in (letter, *together.along(self.connection, letter)):
                self.in_flight_at_a_crash[key_of(one)] += 1
            self.messages_lost_sight_of[self.batch_of(letter)] += letter.kind in reminders.NEWS
            raise Crash
        letters.note_sent(self.connection, letter, 1)

    def _maybe_crash(self) -> None:
        if self.chance.random() < self.crash_chance / 2:
            raise Crash

    def _planned(self, meeting: Meeting) -> None:
        reminders.plan(self.connection, meeting, self.now)
        if self.chance.random() < 0.3:
            reminders.plan(self.connection, meeting, self.now)  # twice does no harm
        first = meeting.id not in self.meetings
        self.meetings[meeting.id], self.planned_at[meeting.id] = meeting, self.now
        if first:
            for who in [GROUP, *self.residents]:
                self.known[who, meeting.id] = truth(meeting)

    def _load(self, number: int) -> Meeting:
        found = meetings.load(self.connection, number)
        assert found is not None
        return found

    def _somebody(self) -> Resident:
        return self.chance.choice(list(self.residents.values()))
