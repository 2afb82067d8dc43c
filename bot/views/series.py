"""Several meetings of a series that change together: the last question to the helper, and what people are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from bot.rules.meeting_change import Verb
from bot.rules.meeting_news import News
from bot.rules.meeting_times import When
from bot.rules.meetings import Meeting
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views.screen import Screen, shorten
from bot.views.times import moment

_MOST = 300
_MOST_LINES = 12


def later_lines(later: Sequence[tuple[Meeting, When]], verb: Verb, words: Texts, zone: tzinfo) -> list[str]:
    """The later meetings that change, too, for the helper who is about to confirm."""
    if not later:
        return []
    lines = [words.html(f"series.{verb.value}_later", count=len(later))]
    for meeting, when in later[:_MOST_LINES]:
        facts = {"old": moment(meeting.starts_at, words, zone), "new": moment(when.starts_at, words, zone)}
        lines.append(words.html(f"series.{verb.value}_line", **facts))
    return lines + _left_out(len(later), words)


def series_moved(several: Sequence[News], words: Texts, zone: tzinfo, *, private: bool) -> Screen:
    """Old and new times of every meeting that moved."""
    first = several[0].meeting
    lines = [words.html("series.moved", title=first.title, count=len(several))]
    lines += _listed(several, words, lambda news: _moved_line(news, words, zone))
    places = list(dict.fromkeys(news.meeting.place for news in several))
    if len(places) == 1:
        lines.append(words.html("series.place", place=_place(places[0])))
    return _told(lines, first, words, private=private)


def series_cancelled(several: Sequence[News], words: Texts, zone: tzinfo, *, private: bool) -> Screen:
    """Which ones do not take place, and why."""
    first = several[0].meeting
    lines = [words.html("series.cancelled", title=first.title, count=len(several))]

    def line(news: News) -> str:
        return words.html("series.cancel_line", old=moment(news.known_start, words, zone), new="")

    return _told([*lines, *_listed(several, words, line)], first, words, private=private)


def _listed(several: Sequence[News], words: Texts, line: Callable[[News], str]) -> list[str]:
    return [line(news) for news in several[:_MOST_LINES]] + _left_out(len(several), words)


def _left_out(count: int, words: Texts) -> list[str]:
    return [words.html("series.more", count=count - _MOST_LINES)] if count > _MOST_LINES else []


def _moved_line(news: News, words: Texts, zone: tzinfo) -> str:
    meeting = news.meeting
    new = moment(meeting.starts_at, words, zone)
    if news.known_start != meeting.starts_at:
        return words.html("series.move_line", old=moment(news.known_start, words, zone), new=new)
    if news.known_place is not None and news.known_place != meeting.place:
        return words.html("series.place_line", when=new, old=_place(news.known_place), new=_place(meeting.place))
    return words.html("series.end_line", when=new, end=f"{meeting.ends_at.astimezone(zone):%H:%M}")


def _place(place: str) -> str:
    return shorten(visible(place), _MOST)


def _told(lines: list[str], meeting: Meeting, words: Texts, *, private: bool) -> Screen:
    if meeting.reason:
        lines.append(words.html("reminder.reason", reason=shorten(visible(meeting.reason), _MOST)))
    if private:
        lines += [words.html("series.look"), "", words.html("reminder.unsubscribe")]
    return Screen("\n".join(lines))
