"""What of an anonymous question may be published, so that no small group of homes can be worked out from it.

The rule, in full:

1. Published is once, after closing. What was published stands; a later call adds scopes around it and changes nothing.
2. The numbers of respondents are public for every scope. Only homes by option are published beside them: never floor
   areas or owners by option, because sums of known areas tell who is in them; and intervals only of published counts.
3. For the whole, the smallest options are joined until each group has k homes (0 is small as well: it says of everybody
   that they did not choose it). If fewer than two groups remain, only the number of respondents is published.
4. A part is published with the same groups if each has k homes there. If what is left of the scope around it, by
   subtraction, would be too small, the smallest parts are withheld too until it is not. Inside a withheld part nothing
   is published.

``privacy_safety`` says why this is enough. That something is withheld tells that some count is small, not which.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.rules.privacy_groups import ways
from bot.rules.privacy_safety import K_PUBLIC, K_SENSITIVE, Rule
from bot.rules.privacy_tables import Grouping, Publication, Shown, Table, as_shown

__all__ = ["K_PUBLIC", "K_SENSITIVE", "Grouping", "Publication", "Rule", "Shown", "Table", "publishable"]

NOTHING: Publication = MappingProxyType({})


def publishable(root: Table, rule: Rule, published: Publication = NOTHING) -> Publication:
    """Everything that may be shown, by scope: what was published before, and what may be added to it.

    ``root`` must hold all that was published of this question before, with the same counts; if not, or if the root itself
    was published, nothing is added. A scope that is missing from the result shows its number of respondents only. Raises
    ValueError when the counts do not fit the question's shape.
    """
    _check(root, rule)
    if root.scope in published or not _stands(root, published):
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
    new = [part for part in table.parts if part.scope not in shown and rule.allows(part, grouping, shown)]
    new = [part for part in new if part.respondents]
    new.sort(key=lambda part: -part.respondents)
    while new and not rule.allows(table, grouping, _with(shown, new)):
        new.pop()
    for part in new:
        shown[part.scope] = as_shown(part, grouping)
    for part in new:
        _add_parts(part, rule, grouping, shown)


def _with(shown: Mapping[str, Shown], tables: list[Table]) -> frozenset[str]:
    return frozenset(shown) | {table.scope for table in tables}
