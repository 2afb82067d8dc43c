"""What is asked while a consultation is put together in chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from bot.actions.new_desk import NewView
from bot.rules.new_plan import EXTEND, TEMPLATE, Ask, NewPlan
from bot.rules.new_steps import listed_in
from bot.texts import Texts
from bot.views.screen import shorten
from bot.views.times import moment

LABEL = 40
_QUOTED, _MOST_NAMED = 200, 8
_ABOUT, _MOST_TOLD = 120, 20


def question_text(view: NewView, words: Texts, zone: tzinfo) -> str:
    """What is asked."""
    plan = view.plan
    if plan.ask is Ask.SOURCE:
        return _source_text(view, words)
    if plan.ask is Ask.VALUE:
        return _value_text(view, words)
    if plan.ask is Ask.COMMUNITIES:
        return _communities_text(view, words)
    if plan.ask is Ask.FILES:
        return _files_text(plan, words)
    if plan.ask is Ask.LIST:
        return words.html(f"new.list.{plan.source}" if view.older else f"new.list.no_{plan.source}")
    if plan.ask is Ask.CLOSES and plan.source == EXTEND and plan.opens_at is not None:
        return words.html("new.ask.extend", title=plan.content["title"], closes=moment(plan.opens_at, words, zone))
    if plan.ask in (Ask.QUESTION, Ask.OPTIONS) and plan.editing is not None:
        return _reword_text(plan, words)
    if plan.ask is Ask.SECRECY and plan.source == TEMPLATE:
        usual = words.plain("new.secrecy.2" if plan.is_anonymous else "new.secrecy.1")
        return words.html("new.ask.secrecy") + "\n\n" + words.html("new.secrecy.usual", usual=usual)
    name = shorten(view.chosen[0].name, 60) if view.chosen else ""
    return words.html(f"new.ask.{plan.ask.name.lower()}", community=name)


def _source_text(view: NewView, words: Texts) -> str:
    lines = [words.html("new.ask.source")]
    for number, each in enumerate(view.templates[:_MOST_TOLD], 1):
        lines.append(words.html("new.source.template", number=number, about=shorten(each.about, _ABOUT)))
    return "\n\n".join(lines)


def _value_text(view: NewView, words: Texts) -> str:
    value = view.value
    if value is None:
        return words.html("new.ask.source")
    done = len(view.plan.values)
    lines = [words.html("new.value.ask", number=done + 1, of=view.values, text=value.text)]
    if value.example:
        lines.append(words.html("new.value.example", example=value.example))
    if not done:
        lines.append(words.html("new.value.first"))
    return "\n".join(lines)


def _communities_text(view: NewView, words: Texts) -> str:
    lines = [words.html("new.ask.communities")]
    if view.plan.search:
        lines.append(words.html("new.communities.found", search=view.plan.search, count=len(view.offered)))
    lines.append(chosen_line(view, words))
    return "\n\n".join(lines)


def chosen_line(view: NewView, words: Texts) -> str:
    """Which communities are chosen: some names and how many."""
    if not view.chosen:
        return words.html("new.communities.none")
    if len(view.chosen) == view.served and view.served > _MOST_NAMED:
        return words.html("new.communities.all", count=view.served)
    names = words.template("toast.comma").join(shorten(each.name, 30) for each in view.chosen[:_MOST_NAMED])
    key = "new.communities.chosen" if len(view.chosen) <= _MOST_NAMED else "new.communities.chosen_more"
    return words.html(key, names=names, count=len(view.chosen))


def _files_text(plan: NewPlan, words: Texts) -> str:
    lines = [words.html("new.ask.files"), words.html("new.files.about", what=about_words(plan, plan.about, words))]
    if plan.files:
        lines.append(words.html("new.files.so_far", count=len(plan.files)))
    return "\n\n".join(lines)


def about_words(plan: NewPlan, about: tuple[int, int], words: Texts) -> str:
    """What a file belongs to, in words."""
    number, option = about
    if not 1 <= number <= len(plan.questions):
        return words.template("new.files.whole")
    if not option:
        return words.plain("new.files.question", number=number)
    listed = listed_in(plan.questions[number - 1])
    raw = listed[option - 1] if option <= len(listed) else ""
    label = str(raw.get("label", raw.get("name", ""))) if isinstance(raw, Mapping) else str(raw)
    return words.plain("new.files.option", question=number, number=option, label=shorten(label, LABEL))


def _reword_text(plan: NewPlan, words: Texts) -> str:
    question = plan.questions[plan.question - 1]
    if plan.ask is Ask.QUESTION:
        return words.html("new.reword.question", number=plan.question, text=shorten(question.get("text", ""), _QUOTED))
    listed = [each.get("label", "") if isinstance(each, Mapping) else each for each in question.get("options", [])]
    shown = "\n".join(f"{number} {shorten(str(label), LABEL)}" for number, label in enumerate(listed, 1))
    return words.html("new.reword.options", number=plan.question, options=shown)
