"""A consultation in the private chat: the question, what my home has said, and the buttons."""

from __future__ import annotations

from datetime import tzinfo

from bot.actions.my_votes import Paper
from bot.texts import Texts
from bot.views import payloads
from bot.views.card import LABEL_LENGTHS, fitting, option_buttons
from bot.views.card_parts import question_text
from bot.views.drawings import drawings_button
from bot.views.option_words import area_lines, legend, option_line
from bot.views.rooms import room
from bot.views.screen import Button, Screen, listed, shorten
from bot.views.times import moment

_MOST_HOMES = 8
_ROOM = 40


def ballot_paper(paper: Paper, words: Texts, zone: tzinfo) -> Screen:
    """The paper as it stands for this person's homes."""
    question = paper.consultation.questions[0]
    text = fitting(lambda most: _text(paper, words, zone, most))
    withdraw = Button(words.plain("card.withdraw"), payloads.encode(payloads.WITHDRAW, question.id))
    rows = (*option_buttons(question), *(((withdraw,),) if paper.choices else ()))
    if paper.drawings:
        rows = (*rows, (drawings_button(paper.consultation.id, 0, words),))
    return Screen(text, rows)


def _text(paper: Paper, words: Texts, zone: tzinfo, most: int) -> str:
    consultation = paper.consultation
    question = consultation.questions[0]
    homes = [tie.household for tie in paper.memberships]
    lines = [
        words.html("card.open", title=consultation.title),
        words.html(f"card.regime_{consultation.regime.value}", community=consultation.community_name),
        "",
        question_text(question.text, words),
        *area_lines(question, homes, words),
        *(option_line(question, number, homes, words, most) for number in range(1, len(question.options) + 1)),
        "",
        *legend(question, words),
        *_standing(paper, words, min(most, 40)),
        words.html("card.ends", when=moment(consultation.ends_at, words, zone)),
    ]
    return "\n".join(lines)


def _standing(paper: Paper, words: Texts, most: int) -> list[str]:
    """What each home has said; where space is short, the numbers alone."""
    lines = []
    for membership in paper.memberships[:_MOST_HOMES]:
        home = shorten(room(membership.household.address, words), _ROOM)
        chosen = paper.choices.get(membership.household.id)
        if not chosen:
            lines.append(words.html("votes.unanswered", room=home))
            continue
        labels = words.template("toast.comma").join(_choice(paper, number, most) for number in sorted(chosen))
        lines.append(words.html("votes.answered", room=home, choices=labels))
    if len(paper.memberships) > _MOST_HOMES:
        lines.append(words.html("votes.more_homes", count=len(paper.memberships) - _MOST_HOMES))
    return lines


def _choice(paper: Paper, number: int, most: int) -> str:
    label = paper.consultation.questions[0].options[number - 1]
    return str(number) if most <= LABEL_LENGTHS[-1] else f"{number} {listed(label, most)}"
