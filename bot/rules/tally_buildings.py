"""Homes by building and option, so that nobody's choice can be read off a small building (DOMAIN T2, T6).

For staff, after the end: while people still answer, two counts in a row would show who came in between. Of anonymous
questions there is what sealing kept. Of named ones every count of the whole is public, so that two things are added to
the rule of ``privacy``:

1. Where options are joined, all counts of the whole but the largest of the group are taken off the count of a building
   to bound its largest option. As many homes more are needed, unless the others make up ``k`` homes themselves.
2. Where options of a multiple choice are withheld, homes that chose nothing else would be known to have chosen one of
   them. Buildings are shown only where that cannot be worked out.

A question that is put only after certain answers is left out: how many answer it tells how the earlier one went.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.rules.addresses import natural
from bot.rules.consultation import Consultation, Question, QuestionType, Status
from bot.rules.privacy import Publication, Rule, Table, publishable
from bot.rules.privacy_groups import ways
from bot.rules.privacy_tables import Grouping, grouped, outside
from bot.rules.sealing import BuildingCounts, Sealed, rule_of, tree
from bot.rules.tally import QuestionTally, Tally

COUNTED = (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RATING, QuestionType.PRICE_LADDER)
"""The kinds of questions whose options are homes that chose them, and nothing more."""


@dataclass(frozen=True, slots=True)
class ByBuilding:
    """One question: the whole, then each building in the order of a walk; without groups where it shows nothing.

    ``least`` is the number of homes (k) that every count has to have.
    """

    question: Question
    least: int
    whole: Sealed
    buildings: tuple[Sealed, ...]

    @property
    def shown(self) -> tuple[Sealed, ...]:
        """The buildings with counts."""
        return tuple(each for each in self.buildings if each.grouping)

    @property
    def withheld(self) -> tuple[Sealed, ...]:
        """The buildings of which only the homes that answered are shown."""
        return tuple(each for each in self.buildings if not each.grouping)

    @property
    def rest(self) -> Sealed:
        """The withheld buildings together: what subtraction leaves. In the groups of the shown ones, if there are."""
        grouping = self.shown[0].grouping if self.shown else self.whole.grouping
        counts = list(_joined(self.whole, grouping))
        for each in self.shown:
            counts = [count - inside for count, inside in zip(counts, each.counts, strict=True)]
        return Sealed("", sum(each.respondents for each in self.withheld), grouping, tuple(counts))


def by_building(tally: Tally, found: Mapping[int, Mapping[str, BuildingCounts]]) -> tuple[ByBuilding, ...]:
    """The questions that can be shown by building; none before the end. ``found`` has named answers by question id."""
    if tally.status is not Status.CLOSED:
        return ()
    asked = (each for each in tally.questions if not each.withheld and is_counted(each.question))
    return tuple(_question(tally.consultation, each, found.get(each.question.id, {})) for each in asked)


def is_counted(question: Question) -> bool:
    """Whether a question can be shown by building at all."""
    return question.type in COUNTED and question.condition is None


def _question(asked: Consultation, counted: QuestionTally, found: Mapping[str, BuildingCounts]) -> ByBuilding:
    question = counted.question
    scopes = counted.published if counted.anonymous else named(asked.community_code, question, found)
    buildings = sorted(scopes[1:], key=lambda each: natural(each.building or ""))
    return ByBuilding(question, rule_of(question).k, scopes[0], tuple(buildings))


def named(code: str, question: Question, found: Mapping[str, BuildingCounts]) -> tuple[Sealed, ...]:
    """Everything that was asked, option by option, and then what may be shown of each building."""
    root = tree(code, question, found)
    shown = shown_beside(root, rule_of(question))
    alone = tuple((number,) for number in range(1, len(root.counts) + 1))
    parts = (
        Sealed(part.scope, part.respondents, shown[part.scope].grouping, shown[part.scope].counts)
        if part.scope in shown
        else Sealed(part.scope, part.respondents, (), ())
        for part in root.parts
    )
    return Sealed(root.scope, root.respondents, alone, root.counts), *parts


def shown_beside(root: Table, rule: Rule) -> Publication:
    """The parts that may be shown of a whole of which every single count is known.

    Of the ways to join options, the finest that shows buildings with half of the homes; else what shows most homes.
    """
    best: Publication = {}
    for tighter in _rules(root, rule):
        found = dict(publishable(root, tighter))
        found.pop(root.scope, None)
        if _homes(found) > _homes(best) and (rule.max_choices == 1 or _fills(root, found, rule.max_choices)):
            best = found
        if 2 * _homes(best) >= root.respondents:
            break
    return best


def _homes(shown: Publication) -> int:
    return sum(each.respondents for each in shown.values())


def _rules(root: Table, rule: Rule) -> Iterator[Rule]:
    """Of a single choice, the rule for each way to join options, the finest first."""
    if rule.max_choices > 1:
        yield rule
        return
    for way in ways(root, rule, {}):
        yield replace(rule, k=rule.k + _more(root.counts, way, rule.k), groupings=(way,))


def _more(counts: tuple[int, ...], way: Grouping, k: int) -> int:
    """How many homes of joined options are known to be none of the largest one; 0 where they are ``k`` or more."""
    groups = ([counts[option - 1] for option in group] for group in way)
    others = (sum(group) - max(group) for group in groups)
    return max((few for few in others if few < k), default=0)


def _fills(root: Table, shown: Publication, most: int) -> bool:
    """Whether the withheld options can hold any homes in each building: none have to, and as many as chose them may."""
    grouping = next((each.grouping for each in shown.values()), ())
    known = {option for group in grouping for option in group}
    hidden = sum(count for option, count in enumerate(root.counts, 1) if option not in known)
    left = outside(root, shown)
    scopes = [(each.respondents, sum(each.counts)) for each in shown.values()]
    scopes.append((left.respondents, sum(grouped(left.counts, grouping))))
    return len(known) == len(root.counts) or all(
        homes <= marks <= most * homes - hidden for homes, marks in scopes if homes
    )


def _joined(whole: Sealed, grouping: Grouping) -> Iterable[int]:
    """The counts of a whole in coarser groups."""
    counts = dict(zip(whole.grouping, whole.counts, strict=True))
    for group in grouping:
        yield counts[group] if group in counts else sum(counts[(option,)] for option in group)
