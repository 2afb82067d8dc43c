"""What people are sent about a meeting: reminders, a notice at short notice, news of a move or a cancellation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from bot.rules.meetings import Meeting
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import payloads
from bot.views.screen import Button, Screen, shorten
from bot.views.times import moment

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
# Texts of people that may be long are cut to this, so that a message always fits.
_MOST = 300
_MOST_TOPICS = 900

Buttons = tuple[tuple[Button, ...], ...]


def reminder(
    meeting: Meeting,
    coming: int,
    now: datetime,
    words: Texts,
    zone: tzinfo,
    phone: str,
    answers: Buttons | None,
    more: Sequence[str] = (),
) -> Screen:
    """A reminder worded by the time that is left. ``answers`` are the buttons in private, None in a group.

    ``more`` are finished lines: who leads the meeting, and the consultation that it is about.
    """
    left = meeting.starts_at - now
    lines = [
        _headline(meeting, now, words, zone),
        words.html(
            "reminder.where", when=_when(meeting, now, words, zone), place=_place(meeting), kind=_kind(meeting, words)
        ),
        *_topics("reminder.topics", meeting, words),
        *more,
    ]
    if coming:
        lines.append(words.html("reminder.coming", homes=coming))
    if left <= _HOUR + 30 * _MINUTE:
        lines.append(words.html("reminder.bring"))
        lines += [words.html("reminder.phone", phone=phone)] if phone and not meeting.phone else []
    else:
        lines.append(words.html("reminder.answer_on_card" if answers is None else "reminder.answer_below"))
    return _screen(lines, words, answers)


def notice(meeting: Meeting, words: Texts, zone: tzinfo, answers: Buttons, more: Sequence[str] = ()) -> Screen:
    """A meeting that somebody may not have heard of, in full."""
    end = meeting.ends_at.astimezone(zone)
    lines = [
        words.html("reminder.notice", title=meeting.title),
        words.html("reminder.notice_community", community=meeting.community_name),
        words.html("reminder.notice_time", when=moment(meeting.starts_at, words, zone), end=f"{end:%H:%M}"),
        words.html("reminder.notice_place", place=_place(meeting)),
        *_topics("reminder.notice_topics", meeting, words),
        *more,
        words.html("reminder.answer_below"),
    ]
    return _screen(lines, words, answers)


def moved(
    meeting: Meeting,
    known_start: datetime,
    known_place: str | None,
    words: Texts,
    zone: tzinfo,
    answers: Buttons | None,
    known_end: datetime | None = None,
) -> Screen:
    """Old and new time; when only the place changed, old and new place. ``known_end`` when the end is another one."""
    new = moment(meeting.starts_at, words, zone)
    lines = [words.html("reminder.moved", title=meeting.title)]
    same_start = known_start == meeting.starts_at
    if same_start and known_end is not None:
        ends = {"old": _clock(known_end, zone), "new": _clock(meeting.ends_at, zone)}
        lines.append(words.html("reminder.moved_end", when=new, place=_place(meeting), **ends))
    if same_start and known_place == meeting.place and known_end is not None:
        return _screen([*lines, *_reason(meeting, words)], words, answers)
    if same_start and known_place:
        old_place = shorten(visible(known_place), _MOST)
        lines.append(words.html("reminder.moved_place", when=new, old=old_place, new=_place(meeting)))
    else:
        old = moment(known_start, words, zone)
        lines.append(words.html("reminder.moved_time", old=old, new=new, place=_place(meeting)))
    return _screen([*lines, *_reason(meeting, words)], words, answers)


def cancelled(meeting: Meeting, known_start: datetime, words: Texts, zone: tzinfo, private: bool) -> Screen:
    """It does not take place, and why."""
    lines = [
        words.html("reminder.cancelled", title=meeting.title),
        words.html("reminder.cancelled_time", when=moment(known_start, words, zone), place=_place(meeting)),
        *_reason(meeting, words),
    ]
    return _screen(lines, words, () if private else None)


def answer_buttons(meeting_id: int, words: Texts) -> Buttons:
    """1 来, 2 来不了, 3 请人上门: the same as on the meeting's card in the group."""
    keys = ("reminder.answer_yes", "reminder.answer_no", "reminder.answer_visit")
    return tuple(
        (Button(words.plain(key), payloads.encode(payloads.COMING, meeting_id, number)),)
        for number, key in enumerate(keys, 1)
    )


def _screen(lines: list[str], words: Texts, answers: Buttons | None) -> Screen:
    """In private, with the way to be left in peace."""
    ending = [] if answers is None else ["", words.html("reminder.unsubscribe")]
    return Screen("\n".join([*lines, *ending]), answers or ())


def _headline(meeting: Meeting, now: datetime, words: Texts, zone: tzinfo) -> str:
    left = meeting.starts_at - now
    minutes = -(-left // _MINUTE)
    if minutes == 60:
        return words.html("reminder.hour", title=meeting.title)
    if minutes < 120:
        return words.html("reminder.minutes", title=meeting.title, minutes=minutes)
    days = _days_ahead(meeting, now, zone)
    key = ("reminder.today", "reminder.tomorrow")[days] if days < 2 else "reminder.later"
    return words.html(key, title=meeting.title)


def _when(meeting: Meeting, now: datetime, words: Texts, zone: tzinfo) -> str:
    days = _days_ahead(meeting, now, zone)
    if days > 1:
        return moment(meeting.starts_at, words, zone)
    key = ("reminder.when_today", "reminder.when_tomorrow")[days]
    return words.plain(key, clock=f"{meeting.starts_at.astimezone(zone):%H:%M}")


def _days_ahead(meeting: Meeting, now: datetime, zone: tzinfo) -> int:
    return max(0, (meeting.starts_at.astimezone(zone).date() - now.astimezone(zone).date()).days)


def _clock(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%H:%M}"


def _place(meeting: Meeting) -> str:
    return shorten(visible(meeting.place), _MOST)


def _kind(meeting: Meeting, words: Texts) -> str:
    return words.template(f"reminder.kind.{meeting.kind.value}")


def _topics(key: str, meeting: Meeting, words: Texts) -> list[str]:
    if not meeting.topics:
        return []
    joined = words.template("reminder.topic_joiner").join(visible(topic) for topic in meeting.topics)
    return [words.html(key, topics=shorten(joined, _MOST_TOPICS))]


def _reason(meeting: Meeting, words: Texts) -> list[str]:
    return [words.html("reminder.reason", reason=shorten(visible(meeting.reason), _MOST))] if meeting.reason else []
