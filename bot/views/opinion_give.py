"""An opinion being given: one question a screen, what has arrived so far, the summary, the number it gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from bot.actions.give_opinion import GiveView
from bot.config import Organizer
from bot.rules.opinion_plan import OpinionPlan, Press, Stage
from bot.rules.opinions import CATEGORIES, Category, LedgerOpinion, units
from bot.texts import LANGUAGES, Texts, texts
from bot.views import opinion_payloads as verbs
from bot.views.meeting_plan import day_name
from bot.views.payloads import encode
from bot.views.people import organizer_name
from bot.views.rooms import building_name
from bot.views.screen import Button, Screen, column, shorten

PLACES = 3
_LABEL = 40
_KINDS = (("photo", "photos"), ("voice", "voices"), ("document", "documents"))

Rows = tuple[tuple[Button, ...], ...]


def usual_places(words: Texts) -> tuple[str, ...]:
    """Where most things are; stored as words that everybody reads."""
    return tuple(words.template(f"opinion.place.{number}") for number in range(1, PLACES + 1))


def category_name(category: Category, words: Texts) -> str:
    """The category in a word."""
    return words.template(f"opinion.category.{category.value}")


@cache
def category_words() -> Mapping[str, Category]:
    """What people may type instead of pressing a category, in any language of the house."""
    return {
        category_name(category, texts(language)).casefold(): category
        for language in LANGUAGES
        for category in CATEGORIES
    }


@cache
def sensitive_words() -> tuple[str, ...]:
    """Words that hint at what is nobody's business, in every language of the house."""
    return tuple(
        word for language in LANGUAGES for word in texts(language).template("opinion.sensitive_words").split("/")
    )


def says_yes(text: str) -> bool:
    """Whether somebody typed that the summary is right."""
    said = text.strip().casefold()
    return any(said in texts(language).template("opinion.yes_words").split("/") for language in LANGUAGES)


def give_screen(view: GiveView, words: Texts) -> Screen:
    """What is asked next."""
    plan = view.plan
    if plan.stage is Stage.REVIEW:
        return _review(view, words)
    category = category_name(plan.category, words) if plan.category else ""
    lines = [words.html("opinion.resumed"), ""] if view.resumed else []
    lines.append(words.html(f"opinion.ask.{plan.stage.name.lower()}", category=category))
    things = _things(plan, words, counted=plan.album is None)
    if things and plan.stage is not Stage.WORDS:
        joined = words.template("opinion.got.joiner").join(things)
        key = "opinion.got.so_far" if plan.stage is Stage.CONTENT else "opinion.got.noted"
        lines += ["", words.html(key, things=joined)]
    return Screen("\n".join(lines), _rows(view, words))


def _things(plan: OpinionPlan, words: Texts, *, counted: bool) -> list[str]:
    """What has arrived; pictures of an album arrive one by one, and are answered once, so they are not counted yet."""
    things = [words.plain("opinion.got.text", count=units(plan.text))] if plan.texts else []
    if not counted:
        return [*things, words.plain("opinion.got.files")]
    counts = Counter(file.kind for file in plan.files)
    return things + [words.plain(f"opinion.got.{key}", count=counts[kind]) for kind, key in _KINDS if counts[kind]]


def _rows(view: GiveView, words: Texts) -> Rows:
    plan = view.plan
    rows = _choices(view, words)
    if plan.stage is Stage.CATEGORY and view.given:
        label = words.plain("opinion.button.mine", count=view.given)
        rows += column(Button(label, encode(verbs.MINE, 0)))
    started = plan.texts or plan.files or view.resumed or plan.stage > Stage.CATEGORY
    return rows + column(_button(plan, words, Press.DROP, "drop")) if started else rows


def _choices(view: GiveView, words: Texts) -> Rows:
    plan = view.plan
    if plan.stage is Stage.HOME:
        homes = ((tenure.home.household, tenure.home.community_name) for tenure in view.homes)
        houses = ((home.id, f"{name} {building_name(home.address.building, words)}") for home, name in homes)
        return column(*(_data_button(plan, Press.HOME, number, name) for number, name in houses))
    if plan.stage is Stage.CATEGORY:
        return _pairs(_categories(plan, words))
    if plan.stage is Stage.PLACE:
        named = enumerate(usual_places(words), start=1)
        places = (_data_button(plan, Press.PLACE, number, name) for number, name in named)
        return (tuple(places), (_button(plan, words, Press.PLACE, "skip_place"),))
    if plan.stage is Stage.WORDS:
        return column(_button(plan, words, Press.NO_WORDS, "no_words"))
    return column(_button(plan, words, Press.DONE, "done")) if plan.texts or plan.files else ()


def _categories(plan: OpinionPlan, words: Texts) -> Iterable[Button]:
    for number, category in enumerate(CATEGORIES, start=1):
        label = words.plain("opinion.button.category", number=number, category=category_name(category, words))
        yield _data_button(plan, Press.CATEGORY, number, label)


def _pairs(buttons: Iterable[Button]) -> Rows:
    each = tuple(buttons)
    return tuple(each[start : start + 2] for start in range(0, len(each), 2))


def _data_button(plan: OpinionPlan, what: Press, value: int, name: str) -> Button:
    return Button(shorten(name, _LABEL), encode(verbs.GIVE, plan.serial, what, value))


def _button(plan: OpinionPlan, words: Texts, what: Press, key: str) -> Button:
    return _data_button(plan, what, 0, words.plain(f"opinion.button.{key}"))


def _review(view: GiveView, words: Texts) -> Screen:
    plan = view.plan
    lines = [words.html("opinion.resumed")] if view.resumed else []
    lines += [words.html("opinion.review.title"), "", _where(view, words)]
    if plan.category is not None:
        lines.append(words.html("opinion.review.category", category=category_name(plan.category, words)))
    if plan.place:
        lines.append(words.html("opinion.review.place", place=plan.place))
    if plan.texts:
        lines.append(words.html("opinion.review.text", text=plan.text))
    lines += _things(replace(plan, texts=()), words, counted=True)
    lines += ["", words.html("opinion.review.who_sees")]
    if view.private:
        lines.append(words.html("opinion.private", words=shorten(" ".join(view.private), 100)))
    keys = [(Press.SUBMIT, "submit"), (Press.MORE, "more"), (Press.NEW_WORDS, "new_words")]
    keys += [(Press.NEW_FILES, "new_files")] if plan.files else []
    pairs = ((Press.OTHER_CATEGORY, "other_category"), (Press.OTHER_PLACE, "other_place"))
    rows = column(*(_button(plan, words, what, key) for what, key in keys))
    rows += (tuple(_button(plan, words, what, key) for what, key in pairs),)
    return Screen("\n".join(lines), rows + column(_button(plan, words, Press.DROP, "drop")))


def _where(view: GiveView, words: Texts) -> str:
    plan = view.plan
    names = {tenure.home.household.community_id: tenure.home.community_name for tenure in view.homes}
    building = building_name(plan.building, words) if plan.building else ""
    return words.html("opinion.review.where", community=names.get(plan.community_id or 0, ""), building=building)


def submitted_screen(opinion: LedgerOpinion, organizer: Organizer, words: Texts) -> Screen:
    """Its number, who answers, and until when."""
    due = day_name(opinion.due_on, words) if opinion.due_on else ""
    text = words.html("opinion.submitted", number=opinion.id, who=organizer_name(organizer, words), due=due)
    see = Button(words.plain("opinion.letter.see"), encode(verbs.MINE, 0))
    return Screen(text, column(see, Button(words.plain("opinion.button.new"), verbs.NEW)))
