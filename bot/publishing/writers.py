"""What stands in a letter, by its kind. A writer returns None when there is nothing to tell after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import letters
from bot.actions.letter_facts import announced, meeting_news, meeting_to_remember
from bot.actions.letters import Letter
from bot.actions.meeting_cards import minutes_to_tell
from bot.actions.tally_consultation import tally_consultation
from bot.actions.visit_letters import VISIT_LETTER
from bot.publishing.visit_letters import write_visit
from bot.services import Services
from bot.texts import Texts
from bot.views import reminder as views
from bot.views.announcement import announcement_screen
from bot.views.card import result
from bot.views.meeting_card import calendar_row
from bot.views.minutes import minutes_letter
from bot.views.screen import Screen

Writer = Callable[[Services, Letter, Texts], Awaitable[Screen | None]]


async def write_result(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """The outcome of a consultation."""
    tally = await tally_consultation(services.db, letter.subject_id, services.now())
    return result(tally, words, services.config.locale.zone)


async def write_reminder(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """Worded by the time that is left when it is sent."""
    found = await meeting_to_remember(services.db, letter.subject_id)
    if found is None:
        return None
    meeting, coming = found
    config, buttons = services.config, _answers(letter, meeting.id, words)
    return views.reminder(meeting, coming, services.now(), words, config.locale.zone, config.organizer.phone, buttons)


async def write_notice(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """A meeting scheduled at short notice."""
    found = await meeting_to_remember(services.db, letter.subject_id)
    if found is None:
        return None
    return views.notice(found[0], words, services.config.locale.zone, views.answer_buttons(found[0].id, words))


async def write_moved(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """From when to when, by what this chat has known until now."""
    news = await meeting_news(services.db, letter)
    if news is None or news.is_old:
        return None
    answers = _answers(letter, news.meeting.id, words)
    if answers is not None:
        answers += calendar_row(news.meeting, words)
    return views.moved(news.meeting, news.known_start, news.known_place, words, services.config.locale.zone, answers)


async def write_cancelled(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """It does not take place, and why."""
    news = await meeting_news(services.db, letter)
    if news is None:
        return None
    zone, private = services.config.locale.zone, letter.chat_id > 0
    screen = views.cancelled(news.meeting, news.known_start, words, zone, private=private)
    return replace(screen, buttons=calendar_row(news.meeting, words)) if private else screen


async def write_announcement(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """What staff have to say, in their words."""
    found = await announced(services.db, letter.subject_id)
    if found is None:
        return None
    return announcement_screen(found.text, services.config.organizer.name, words, private=letter.chat_id > 0)


async def write_minutes(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """What was said at a meeting, who came, and when opinions are answered."""
    found = await minutes_to_tell(services.db, letter.subject_id)
    if found is None:
        return None
    facts, opinions, files = found
    return minutes_letter(facts, opinions, files, words, services.config.locale.zone, services.username)


def _answers(letter: Letter, meeting_id: int, words: Texts) -> views.Buttons | None:
    return views.answer_buttons(meeting_id, words) if letter.chat_id > 0 else None


WRITERS: Mapping[str, Writer] = {
    letters.RESULT: write_result,
    letters.REMINDER: write_reminder,
    letters.NOTICE: write_notice,
    letters.MOVED: write_moved,
    letters.CANCELLED: write_cancelled,
    letters.ANNOUNCEMENT: write_announcement,
    letters.MINUTES: write_minutes,
    VISIT_LETTER: write_visit,
}
