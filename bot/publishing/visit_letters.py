"""The letter that asks a volunteer to go to a home."""

from __future__ import annotations

from bot.actions.letters import Letter
from bot.actions.visit_letters import open_visit
from bot.services import Services
from bot.texts import Texts
from bot.views.screen import Screen
from bot.views.visit import visit_letter


async def write_visit(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """None when the home has changed its mind, or somebody was there already."""
    task = await open_visit(services.db, letter.subject_id)
    return None if task is None else visit_letter(task, words, services.config.locale.zone)
