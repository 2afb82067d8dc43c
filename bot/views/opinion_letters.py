"""Letters to helpers: an opinion is theirs to answer, and what is overdue today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.actions.list_opinions import Filter
from bot.rules.opinions import LedgerOpinion
from bot.texts import Texts
from bot.views import opinion_payloads as verbs
from bot.views.opinion_words import due_name, line_facts
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column

_MOST_LISTED = 10


def duty_letter(opinion: LedgerOpinion, words: Texts) -> Screen:
    """Which opinion, until when, and a button that opens it."""
    facts = line_facts(opinion, words)
    if opinion.due_on is None:
        text = words.html("opinion.letter.duty_undated", **facts)
    else:
        text = words.html("opinion.letter.duty", due=due_name(opinion.due_on, words), **facts)
    label = words.plain("opinion.letter.open_one", number=opinion.id)
    return Screen(text, column(Button(label, encode(verbs.SHOW, opinion.id))))


def overdue_letter(late: Sequence[LedgerOpinion], today: date, words: Texts) -> Screen:
    """The longest overdue first; the rest is a press away."""
    lines = [words.html("opinion.letter.overdue", count=len(late))]
    for opinion in late[:_MOST_LISTED]:
        facts = line_facts(opinion, words) | {"days": opinion.days_late(today)}
        lines.append(words.html("opinion.letter.overdue_line", **facts))
    left = len(late) - _MOST_LISTED
    if left > 0:
        lines.append(words.html("opinion.letter.overdue_more", count=left))
    button = Button(words.plain("opinion.letter.open"), encode(verbs.LIST, Filter.OPEN, 0))
    return Screen("\n".join(lines), column(button))
