"""Running a meeting in private: its page for helpers, and moving or cancelling it question by question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions.meeting_cards import MeetingFacts
from bot.actions.plan_change import ChangeView
from bot.config import Organizer
from bot.rules.meeting_change import ALL_LATER, ONLY_THIS, ChangePlan, Verb, Wants
from bot.rules.meeting_scope import DOORS_OPEN
from bot.rules.meeting_times import USUAL_CLOCKS, suggested_days
from bot.rules.meetings import Coming, Meeting, Phase
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.meeting_card import invitation
from bot.views.meeting_plan import conflict_lines, day_name, day_rows
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column, shorten
from bot.views.series import later_lines
from bot.views.times import moment

REASONS = 5
# What the buttons of a change do besides answering a question.
CARRY_OUT, KEEP = 20, 22

Rows = tuple[tuple[Button, ...], ...]


def usual_reasons(words: Texts) -> tuple[str, ...]:
    """Why meetings move or fall through."""
    return tuple(words.template(f"meeting.why.{number}") for number in range(1, REASONS + 1))


def run_screen(facts: MeetingFacts, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer) -> Screen:
    """The meeting, who comes, and what can be done about it now."""
    meeting, phase = facts.meeting, facts.meeting.phase(now)
    lines = [*invitation(facts, now, words, zone, organizer), ""]
    homes = {coming.value: facts.answers.homes.get(coming, 0) for coming in Coming}
    lines.append(words.html("meeting.card.counts", invited=facts.answers.invited, **homes))
    if facts.attendance.people:
        lines.append(words.html("meeting.card.came", homes=facts.attendance.homes, people=facts.attendance.people))
    if not facts.groups:
        lines.append(words.html("meeting.helper.unbound", code=meeting.community_code))
    return Screen("\n".join(lines), column(*_doings(meeting, phase, now, words)))


def _doings(meeting: Meeting, phase: Phase, now: datetime, words: Texts) -> list[Button]:
    named = []
    if phase is Phase.UPCOMING:
        named += [("move", verbs.MOVE), ("cancel", verbs.CANCEL), ("slide", verbs.SLIDE)]
    if phase is not Phase.CANCELLED and now >= meeting.starts_at - DOORS_OPEN:
        named.append(("desk", verbs.DESK))
    if phase in (Phase.RUNNING, Phase.OVER):
        named.append(("minutes_more" if meeting.minuted_at else "minutes", verbs.MINUTES))
    named += [("as_resident", verbs.SHOW)]
    buttons = [Button(words.plain(f"meeting.button.{name}"), encode(verb, meeting.id)) for name, verb in named]
    return [*buttons, Button(words.plain("meeting.button.all"), verbs.LIST)]


def change_screen(view: ChangeView, now: datetime, words: Texts, zone: tzinfo) -> Screen:
    """The question that waits."""
    plan, meeting = view.plan, view.meeting
    facts = {"title": meeting.title, "when": moment(meeting.starts_at, words, zone), "place": visible(meeting.place)}
    if plan.wants is Wants.CONFIRM:
        return _confirm(view, words, zone)
    key = f"{plan.verb.value}_reason" if plan.wants is Wants.REASON else plan.wants.name.lower()
    area = "series" if plan.wants is Wants.SERIES else "meeting.change"
    key = f"{plan.verb.value}_which" if plan.wants is Wants.SERIES else key
    facts["count"] = str(plan.following)
    rows = _rows(view, now, words, zone) + column(_button(plan, KEEP, 0, words.plain("meeting.change.keep")))
    return Screen(words.html(f"{area}.{key}", **facts), rows)


def _rows(view: ChangeView, now: datetime, words: Texts, zone: tzinfo) -> Rows:
    plan = view.plan
    if plan.wants is Wants.DAY:
        days = suggested_days(now, zone)
        rows = day_rows([_button(plan, Wants.DAY, day.toordinal(), day_name(day, words)) for day in days])
        return column(_button(plan, Wants.DAY, 0, words.plain("meeting.change.same_time"))) + rows
    if plan.wants is Wants.CLOCK:
        old = view.meeting.starts_at.astimezone(zone)
        clocks = dict.fromkeys([(old.hour, old.minute), *((each.hour, each.minute) for each in USUAL_CLOCKS)])
        return day_rows([_button(plan, Wants.CLOCK, 60 * h + m, f"{h:02}:{m:02}") for h, m in clocks])
    if plan.wants is Wants.PLACE:
        return column(_button(plan, Wants.PLACE, 0, words.plain("meeting.change.same_place")))
    if plan.wants is Wants.REASON:
        reasons = enumerate(usual_reasons(words), start=1)
        return column(*(_button(plan, Wants.REASON, number, reason) for number, reason in reasons))
    if plan.wants is Wants.SERIES:
        named = ((ONLY_THIS, "only_this"), (ALL_LATER, "all_later"))
        return column(*(_button(plan, Wants.SERIES, value, words.plain(f"series.{key}")) for value, key in named))
    return ()


def _confirm(view: ChangeView, words: Texts, zone: tzinfo) -> Screen:
    plan, meeting = view.plan, view.meeting
    facts = {
        "title": meeting.title,
        "old": moment(meeting.starts_at, words, zone),
        "new": moment(plan.starts_at or meeting.starts_at, words, zone),
        "end": f"{(plan.ends_at or meeting.ends_at).astimezone(zone):%H:%M}",
        "place": visible(plan.place or meeting.place),
        "reason": visible(plan.reason or ""),
        "coming": view.coming,
    }
    lines = [words.html(f"meeting.change.{plan.verb.value}_sure", **facts)]
    lines += later_lines(view.later, plan.verb, words, zone)
    lines += conflict_lines(view.conflicts, words, zone)
    buttons = (
        _button(plan, CARRY_OUT, 0, words.plain(f"meeting.change.{plan.verb.value}_yes")),
        _button(plan, KEEP, 0, words.plain("meeting.change.keep")),
    )
    return Screen("\n".join(lines), column(*buttons))


def changed_screen(done: Sequence[Meeting], verb: Verb, words: Texts, zone: tzinfo) -> Screen:
    """It is done, and people are being told; ``done`` are the meeting and the later ones that changed with it."""
    meeting = done[0]
    facts = {"title": meeting.title, "when": moment(meeting.starts_at, words, zone), "place": visible(meeting.place)}
    buttons = (
        Button(words.plain("meeting.button.manage"), encode(verbs.MANAGE, meeting.id)),
        Button(words.plain("meeting.button.all"), verbs.LIST),
    )
    lines = [words.html(f"meeting.change.{verb.value}_done", **facts)]
    if len(done) > 1:
        lines.append(words.html(f"series.{verb.value}_done", count=len(done) - 1))
    return Screen("\n".join(lines), column(*buttons))


def _button(plan: ChangePlan, what: int, value: int, name: str) -> Button:
    return Button(shorten(visible(name), 40), encode(verbs.CHANGE, plan.serial, what, value))
