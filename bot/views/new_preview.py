"""The last look before a consultation is opened: what residents will see, and what staff should know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.actions.new_desk import NewView
from bot.actions.new_open import Opened
from bot.rules.consultation import Consultation, Secrecy
from bot.rules.new_plan import COPY, EDIT, EXTEND, OWN, TEMPLATE, Ask, NewPlan
from bot.texts import Texts
from bot.views.card import card
from bot.views.new_plan import DROP, EDITING, OPEN, SAMPLE, SHOW, Rows, button, pairs
from bot.views.new_words import chosen_line
from bot.views.rooms import building_name
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

_EDITS = {
    OWN: (
        Ask.TITLE,
        Ask.TEXT,
        Ask.COMMUNITIES,
        Ask.BUILDING,
        Ask.OPENS,
        Ask.CLOSES,
        Ask.SECRECY,
        Ask.RESULTS,
        Ask.FILES,
    ),
    EDIT: (Ask.TITLE, Ask.TEXT, Ask.CLOSES, Ask.FILES),
    EXTEND: (Ask.CLOSES, Ask.REASON),
}
_EDITS[COPY] = _EDITS[OWN]
_EDITS[TEMPLATE] = (Ask.VALUE, *_EDITS[OWN])
_MOST_SHOWN = 12


def sample_card(view: NewView, words: Texts, zone: tzinfo, username: str) -> Screen | None:
    """The very card that the group will see; its buttons only say that this is a preview."""
    return None if view.preview is None else sample(card(view.preview, words, zone, username))


def sample(screen: Screen) -> Screen:
    """The same screen with buttons that do nothing but say so."""
    return Screen(screen.text, tuple(tuple(Button(each.text, SAMPLE) for each in row) for row in screen.buttons))


def preview_screen(view: NewView, now: datetime, words: Texts, zone: tzinfo) -> Screen:
    """Whom it reaches, when, how secret; and the buttons to begin, to change anything, or to give it up."""
    plan = view.plan
    if plan.source == EXTEND:
        return Screen(_extension(plan, words, zone), _rows(view, words))
    preview = view.preview
    lines = [words.html(f"new.preview.{'edit' if plan.source == EDIT else 'head'}"), ""]
    lines += _place(view, words)
    opens = moment(plan.opens_at, words, zone) if plan.opens_at else words.plain("new.preview.at_once")
    closes = moment(plan.closes_at or now, words, zone)
    lines.append(words.html("new.preview.times", opens=opens, closes=closes))
    if preview is not None:
        lines += _facts(preview.consultation, plan, words)
    return Screen("\n".join(lines), _rows(view, words))


def _place(view: NewView, words: Texts) -> list[str]:
    lines = [chosen_line(view, words)]
    if view.plan.building is not None:
        lines.append(words.html("new.preview.part", part=building_name(view.plan.building, words)))
    if view.reach is None:
        return lines
    lines.append(words.html("new.preview.homes", count=view.reach.homes))
    if view.reach.groups:
        lines.append(words.html("new.preview.groups", count=view.reach.groups))
    else:
        lines.append(words.html("new.preview.unbound", code=view.chosen[0].code if view.chosen else ""))
    return lines


def _facts(preview: Consultation, plan: NewPlan, words: Texts) -> list[str]:
    lines = [words.html(f"new.preview.{preview.secrecy.value}")]
    if preview.secrecy is Secrecy.NAMED:
        lines.append(words.html(f"new.preview.{preview.results.value}"))
    if len(preview.questions) > 1:
        lines.append(words.html("new.preview.questions", count=len(preview.questions)))
    if plan.files:
        lines.append(words.html("new.preview.files", count=len(plan.files)))
    return lines


def _extension(plan: NewPlan, words: Texts, zone: tzinfo) -> str:
    closes = moment(plan.closes_at, words, zone) if plan.closes_at else ""
    was = moment(plan.opens_at, words, zone) if plan.opens_at else ""
    facts = {"title": plan.content["title"], "was": was, "closes": closes, "reason": plan.reason or ""}
    return words.html("new.preview.extend", **facts)


def _rows(view: NewView, words: Texts) -> Rows:
    plan = view.plan
    begin = {EDIT: "new.go.edit", EXTEND: "new.go.extend"}.get(plan.source or "", "new.go.open")
    rows = column(button(plan, OPEN, 0, words.plain(begin)))
    rows += pairs(button(plan, EDITING, ask, words.plain(f"new.edit.{ask.name.lower()}")) for ask in _edits(view))
    if view.preview is not None and not view.preview.consultation.on_card:
        shown = view.preview.consultation.questions[:_MOST_SHOWN]
        looks = (button(plan, SHOW, each.number, words.plain("new.look", number=each.number)) for each in shown)
        rows += pairs(looks)
    return rows + column(button(plan, DROP, 0, words.plain("new.drop")))


def _edits(view: NewView) -> Sequence[Ask]:
    plan = view.plan
    absent = set()
    if len(plan.communities) != 1:
        absent.add(Ask.BUILDING)
    if not plan.may_be_anonymous:
        absent.add(Ask.SECRECY)
    if plan.is_anonymous:
        absent.add(Ask.RESULTS)
    return [ask for ask in _EDITS.get(plan.source or "", ()) if ask not in absent]


def opened_screen(made: Opened, words: Texts, zone: tzinfo) -> Screen:
    """It is done; and where it shows."""
    first, count = made.first, len(made.numbers)
    facts = {"number": first.id, "title": shorten(first.title, 100), "count": count, "last": made.numbers[-1]}
    if made.source == EXTEND:
        return Screen(words.html("new.done.extend", closes=moment(first.closes_at, words, zone), **facts))
    if made.source == EDIT:
        return Screen(words.html("new.done.edit", **facts))
    lines = [words.html("new.done.several" if count > 1 else "new.done.one", **facts)]
    opens, closes = moment(first.opens_at, words, zone), moment(first.closes_at, words, zone)
    lines.append(words.html("staff.created_times", opens=opens, closes=closes))
    if made.reach.groups:
        lines.append(words.html("staff.created_groups", count=made.reach.groups))
    else:
        lines.append(words.html("staff.created_unbound", code=first.community_code))
    return Screen("\n".join(lines))
