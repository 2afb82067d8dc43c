"""What of an anonymous question may be published, so that no small group of homes can be worked out from it.

The rule, in full:

1. Published is once, after closing. What was published stands; a later call adds scopes around it and changes nothing.
2. The numbers of respondents are public for every scope. Only homes by option are published beside them: never floor
   areas or owners by option, because sums of known areas tell who is in them; and intervals only of published counts.
3. For the whole, each option needs k homes. 0 is small as well: it says of everybody that they did not choose it. Small
   options are joined with the last one on the form, or the last two and so on, until together they have k homes; of a
   multiple choice they are withheld instead. If fewer than two groups remain, only the respondents are published.
4. Parts are published with the same groups. If one is too small for that, it is withheld, and with it the smallest part
   that has homes enough, or the two smallest and so on, until what is left of the scope around the published parts, by
   subtraction, is large enough too. Inside a withheld part nothing is published.

``privacy_safety`` says why this is enough. Which options and parts go with the small ones follows from the form and the
numbers of respondents, not from the answers, so that knowing this rule does not help either: for small compounds the
tests go through all answers there can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.rules.privacy_groups import ways
from bot.rules.privacy_safety import K_PUBLIC, K_SENSITIVE, Rule
from bot.rules.privacy_tables import Grouping, Publication, Shown, Table, as_shown

__all__ = ["K_PUBLIC", "K_SENSITIVE", "Grouping", "Publication", "Rule", "Shown", "Table", "publishable"]

NOTHING: Publication = MappingProxyType({})


def publishable(root: Table, rule: Rule, published: Publication = NOTHING) -> Publication:
    """Everything that may be shown, by scope: what was published before, and what may be added to it.

    ``root`` must hold all that was published of this question before, with the same counts; if not, or if the root was
    published, nothing is added. A scope that is missing from the result shows its number of respondents only. Raises
    ValueError when the counts do not fit the question's shape.
    """
    _check(root, rule)
    if not root.respondents or root.scope in published or not _stands(root, published):
        return published
    grouping = next((way for way in ways(root, rule, published) if rule.allows(root, way, published)), None)
    if not grouping:
        return published
    shown = {**published, root.scope: as_shown(root, grouping)}
    _add_parts(root, rule, grouping, shown)
    return shown


def _check(root: Table, rule: Rule) -> None:
    tables = list(root.walk())
    if len({table.scope for table in tables}) < len(tables):
        raise ValueError("two scopes have the same name")
    for table in tables:
        chosen = sum(table.counts)
        wrong = chosen != table.respondents if rule.max_choices == 1 else chosen > rule.max_choices * table.respondents
        if wrong or len(table.counts) != len(root.counts):
            raise ValueError(f"{table.scope}: {table.counts} does not fit {table.respondents} respondents")
    options = list(range(1, len(root.counts) + 1))
    if any(sorted(option for group in way for option in group) != options for way in rule.groupings):
        raise ValueError("a grouping does not hold every option once")


def _stands(root: Table, published: Publication) -> bool:
    """Whether everything published lies in this tree and still counts the same."""
    tables = {table.scope: table for table in root.walk()}
    return all(
        scope in tables and as_shown(tables[scope], shown.grouping) == shown for scope, shown in published.items()
    )


def _add_parts(table: Table, rule: Rule, grouping: Grouping, shown: dict[str, Shown]) -> None:
    """Publish as many parts of a published scope as may be, and their parts in turn."""
    new = next(
        each for each in _choices(table, rule, grouping, shown) if rule.allows(table, grouping, _with(shown, each))
    )
    for part in new:
        shown[part.scope] = as_shown(part, grouping)
    for part in new:
        _add_parts(part, rule, grouping, shown)


def _choices(table: Table, rule: Rule, grouping: Grouping, shown: Publication) -> Iterator[list[Table]]:
    """The parts to publish: all if none is small; else all but the small ones and one, two, … in the order of size."""
    answering = [part for part in table.parts if part.scope not in shown and part.respondents]
    safe = [part for part in answering if rule.allows(part, grouping, shown)]
    if len(safe) == len(answering):
        yield safe
    able = sorted((part for part in answering if part.respondents >= 2 * rule.k), key=lambda part: -part.respondents)
    for kept in reversed(range(len(able))):
        yield [part for part in able[:kept] if part in safe]
    yield []


def _with(shown: Mapping[str, Shown], tables: list[Table]) -> frozenset[str]:
    return frozenset(shown) | {table.scope for table in tables}
