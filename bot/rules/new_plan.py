"""A consultation while staff put it together in chat: what is known, and what is asked next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import Any

from bot.rules.attachments import MOST_FILES, Attachment
from bot.rules.checker import Fault
from bot.rules.consultation import ResultsPolicy, Secrecy
from bot.rules.definition import Definition, check_definition
from bot.rules.new_content import Content, packed, unpacked
from bot.rules.refusals import Reason, Refusal

# Any instant does to see whether questions are right.
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
OWN, TEMPLATE, COPY, EDIT, EXTEND = "own", "template", "copy", "edit", "extend"


class Ask(IntEnum):
    """The questions in order; buttons carry the numbers. From TEXT on they are asked on request only."""

    SOURCE = 1
    LIST = 2  # which old one to copy, or which one to change
    VALUE = 3
    QUESTION = 4
    KIND = 5
    OPTIONS = 6
    MOST = 7
    TITLE = 8
    COMMUNITIES = 9
    BUILDING = 10
    OPENS = 11
    CLOSES = 12
    SECRECY = 13
    RESULTS = 14
    FILES = 15
    PREVIEW = 16
    TEXT = 17  # which question's words to change
    ABOUT = 18  # what the next files belong to
    REASON = 19  # why the end is moved


_CHANGEABLE = frozenset({Ask.TITLE, Ask.TEXT, Ask.CLOSES, Ask.FILES, Ask.ABOUT, Ask.PREVIEW})
"""What may be changed of a consultation that exists and that nobody has answered."""


def asked(number: int) -> Ask:
    """The question that a button names. Raises Refusal(NEW_GONE)."""
    try:
        return Ask(number)
    except ValueError:
        raise Refusal(Reason.NEW_GONE) from None


def checked(content: Mapping[str, Any], now: datetime, zone: tzinfo) -> Definition | list[Fault]:
    """The content as a definition, whatever its communities and times will be; or everything that is wrong with it."""
    return check_definition({"title": "-", **content, "community": "-", "closes": now + timedelta(days=1)}, now, zone)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What is known so far. ``serial`` tells the buttons of this dialogue from those of an earlier one.

    ``content`` is the definition without communities and times; of a template it is there once all ``values`` are.
    ``number`` is the consultation that is copied or changed, ``question`` whose words are being changed, ``about``
    what the next files belong to, ``album`` the last album that came in. Who chose "now" has ``opens_asked`` and no
    ``opens_at``.
    """

    serial: int
    source: str | None = None
    number: int | None = None
    template: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    content: Content = field(default_factory=dict)
    communities: tuple[int, ...] = ()
    communities_asked: bool = False
    search: str = ""
    page: int = 0
    building: str | None = None
    entrance: str | None = None
    building_asked: bool = False
    opens_at: datetime | None = None
    opens_asked: bool = False
    closes_at: datetime | None = None
    secrecy_asked: bool = False
    results_asked: bool = False
    files: tuple[Attachment, ...] = ()
    files_asked: bool = False
    about: tuple[int, int] = (0, 0)
    album: str | None = None
    question: int = 1
    reason: str | None = None
    editing: Ask | None = None

    @property
    def ask(self) -> Ask:
        """The question that comes next."""
        if self.editing is not None:
            return self.editing
        return next((ask for ask, answered in self._answered().items() if not answered), Ask.PREVIEW)

    def _answered(self) -> dict[Ask, bool]:
        if self.source is None:
            return {Ask.SOURCE: False}
        if self.source == EDIT:
            return {Ask.LIST: bool(self.content)}
        if self.source == EXTEND:
            chosen = {Ask.LIST: bool(self.content), Ask.CLOSES: self.closes_at is not None}
            return chosen | {Ask.REASON: self.reason is not None}
        first = {Ask.LIST if self.source == COPY else Ask.VALUE: bool(self.content)}
        if self.source == OWN:
            first = self._own()
        return first | {
            Ask.COMMUNITIES: self.communities_asked,
            Ask.BUILDING: self.building_asked or len(self.communities) != 1,
            Ask.OPENS: self.opens_asked,
            Ask.CLOSES: self.closes_at is not None,
            Ask.SECRECY: self.secrecy_asked or not self.may_be_anonymous,
            Ask.RESULTS: self.results_asked or self.is_anonymous,
            Ask.FILES: self.files_asked,
        }

    def _own(self) -> dict[Ask, bool]:
        question = self.questions[0] if self.questions else {}
        return {
            Ask.QUESTION: "text" in question,
            Ask.KIND: "type" in question,
            Ask.OPTIONS: "options" in question,
            Ask.MOST: question.get("type") != "multiple" or "max_choices" in question,
            Ask.TITLE: "title" in self.content,
        }

    @property
    def questions(self) -> list[Content]:
        """The questions as data."""
        found: list[Content] = self.content.get("questions", [])
        return found

    @property
    def is_anonymous(self) -> bool:
        """Whether choices are cut loose from homes at the end."""
        return self.content.get("secrecy") == Secrecy.ANONYMOUS.value

    @property
    def may_be_anonymous(self) -> bool:
        """Whether the questions can be counted without knowing homes."""
        anonymous = {"secrecy": Secrecy.ANONYMOUS.value, "results": ResultsPolicy.AFTER_CLOSE.value}
        return isinstance(checked(self.content | anonymous, _SOME_DAY, UTC), Definition)

    def may_ask(self, ask: Ask) -> bool:
        """Whether the question can be asked once more."""
        if self.source == EDIT:
            return ask in _CHANGEABLE
        if self.source == EXTEND:
            return ask in (Ask.CLOSES, Ask.REASON, Ask.PREVIEW)
        later = (Ask.TITLE, Ask.TEXT, Ask.ABOUT, Ask.PREVIEW)
        return ask in later or (ask in self._answered() and ask not in (Ask.SOURCE, Ask.LIST))

    def changed(self, **content: Any) -> NewPlan:
        """The plan with other content."""
        return replace(self, content=self.content | content, editing=None)

    def with_question(self, number: int, **changes: Any) -> NewPlan:
        """The plan with a changed question. Raises Refusal(NEW_GONE) when there is none with this number."""
        if not 1 <= number <= max(1, len(self.questions)):
            raise Refusal(Reason.NEW_GONE)
        questions = [dict(each) for each in self.questions] or [{}]
        questions[number - 1] |= changes
        return self.changed(questions=questions)

    def with_file(self, file: Attachment) -> NewPlan:
        """The plan with one more file, the same one once only. Raises Refusal(FILES_TOO_MANY)."""
        placed = replace(file, question=self.about[0], option=self.about[1])
        if placed in self.files:
            return self
        if len(self.files) >= MOST_FILES:
            raise Refusal(Reason.FILES_TOO_MANY, most=MOST_FILES)
        return replace(self, files=(*self.files, placed))

    def facts(self) -> dict[str, Any]:
        """For storing as JSON."""
        known = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}
        for name in ("opens_at", "closes_at"):
            if name in known:
                known[name] = known[name].isoformat()
        return known | {"content": packed(self.content), "files": [asdict(file) for file in self.files]}


def plan_from(facts: Mapping[str, Any]) -> NewPlan:
    """The plan as it was stored."""
    read: dict[str, Callable[[Any], Any]] = {
        "content": unpacked,
        "communities": tuple,
        "opens_at": datetime.fromisoformat,
        "closes_at": datetime.fromisoformat,
        "files": lambda rows: tuple(Attachment(**row) for row in rows),
        "about": tuple,
        "editing": Ask,
    }
    return NewPlan(**{name: read[name](value) if name in read else value for name, value in facts.items()})
