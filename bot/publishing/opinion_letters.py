"""The letters about opinions: the giver's answer, a helper's duty, the day's list of what is overdue."""

from __future__ import annotations

from datetime import date

from bot.actions.letters import Letter
from bot.actions.opinion_letters import answered_opinion, duty, overdue
from bot.services import Services
from bot.texts import Texts
from bot.views.opinion_letters import duty_letter, overdue_letter
from bot.views.opinion_mine import answer_letter
from bot.views.screen import Screen


async def write_opinion_answer(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """To whoever gave it."""
    found = await answered_opinion(services.db, letter.subject_id)
    return None if found is None else answer_letter(found, words)


async def write_duty(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """None when it is answered by now, or somebody else's."""
    found = await duty(services.db, letter.subject_id, letter.chat_id)
    return None if found is None else duty_letter(found, words)


async def write_overdue(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """None when everything was answered since the morning."""
    today = date.fromordinal(letter.subject_id)
    late = await overdue(services.db, letter.chat_id, today)
    return overdue_letter(late, today, words) if late else None
