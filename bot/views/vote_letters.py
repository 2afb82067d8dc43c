"""What people are sent about a vote in private: that it is open, a reminder, its result. Never a word for an option."""

from __future__ import annotations

from datetime import tzinfo

from bot.config import Organizer
from bot.rules.consultation import Answerers, Consultation
from bot.rules.tally import Tally
from bot.texts import Texts
from bot.views import remind_payloads as verbs
from bot.views.card import result, turnout
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column, seen
from bot.views.times import moment

# A private result that is longer than this points to the group instead.
_SHORT = 1500


def opening_letter(asked: Consultation, organizer: Organizer, words: Texts, zone: tzinfo) -> Screen:
    """A vote is open."""
    return _invitation("opening", asked, organizer, words, zone)


def nudge_letter(asked: Consultation, organizer: Organizer, words: Texts, zone: tzinfo) -> Screen:
    """A home has not answered yet."""
    return _invitation("nudge", asked, organizer, words, zone)


def _invitation(kind: str, asked: Consultation, organizer: Organizer, words: Texts, zone: tzinfo) -> Screen:
    until = "remind.until_owners" if asked.answerers is Answerers.OWNERS else "remind.until"
    lines = [
        words.html(f"remind.{kind}", title=asked.title),
        words.html(f"card.regime_{asked.regime.value}", community=asked.community_name),
        "",
        words.html(f"remind.{kind}_body"),
        words.html(until, when=moment(asked.ends_at, words, zone)),
        words.html("remind.how"),
        paper_line(organizer, words),
        "",
        words.html("reminder.unsubscribe"),
    ]
    return Screen("\n".join(lines), column(Button(words.plain("remind.answer"), encode(verbs.ANSWER, asked.id))))


def paper_line(organizer: Organizer, words: Texts) -> str:
    """The way without a telephone, as HTML."""
    key = "people.paper_place" if organizer.paper_place else "people.paper_way"
    return words.html(key, place=organizer.paper_place)


def result_letter(tally: Tally, words: Texts, zone: tzinfo) -> Screen:
    """The same counts as in the group; of a long questionnaire only how many answered."""
    ending = "\n\n" + words.html("reminder.unsubscribe")
    full = result(tally, words, zone).text
    if seen(full) <= _SHORT:
        return Screen(full + ending)
    lines = [words.html("card.result", title=tally.consultation.title), turnout(tally, words)]
    if tally.outcome is not None:
        lines.append(words.html("card.passed" if tally.outcome.passed else "card.not_passed"))
    return Screen("\n\n".join([*lines, words.html("remind.result_in_group")]) + ending)
