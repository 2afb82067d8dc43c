"""Which communities are asked, and which part: chosen by buttons, or found by typed codes and names."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot.actions.new_desk import served
from bot.rules.new_plan import NewPlan
from bot.rules.permissions import Actor
from bot.rules.refusals import Reason, Refusal
from bot.storage import households, meeting_parts, new_choices
from bot.storage.database import Connection

# What buttons do besides answering a question.
REMOVE, ALL, NONE, DONE, FIND = 31, 32, 33, 34, 35


def choose(connection: Connection, actor: Actor, plan: NewPlan, what: int, value: int) -> NewPlan:
    """Communities come and go; a button for one that is not served is refused."""
    known = {each.id for each in new_choices.communities(connection, served(actor))}
    if what == DONE:
        if not plan.communities:
            raise Refusal(Reason.NEW_NO_COMMUNITY)
        return replace(plan, communities_asked=True, search="", page=0, editing=None)
    if what == ALL:
        found = new_choices.communities(connection, served(actor), plan.search)
        return _with_communities(plan, (*plan.communities, *(each.id for each in found)))
    if what == NONE:
        return _with_communities(plan, ())
    if what == FIND:
        return replace(plan, search="", page=0)
    if value not in known:
        raise Refusal(Reason.NEW_GONE)
    kept_ones = tuple(each for each in plan.communities if each != value)
    return _with_communities(plan, kept_ones if what == REMOVE else (*kept_ones, value))


def _with_communities(plan: NewPlan, communities: tuple[int, ...]) -> NewPlan:
    return replace(plan, communities=tuple(dict.fromkeys(communities)), building=None, building_asked=False)


def searched(connection: Connection, actor: Actor, plan: NewPlan, text: str) -> NewPlan:
    """Part of a code or name; several whole codes at once are taken. Raises Refusal(UNKNOWN_COMMUNITY)."""
    every = new_choices.communities(connection, served(actor))
    text = unicodedata.normalize("NFKC", text)
    words = text.replace(",", " ").split()
    named = {name.casefold(): each.id for each in every for name in (each.code, each.name)}
    exact = [named[word.casefold()] for word in words if word.casefold() in named]
    if words and len(exact) == len(words):
        return replace(_with_communities(plan, (*plan.communities, *exact)), search="", page=0)
    search = text.strip()[:40]
    if not new_choices.communities(connection, served(actor), search):
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=search)
    return replace(plan, search=search, page=0)


def in_building(connection: Connection, plan: NewPlan, household_id: int) -> NewPlan:
    """The building that a home stands in; 0 is the whole community. Raises Refusal(NEW_GONE)."""
    done = replace(plan, building_asked=True, editing=None)
    if household_id == 0:
        return replace(done, building=None)
    home = households.find_home(connection, household_id)
    if home is None or [home.household.community_id] != list(plan.communities):
        raise Refusal(Reason.NEW_GONE)
    return replace(done, building=home.household.address.building)


def named_building(connection: Connection, actor: Actor, plan: NewPlan, text: str) -> NewPlan:
    """The building by its name. Raises Refusal(UNKNOWN_BUILDING)."""
    found = meeting_parts.buildings(connection, plan.communities[0], served(actor))
    wanted = next((each.value for each in found if each.name == text.strip()), None)
    if wanted is None:
        raise Refusal(Reason.UNKNOWN_BUILDING, building=text.strip()[:40])
    return in_building(connection, plan, wanted)
