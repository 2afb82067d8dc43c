"""What stands in a letter, by its kind. A writer returns None when there is nothing to tell after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import letters
from bot.actions.letter_facts import announced, meeting_news, meeting_to_remember
from bot.actions.letters import Letter
from bot.actions.meeting_cards import minutes_to_tell
from bot.actions.opinion_letters import ANSWER, DIGEST, DUTY
from bot.actions.report_mail import KINDS as REPORTS
from bot.actions.tally_consultation import tally_consultation
from bot.actions.visit_letters import VISIT_LETTER
from bot.publishing.opinion_letters import write_duty, write_opinion_answer, write_overdue
from bot.publishing.report_letters import write_report
from bot.publishing.visit_letters import write_visit
from bot.publishing.vote_letters import write_nudge, write_opening, write_result_notice
from bot.rules.consultation import Consultation
from bot.rules.meetings import Meeting
from bot.services import Services
from bot.texts import Texts
from bot.views import reminder as views
from bot.views.announcement import announcement_screen
from bot.views.card import result
from bot.views.meeting_card import calendar_row
from bot.views.meeting_people import about_lines, people_lines
from bot.views.minutes import minutes_letter
from bot.views.screen import Screen
from bot.views.series import series_cancelled, series_moved

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
    meeting, coming, linked = found
    zone, phone = services.config.locale.zone, services.config.organizer.phone
    buttons, more = _answers(letter, meeting.id, words), _more(services, meeting, linked, words)
    return views.reminder(meeting, coming, services.now(), words, zone, phone, buttons, more)


async def write_notice(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """A meeting scheduled at short notice."""
    found = await meeting_to_remember(services.db, letter.subject_id)
    if found is None:
        return None
    meeting, _, linked = found
    more, buttons = _more(services, meeting, linked, words), views.answer_buttons(meeting.id, words)
    return views.notice(meeting, words, services.config.locale.zone, buttons, more)


def _more(services: Services, meeting: Meeting, linked: Consultation | None, words: Texts) -> list[str]:
    """Who leads it, and what it is about."""
    return people_lines(meeting, words) + about_lines(linked, services.now(), words, services.username)


async def write_moved(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """From when to when, by what this chat has known until now."""
    several, zone = await meeting_news(services.db, letter), services.config.locale.zone
    if len(several) != 1:
        return series_moved(several, words, zone, private=letter.chat_id > 0) if several else None
    (news,) = several
    answers = _answers(letter, news.meeting.id, words)
    if answers is not None:
        answers += calendar_row(news.meeting, words)
    known_end = news.known_end if news.ends_differ else None
    return views.moved(news.meeting, news.known_start, news.known_place, words, zone, answers, known_end)


async def write_cancelled(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """It does not take place, and why."""
    several, zone = await meeting_news(services.db, letter), services.config.locale.zone
    private = letter.chat_id > 0
    if len(several) != 1:
        return series_cancelled(several, words, zone, private=private) if several else None
    (news,) = several
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
    ANSWER: write_opinion_answer,
    DUTY: write_duty,
    DIGEST: write_overdue,
    **dict.fromkeys(REPORTS.values(), write_report),
    letters.OPENING: write_opening,
    letters.NUDGE: write_nudge,
    letters.RESULT_NOTICE: write_result_notice,
}
