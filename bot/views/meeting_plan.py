"""Writing a meeting down in chat: one question a message, and the preview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from bot.actions.meeting_cards import MeetingFacts
from bot.actions.plan_meeting import PlanView
from bot.config import Organizer
from bot.rules.meeting_draft import MeetingDraft
from bot.rules.meeting_overview import Conflict
from bot.rules.meeting_plan import KINDS, LEADS, WEEKS, Ask, Choice, MeetingPlan
from bot.rules.meeting_times import USUAL_CLOCKS, suggested_days
from bot.rules.meetings import Answers, Attendance, Meeting, MeetingState
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.meeting_card import invitation
from bot.views.payloads import encode
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import BUTTON_LIMIT, Button, Screen, column, shorten
from bot.views.times import moment

_LABEL = 40
_MOST_CONFLICTS = 5
_EDITS = (
    Ask.TITLE,
    Ask.DAY,
    Ask.PLACE,
    Ask.TOPICS,
    Ask.BUILDING,
    Ask.KIND,
    Ask.WEEKS,
    Ask.REMINDERS,
    Ask.CONSULTATION,
    Ask.PEOPLE,
)
# What the buttons of the preview do besides asking a question again.
EDIT, PUBLISH, DROP = 20, 21, 22

Rows = tuple[tuple[Button, ...], ...]


def default_title(plan: MeetingPlan, words: Texts) -> str:
    """What a meeting is called that nobody gave a title."""
    kind = words.template(f"reminder.kind.{plan.kind.value}") if plan.kind else ""
    return words.plain("meeting.plan.title", community=shorten(plan.community_name, 60), kind=kind)


def plan_screen(view: PlanView, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer) -> Screen:
    """The question that waits, or the preview."""
    plan = view.plan
    if plan.ask is Ask.PREVIEW:
        return _preview(view, now, words, zone, organizer)
    rows = _rows(view, now, words, zone)
    if plan.editing is not None:
        rows += column(_button(plan, EDIT, Ask.PREVIEW, words.plain("meeting.plan.back")))
    rows += column(_button(plan, DROP, 0, words.plain("meeting.plan.drop")))
    key = "meeting_people.ask" if plan.ask is Ask.PEOPLE else f"meeting.ask.{plan.ask.name.lower()}"
    return Screen(words.html(key, community=plan.community_name), rows)


def _rows(view: PlanView, now: datetime, words: Texts, zone: tzinfo) -> Rows:
    plan = view.plan
    if plan.ask is Ask.DAY:
        return day_rows([_day(plan, day, words) for day in suggested_days(now, zone)])
    if plan.ask is Ask.CLOCK:
        clocks = ((clock.hour * 60 + clock.minute, f"{clock:%H:%M}") for clock in USUAL_CLOCKS)
        return _pairs(_button(plan, Ask.CLOCK, value, name) for value, name in clocks)
    return _listed(plan, _offers(view, words))


def _offers(view: PlanView, words: Texts) -> Iterable[tuple[int, str]]:
    """Values and names of the buttons."""
    ask = view.plan.ask
    if ask is Ask.KIND:
        kinds = enumerate(KINDS, start=1)
        return [(number, f"{number} {words.template(f'reminder.kind.{kind.value}')}") for number, kind in kinds]
    if ask is Ask.TOPICS:
        return [(0, words.plain("meeting.plan.no_topics"))]
    if ask is Ask.PEOPLE:
        return [(0, words.plain("meeting_people.nobody"))]
    if ask is Ask.WEEKS:
        return [
            (weeks, words.plain("meeting.plan.weeks" if weeks > 1 else "meeting.plan.once", count=weeks))
            for weeks in WEEKS
        ]
    if ask is Ask.REMINDERS:
        return [(number, leads_named(leads, words)) for number, leads in enumerate(LEADS, start=1)]
    named = [(choice.value, _named(ask, choice, words)) for choice in view.choices]
    whole = {Ask.BUILDING: view.whole, Ask.ENTRANCE: True, Ask.CONSULTATION: True}.get(ask, False)
    return [(0, words.plain(f"meeting.plan.all_{ask.name.lower()}")), *named] if whole else named


def _named(ask: Ask, choice: Choice, words: Texts) -> str:
    name = {Ask.BUILDING: building_name, Ask.ENTRANCE: entrance_name}.get(ask)
    return name(choice.name, words) if name else choice.name


def _listed(plan: MeetingPlan, offers: Iterable[tuple[int, str]]) -> Rows:
    buttons = [_button(plan, plan.ask, value, name) for value, name in offers][: BUTTON_LIMIT - 2]
    return column(*buttons) if len(buttons) < 9 else _pairs(buttons)


def _pairs(buttons: Iterable[Button]) -> Rows:
    each = tuple(buttons)
    return tuple(each[start : start + 2] for start in range(0, len(each), 2))


def day_rows(buttons: Sequence[Button]) -> Rows:
    """Days stand two on a row."""
    return _pairs(buttons)


def _day(plan: MeetingPlan, day: date, words: Texts) -> Button:
    return _button(plan, Ask.DAY, day.toordinal(), day_name(day, words))


def day_name(day: date, words: Texts) -> str:
    """Date and weekday, e.g. ``12月3日（周四）``."""
    weekday = words.template("time.weekdays").split()[day.weekday()]
    month = words.template("time.months").split()[day.month - 1]
    return words.plain("meeting.plan.day", month=month, day=day.day, weekday=weekday)


def _button(plan: MeetingPlan, what: int, value: int, name: str) -> Button:
    return Button(shorten(visible(name), _LABEL), encode(verbs.PLAN, plan.serial, what, value))


def leads_named(leads: Sequence[timedelta], words: Texts) -> str:
    """The reminders in words."""
    if not leads:
        return words.template("meeting.plan.no_reminders")
    day, hour = timedelta(days=1), timedelta(hours=1)
    parts = [
        words.plain("meeting.plan.days_before", count=lead // day)
        if lead >= 2 * day and not lead % day
        else words.plain("meeting.plan.hours_before", count=lead // hour)
        for lead in leads
    ]
    return words.template("toast.comma").join(parts)


def _preview(view: PlanView, now: datetime, words: Texts, zone: tzinfo, organizer: Organizer) -> Screen:
    plan, first = view.plan, view.drafts[0]
    facts = MeetingFacts(
        _imagined(plan, first), Answers(view.invited, {}), Attendance(0, 0), None, view.groups, view.linked
    )
    lines = [words.html("meeting.plan.preview"), "", *invitation(facts, now, words, zone, organizer), ""]
    lines.append(words.html("meeting.plan.invited", count=view.invited))
    lines.append(
        words.html("meeting.plan.groups", count=view.groups)
        if view.groups
        else words.html("meeting.helper.unbound", code=plan.community)
    )
    lines.append(words.html("meeting.plan.reminders", leads=leads_named(first.reminders, words)))
    if len(view.drafts) > 1:
        lines.append(
            words.html(
                "meeting.plan.series", count=len(view.drafts), last=moment(view.drafts[-1].starts_at, words, zone)
            )
        )
    lines += conflict_lines(view.conflicts, words, zone)
    return Screen("\n".join(lines), _preview_rows(plan, words))


def _preview_rows(plan: MeetingPlan, words: Texts) -> Rows:
    edits = _pairs(_button(plan, EDIT, ask, words.plain(_edit_key(ask))) for ask in _EDITS)
    publish = column(_button(plan, PUBLISH, 0, words.plain("meeting.plan.publish")))
    return publish + edits + column(_button(plan, DROP, 0, words.plain("meeting.plan.drop")))


def _edit_key(ask: Ask) -> str:
    return "meeting_people.edit" if ask is Ask.PEOPLE else f"meeting.edit.{ask.name.lower()}"


def conflict_lines(conflicts: Sequence[Conflict], words: Texts, zone: tzinfo) -> list[str]:
    """Meetings at the same time that need the same room, people or helper."""
    lines = []
    for each in conflicts[:_MOST_CONFLICTS]:
        facts = {"title": shorten(visible(each.meeting.title), 60), "place": shorten(visible(each.meeting.place), 60)}
        when = moment(each.meeting.starts_at, words, zone)
        lines.append(words.html(f"meeting.conflict.{each.kind.value}", when=when, **facts))
    return lines


def _imagined(plan: MeetingPlan, draft: MeetingDraft) -> Meeting:
    """The meeting as it would be."""
    return Meeting(
        id=0,
        community_id=plan.community_id or 0,
        community_code=plan.community,
        community_name=plan.community_name,
        scope=draft.scope,
        kind=draft.kind,
        title=draft.title,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        place=draft.place,
        topics=draft.topics,
        reminders=draft.reminders,
        state=MeetingState.SCHEDULED,
        reason=None,
        sequence=0,
        uid="",
        created_by=None,
        host=draft.host,
        contact=draft.contact,
        phone=draft.phone,
    )


def published_screen(numbers: Sequence[int], facts: MeetingFacts, words: Texts, zone: tzinfo) -> Screen:
    """It stands; and where it shows."""
    meeting = facts.meeting
    when = moment(meeting.starts_at, words, zone)
    lines = [words.html("meeting.plan.published", number=numbers[0], title=meeting.title, when=when)]
    if len(numbers) > 1:
        lines.append(words.html("meeting.plan.published_series", count=len(numbers)))
    lines.append(
        words.html("meeting.plan.groups", count=facts.groups)
        if facts.groups
        else words.html("meeting.helper.unbound", code=meeting.community_code)
    )
    buttons = (
        Button(words.plain("meeting.button.manage"), encode(verbs.MANAGE, meeting.id)),
        Button(words.plain("meeting.button.all"), verbs.LIST),
    )
    return Screen("\n".join(lines), column(*buttons))
