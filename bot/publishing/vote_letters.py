"""The private letters of a vote: it is open, it was not answered yet, what came out."""

from __future__ import annotations

from bot.actions.letters import Letter
from bot.actions.remind_letters import vote_of
from bot.actions.tally_consultation import tally_consultation
from bot.services import Services
from bot.texts import Texts
from bot.views import vote_letters as views
from bot.views.screen import Screen


async def write_opening(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """To everybody who is asked."""
    found, config = await vote_of(services.db, letter), services.config
    return None if found is None else views.opening_letter(found, config.organizer, words, config.locale.zone)


async def write_nudge(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """To people of homes that have not answered, when a helper asks for it."""
    found, config = await vote_of(services.db, letter), services.config
    return None if found is None else views.nudge_letter(found, config.organizer, words, config.locale.zone)


async def write_result_notice(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """The counts of the group's announcement."""
    tally = await tally_consultation(services.db, letter.subject_id, services.now())
    return views.result_letter(tally, words, services.config.locale.zone)
