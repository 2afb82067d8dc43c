"""Putting a consultation together in chat: one question a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo

from bot.actions.new_desk import COMMUNITY_PAGE, LIST_PAGE, NewView
from bot.actions.new_plan import PAGE
from bot.actions.new_what import CHANGE_OLD, EXTEND_OLD, FROM_OLD, FROM_SCRATCH
from bot.actions.new_where import ALL, DONE, FIND, NONE, REMOVE
from bot.rules.definition_options import written_out
from bot.rules.new_plan import EXTEND, Ask, NewPlan
from bot.rules.new_steps import LISTED, PER_QUESTION, options_in
from bot.rules.new_times import DAYS, after_days, tomorrow
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views.new_words import LABEL, about_words, question_text
from bot.views.payloads import encode
from bot.views.rooms import building_name
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

NEW = "nw"  # nw:<serial of the dialogue>:<what is chosen>:<value>
SAMPLE = "nz"  # a button that only shows what residents will see
# What buttons of the preview do besides asking a question again.
EDITING, OPEN, DROP, SHOW = 20, 21, 22, 23

_FEW = 9
Rows = tuple[tuple[Button, ...], ...]


def question_screen(view: NewView, now: datetime, words: Texts, zone: tzinfo) -> Screen:
    """The question that waits; for the preview see ``preview_screen``."""
    plan = view.plan
    rows = _ROWS.get(plan.ask, _no_rows)(view, now, words, zone)
    if plan.editing is not None and plan.ask is not Ask.FILES:
        rows += column(button(plan, EDITING, Ask.PREVIEW, words.plain("new.back")))
    rows += column(button(plan, DROP, 0, words.plain("new.drop")))
    return Screen(question_text(view, words, zone), rows)


def button(plan: NewPlan, what: int, value: int, name: str) -> Button:
    """A button of this dialogue."""
    return Button(shorten(visible(name), LABEL), encode(NEW, plan.serial, what, value))


def pairs(buttons: Iterable[Button]) -> Rows:
    """Two on a row."""
    each = tuple(buttons)
    return tuple(each[start : start + 2] for start in range(0, len(each), 2))


def _no_rows(_view: NewView, _now: datetime, _words: Texts, _zone: tzinfo) -> Rows:
    return ()


def _source_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan = view.plan
    forms = [
        button(plan, Ask.SOURCE, number, f"{number} {each.title}") for number, each in enumerate(view.templates, 1)
    ]
    others = {
        FROM_SCRATCH: "new.source.own",
        FROM_OLD: "new.source.copy",
        CHANGE_OLD: "new.source.edit",
        EXTEND_OLD: "new.source.extend",
    }
    return column(*forms[:60], *(button(plan, Ask.SOURCE, value, words.plain(key)) for value, key in others.items()))


def _list_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan = view.plan
    shown = (
        button(
            plan,
            Ask.LIST,
            each.id,
            words.plain("new.list.line", number=each.id, title=shorten(each.title, 24), community=each.community),
        )
        for each in view.older[:LIST_PAGE]
    )
    return column(*shown) + _pages(plan, more=len(view.older) > LIST_PAGE, words=words)


def _pages(plan: NewPlan, *, more: bool, words: Texts) -> Rows:
    turns = []
    if plan.page:
        turns.append(button(plan, PAGE, plan.page - 1, words.plain("new.previous")))
    if more:
        turns.append(button(plan, PAGE, plan.page + 1, words.plain("new.next")))
    return (tuple(turns),) if turns else ()


def _value_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    value = view.value
    if value is None or (value.required and value.default is None):
        return ()
    if value.default is None:
        return column(button(view.plan, Ask.VALUE, 0, words.plain("new.value.skip")))
    return column(button(view.plan, Ask.VALUE, 0, words.plain("new.value.default", value=written_out(value.default))))


def _kind_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    return column(*(button(view.plan, Ask.KIND, n, words.plain(f"new.kind.{n}")) for n in (1, 2)))


def _most_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    options = options_in(view.plan.questions[0])
    every = button(view.plan, Ask.MOST, options, words.plain("new.most.any"))
    fewer = (button(view.plan, Ask.MOST, n, words.plain("new.most.some", count=n)) for n in range(2, min(options, 9)))
    return (*column(every), *pairs(fewer))


def _title_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    if len(view.plan.questions) != 1:
        return ()
    return column(button(view.plan, Ask.TITLE, 0, words.plain("new.title_same")))


def _community_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan, start = view.plan, view.plan.page * COMMUNITY_PAGE
    buttons = [
        button(plan, REMOVE, each.id, f"✅ {each.code} {each.name}")
        if each.id in plan.communities
        else button(plan, Ask.COMMUNITIES, each.id, f"{each.code} {each.name}")
        for each in view.offered[start : start + COMMUNITY_PAGE]
    ]
    rows = column(*buttons) + _pages(plan, more=len(view.offered) > start + COMMUNITY_PAGE, words=words)
    whole = [button(plan, ALL, 0, words.plain("new.communities.take_all", count=len(view.offered)))]
    if plan.communities:
        whole.append(button(plan, NONE, 0, words.plain("new.communities.clear")))
    if plan.search:
        whole.append(button(plan, FIND, 0, words.plain("new.communities.show_all")))
    done = button(plan, DONE, 0, words.plain("new.communities.done", count=len(plan.communities)))
    return rows + pairs(whole) + (column(done) if plan.communities else ())


def _building_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    every = button(view.plan, Ask.BUILDING, 0, words.plain("new.whole"))
    named = [button(view.plan, Ask.BUILDING, each.value, building_name(each.name, words)) for each in view.buildings]
    return column(every) + (column(*named) if len(named) < _FEW else pairs(named[:90]))


def _opens_rows(view: NewView, now: datetime, words: Texts, zone: tzinfo) -> Rows:
    morning = words.plain("new.opens.tomorrow", when=moment(tomorrow(now, zone), words, zone))
    at_once = button(view.plan, Ask.OPENS, 0, words.plain("new.opens.now"))
    return column(at_once, button(view.plan, Ask.OPENS, 1, morning))


def _closes_rows(view: NewView, now: datetime, words: Texts, zone: tzinfo) -> Rows:
    opens = view.plan.opens_at or now
    key = "new.closes.later" if view.plan.source == EXTEND else "new.closes.days"
    ends = ((days, moment(after_days(opens, days, zone), words, zone)) for days in DAYS)
    return column(*(button(view.plan, Ask.CLOSES, days, words.plain(key, days=days, when=when)) for days, when in ends))


def _two(ask: Ask) -> Callable[[NewView, datetime, Texts, tzinfo], Rows]:
    def rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
        name = ask.name.lower()
        return column(*(button(view.plan, ask, n, words.plain(f"new.{name}.{n}")) for n in (1, 2)))

    return rows


def _files_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan = view.plan
    rows = column(
        button(plan, Ask.FILES, 0, words.plain("new.files.done" if plan.files else "new.files.none")),
        button(plan, EDITING, Ask.ABOUT, words.plain("new.files.elsewhere")),
    )
    return rows + (column(button(plan, Ask.FILES, 1, words.plain("new.files.clear"))) if plan.files else ())


def _about_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan, places = view.plan, [(0, 0)]
    for number, question in enumerate(plan.questions, 1):
        places.append((number, 0))
        places += [(number, option) for option in range(1, options_in(question) + 1)]
    few = places if len(places) < 90 else [place for place in places if not place[1]]
    return column(
        *(button(plan, Ask.ABOUT, place[0] * PER_QUESTION + place[1], about_words(plan, place, words)) for place in few)
    )


def _text_rows(view: NewView, _now: datetime, words: Texts, _zone: tzinfo) -> Rows:
    plan, rows = view.plan, []
    for number, question in enumerate(plan.questions, 1):
        row = [button(plan, Ask.TEXT, number * PER_QUESTION, words.plain("new.reword.pick_question", number=number))]
        if question.get("type") in LISTED and options_in(question):
            name = words.plain("new.reword.pick_options", number=number)
            row.append(button(plan, Ask.TEXT, number * PER_QUESTION + 1, name))
        rows.append(tuple(row))
    return tuple(rows)


_ROWS: Mapping[Ask, Callable[[NewView, datetime, Texts, tzinfo], Rows]] = {
    Ask.SOURCE: _source_rows,
    Ask.LIST: _list_rows,
    Ask.VALUE: _value_rows,
    Ask.KIND: _kind_rows,
    Ask.MOST: _most_rows,
    Ask.TITLE: _title_rows,
    Ask.COMMUNITIES: _community_rows,
    Ask.BUILDING: _building_rows,
    Ask.OPENS: _opens_rows,
    Ask.CLOSES: _closes_rows,
    Ask.SECRECY: _two(Ask.SECRECY),
    Ask.RESULTS: _two(Ask.RESULTS),
    Ask.FILES: _files_rows,
    Ask.ABOUT: _about_rows,
    Ask.TEXT: _text_rows,
}
