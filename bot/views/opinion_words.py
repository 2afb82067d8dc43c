"""How opinions are named in one line and in full, for givers and helpers alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from bot.rules.opinions import LedgerOpinion, OpinionState, units
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views.meeting_plan import day_name
from bot.views.opinion_give import category_name
from bot.views.rooms import building_name
from bot.views.screen import TEXT_LIMIT, seen, shorten
from bot.views.times import moment

_LENGTHS = (3000, 1500, 1000, 600, 300)
# Telegram counts UTF-16 units; what is counted here are characters, so emoji need some room.
_LINE = 60


def excerpt(opinion: LedgerOpinion, words: Texts, most: int = _LINE) -> str:
    """What it says, in one line; a voice message that nobody has written down yet says that it is one."""
    said = " ".join(visible(opinion.words).split())
    if said:
        return shorten(said, most)
    return words.template("opinion.voice_only" if opinion.voices else "opinion.photo_only")


def where(opinion: LedgerOpinion, words: Texts) -> str:
    """Community, building, and the place in the giver's words."""
    building = building_name(opinion.building, words) if opinion.building else ""
    place = shorten(visible(opinion.place), 40) if opinion.place else ""
    return " ".join(part for part in (opinion.community_name, building, place) if part)


def line_facts(opinion: LedgerOpinion, words: Texts) -> dict[str, object]:
    """What every line about an opinion is filled in with."""
    return {
        "number": opinion.id,
        "category": category_name(opinion.category, words),
        "where": where(opinion, words),
        "text": excerpt(opinion, words),
    }


def due_name(due: date | None, words: Texts) -> str:
    """The day by which it is to be answered."""
    return day_name(due, words) if due else ""


def reply_line(opinion: LedgerOpinion, key: str, words: Texts, zone: tzinfo, most: int) -> str:
    """The answer or the reason, and since when it stands; ``key`` is where the two sentences are."""
    if opinion.state is OpinionState.OPEN or opinion.answered_at is None:
        return ""
    answer = shorten(visible(opinion.answer or ""), most)
    return words.html(f"{key}.{opinion.state.value}", when=moment(opinion.answered_at, words, zone), answer=answer)


def fitting_text(draw: Callable[[int], list[str]]) -> str:
    """What ``draw`` writes with the longest texts that fit into one message; it gets the most characters of a text."""
    for most in _LENGTHS:
        text = "\n".join(part for part in draw(most) if part)
        if seen(text) <= TEXT_LIMIT and units(text) <= 2 * TEXT_LIMIT:
            break
    return text
