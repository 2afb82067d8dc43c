"""Minutes: asked for piece by piece, shown before they go out, and as the group reads them (DOMAIN T7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from bot.actions.meeting_cards import MeetingFacts
from bot.actions.plan_minutes import MinutesView, Press
from bot.rules.meeting_overview import Opinion
from bot.rules.minutes_plan import DUE_IN, MinutesPlan, Stage
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import meeting_payloads as verbs
from bot.views.card import deep_link, fitting
from bot.views.meeting_plan import day_name
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

OWNERS = 6
SEND, DROP = 20, 22
_TOP = 3
_SHOWN = 10

Lines = list[str]


def usual_owners(words: Texts) -> tuple[str, ...]:
    """Who usually answers opinions."""
    return tuple(words.template(f"minutes.who.{number}") for number in range(1, OWNERS + 1))


def minutes_screen(view: MinutesView, words: Texts, zone: tzinfo) -> Screen:
    """What is asked next, and what has arrived so far."""
    plan, meeting = view.plan, view.facts.meeting
    if plan.stage is Stage.PREVIEW:
        return _preview(view, words, zone)
    newest = [each.text for each in plan.opinions if each.owner is None or each.due is None]
    quoted = shorten(words.template("reminder.topic_joiner").join(map(visible, newest)), 300)
    facts = {"title": meeting.title, "opinions": quoted, "count": len(plan.opinions)}
    lines = [words.html(f"minutes.ask.{plan.stage.name.lower()}", **facts)]
    if plan.stage is Stage.COLLECT:
        lines += _arrived(plan, words)
    if plan.stage is Stage.OPINIONS and plan.opinions:
        lines += [words.html("minutes.so_far", count=len(plan.opinions)), *_opinion_lines(plan, words)]
    return Screen("\n".join(lines), column(*_buttons(plan, words)))


def _arrived(plan: MinutesPlan, words: Texts) -> Lines:
    if not plan.texts and not plan.files:
        return []
    characters = len("\n".join(plan.texts))
    return ["", words.html("minutes.arrived", characters=characters, files=len(plan.files))]


def _opinion_lines(plan: MinutesPlan, words: Texts) -> Lines:
    lines = []
    for number, each in enumerate(plan.opinions[:_SHOWN], start=1):
        due = day_name(date.fromisoformat(each.due), words) if each.due else words.template("minutes.undecided")
        owner = visible(each.owner) if each.owner else words.template("minutes.undecided")
        text = shorten(visible(each.text), 120)
        lines.append(words.html("minutes.opinion", number=number, text=text, owner=shorten(owner, 40), due=due))
    left = len(plan.opinions) - _SHOWN
    return [*lines, words.html("minutes.more", count=left)] if left > 0 else lines


def _buttons(plan: MinutesPlan, words: Texts) -> list[Button]:
    def button(what: int, value: int, key: str, **facts: object) -> Button:
        return Button(shorten(words.plain(f"minutes.button.{key}", **facts), 40), _data(plan, what, value))

    if plan.stage is Stage.OWNER:
        named = enumerate(usual_owners(words), start=1)
        buttons = [Button(name, _data(plan, Press.OWNER, number)) for number, name in named]
        buttons.append(button(Press.OWNER, 0, "undecided"))
    elif plan.stage is Stage.DUE:
        buttons = [button(Press.DUE, days, "in_days", count=days) for days in DUE_IN]
        buttons.append(button(Press.DUE, 0, "undecided"))
    elif plan.stage is Stage.COLLECT:
        buttons = [button(Press.NEXT, 0, "next")]
    else:
        buttons = [button(Press.FINISH, 0, "preview" if plan.opinions else "no_opinions")]
        buttons.append(button(Press.MORE_TEXT, 0, "more_text"))
        buttons += [button(Press.FORGET_OPINIONS, 0, "forget_opinions")] if plan.opinions else []
    return [*buttons, button(DROP, 0, "drop")]


def _data(plan: MinutesPlan, what: int, value: int) -> str:
    return encode(verbs.WRITE, plan.serial, what, value)


def _preview(view: MinutesView, words: Texts, zone: tzinfo) -> Screen:
    plan, facts = view.plan, view.facts
    dues = [date.fromisoformat(each.due) for each in plan.opinions if each.due]
    told = summary(facts, [each.text for each in plan.opinions], dues, "\n".join(plan.texts), words, zone, 1500)
    lines = [words.html("minutes.preview"), "", *told, ""]
    lines += _opinion_lines(plan, words)
    if plan.files:
        lines.append(words.html("minutes.files", count=len(plan.files)))
    lines.append(
        words.html("meeting.plan.groups", count=facts.groups)
        if facts.groups
        else words.html("meeting.helper.unbound", code=facts.meeting.community_code)
    )
    doings = ((SEND, "send"), (Press.MORE_OPINIONS, "more_opinions"), (Press.MORE_TEXT, "more_text"), (DROP, "drop"))
    buttons = [Button(words.plain(f"minutes.button.{key}"), _data(plan, what, 0)) for what, key in doings]
    return Screen("\n".join(lines), column(*buttons))


def summary(
    facts: MeetingFacts, opinions: Sequence[str], dues: Sequence[date], text: str, words: Texts, zone: tzinfo, most: int
) -> Lines:
    """T7's summary: when and what, who came, how many opinions and the first of them, when they are answered."""
    meeting, came = facts.meeting, facts.attendance
    kind = words.template(f"reminder.kind.{meeting.kind.value}")
    when = moment(meeting.starts_at, words, zone)
    lines = [words.html("minutes.head", when=when, title=meeting.title, kind=kind)]
    lines.append(
        words.html(
            "minutes.counted" if came.people and not came.homes else "minutes.came",
            homes=came.homes,
            people=came.people,
        )
    )
    if opinions:
        top = words.template("reminder.topic_joiner").join(shorten(visible(each), 60) for each in opinions[:_TOP])
        lines.append(words.html("minutes.raised", count=len(opinions), top=top))
    if dues:
        lines.append(words.html("minutes.reply_by", day=day_name(max(dues), words)))
    if text:
        lines += ["", words.html("minutes.text", text=shorten(visible(text), most)), ""]
    return [*lines, words.html("minutes.missing")]


def minutes_letter(
    facts: MeetingFacts, opinions: Sequence[Opinion], files: int, words: Texts, zone: tzinfo, username: str
) -> Screen:
    """What the group reads; papers are a press away."""
    meeting = facts.meeting
    texts, dues = [each.text for each in opinions], [each.due_on for each in opinions if each.due_on]
    summed = meeting.summary or ""
    text = fitting(lambda most: "\n".join(summary(facts, texts, dues, summed, words, zone, 30 * most)))
    link = deep_link(username, f"{verbs.FILES_LINK}{meeting.id}")
    button = Button(words.plain("minutes.button.files", count=files), url=link)
    return Screen(text, column(button) if files and username else ())


def minutes_done(facts: MeetingFacts, words: Texts) -> Screen:
    """They are stored, and on their way to the groups."""
    key = "minutes.sent" if facts.groups else "minutes.stored"
    lines = [words.html(key, title=facts.meeting.title, count=facts.groups)]
    if not facts.groups:
        lines.append(words.html("meeting.helper.unbound", code=facts.meeting.community_code))
    return Screen("\n".join(lines), column(Button(words.plain("meeting.button.all"), verbs.LIST)))
