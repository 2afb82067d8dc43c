"""An opinion while a resident gives it: category, place, then words, photos, voice, in as many messages as they like.

Nothing that was sent is lost: what does not answer the question that is asked is kept as part of the opinion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from bot.rules.opinions import CATEGORIES, MOST_FILES, PLACE_LIMIT, TEXT_LIMIT, Category, OpinionFile, units
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible


class Stage(IntEnum):
    """What is asked next."""

    HOME = 1  # only of people with homes in several buildings
    CATEGORY = 2
    PLACE = 3
    CONTENT = 4
    WORDS = 5  # a few, to go with pictures
    REVIEW = 6


class Press(IntEnum):
    """What the buttons do; SUBMIT and DROP end the dialogue."""

    HOME = 1
    CATEGORY = 2
    PLACE = 3
    DONE = 4
    NO_WORDS = 5
    OTHER_CATEGORY = 6
    OTHER_PLACE = 7
    NEW_WORDS = 8
    NEW_FILES = 9
    MORE = 10
    SUBMIT = 20
    DROP = 21


@dataclass(frozen=True, slots=True)
class OpinionPlan:
    """What was said so far. ``place`` is None until asked and empty when left open; ``album`` is the newest picture's.

    ``wordless`` when somebody does not want to write anything to their pictures.
    """

    serial: int
    community_id: int | None = None
    building: str | None = None
    category: Category | None = None
    place: str | None = None
    texts: tuple[str, ...] = ()
    files: tuple[OpinionFile, ...] = ()
    finished: bool = False
    wordless: bool = False
    album: str | None = None

    @property
    def text(self) -> str:
        """All words, a message a line."""
        return "\n".join(self.texts)

    @property
    def stage(self) -> Stage:
        """The question that comes next."""
        if self.community_id is None:
            return Stage.HOME
        if self.category is None:
            return Stage.CATEGORY
        if self.place is None:
            return Stage.PLACE
        if not self.finished:
            return Stage.CONTENT
        speechless = not self.texts and not any(file.kind == "voice" for file in self.files)
        return Stage.WORDS if speechless and not self.wordless else Stage.REVIEW

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        return {
            "serial": self.serial,
            "community_id": self.community_id,
            "building": self.building,
            "category": self.category.value if self.category else None,
            "place": self.place,
            "texts": self.texts,
            "files": [[file.kind, file.file_id, file.name] for file in self.files],
            "finished": self.finished,
            "wordless": self.wordless,
            "album": self.album,
        }


def opinion_plan_from(facts: Mapping[str, Any]) -> OpinionPlan:
    """The plan as it was stored."""
    return OpinionPlan(
        facts["serial"],
        facts["community_id"],
        facts["building"],
        Category(facts["category"]) if facts["category"] else None,
        facts["place"],
        tuple(facts["texts"]),
        tuple(OpinionFile(*file) for file in facts["files"]),
        facts["finished"],
        facts["wordless"],
        facts["album"],
    )


def with_words(plan: OpinionPlan, text: str, names: Mapping[str, Category]) -> OpinionPlan:
    """Typed words: the number or the name of a category, a place in a few words, or part of the opinion itself.

    ``names`` are the categories' names, casefolded. Raises Refusal(OPINION_EMPTY, OPINION_LONG).
    """
    words = visible(text).strip()
    if not words:
        raise Refusal(Reason.OPINION_EMPTY)
    if plan.stage is Stage.CATEGORY:
        named = _category(words, names)
        if named is not None:
            return replace(plan, category=named)
    if plan.stage is Stage.PLACE and "\n" not in words and len(words) <= PLACE_LIMIT:
        return replace(plan, place=words)
    return _with_text(plan, words)


def _category(words: str, names: Mapping[str, Category]) -> Category | None:
    if words.isdecimal() and 1 <= int(words[:3]) <= len(CATEGORIES):
        return CATEGORIES[int(words[:3]) - 1]
    return names.get(words.casefold())


def _with_text(plan: OpinionPlan, words: str) -> OpinionPlan:
    longer = replace(plan, texts=(*plan.texts, words), album=None)
    if units(longer.text) > TEXT_LIMIT:
        raise Refusal(Reason.OPINION_LONG, length=units(longer.text), most=TEXT_LIMIT)
    return longer


def with_opinion_file(plan: OpinionPlan, file: OpinionFile, caption: str | None, album: str | None) -> OpinionPlan:
    """A photo, a voice message or a document, at any stage. Raises Refusal(OPINION_FILES, OPINION_LONG)."""
    if len(plan.files) >= MOST_FILES:
        raise Refusal(Reason.OPINION_FILES, most=MOST_FILES)
    named = replace(file, name=visible(file.name)[:200] if file.name else None)
    words = visible(caption or "").strip()
    longer = _with_text(plan, words) if words else plan
    return replace(longer, files=(*plan.files, named), album=album)


def pressed(plan: OpinionPlan, what: int, value: int, places: Sequence[str]) -> OpinionPlan:
    """The plan after a button; ``places`` are the usual ones, numbered from 1.

    Raises Refusal(OPINION_GONE) for a button that is not there, (OPINION_EMPTY) for the end of an opinion that says
    nothing yet.
    """
    if what == Press.CATEGORY and 1 <= value <= len(CATEGORIES):
        return replace(plan, category=CATEGORIES[value - 1])
    if what == Press.PLACE and value <= len(places):
        return replace(plan, place=places[value - 1] if value else "")
    if what == Press.DONE:
        if not plan.texts and not plan.files:
            raise Refusal(Reason.OPINION_EMPTY)
        return replace(plan, finished=True, album=None)
    steps = {
        Press.NO_WORDS: replace(plan, wordless=True),
        Press.OTHER_CATEGORY: replace(plan, category=None),
        Press.OTHER_PLACE: replace(plan, place=None),
        Press.NEW_WORDS: replace(plan, texts=(), finished=False, wordless=False),
        Press.NEW_FILES: replace(plan, files=(), finished=False, album=None),
        Press.MORE: replace(plan, finished=False),
    }
    if what not in tuple(steps):
        raise Refusal(Reason.OPINION_GONE)
    return steps[Press(what)]


def must_say_something(plan: OpinionPlan) -> Category:
    """What a finished opinion needs. Raises Refusal(OPINION_GONE) for one that is not, (OPINION_EMPTY)."""
    if plan.stage is not Stage.REVIEW or plan.category is None:
        raise Refusal(Reason.OPINION_GONE)
    if not plan.texts and not plan.files:
        raise Refusal(Reason.OPINION_EMPTY)
    return plan.category
