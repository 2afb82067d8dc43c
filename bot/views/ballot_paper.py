"""A consultation in the private chat: the question, what my home has said, and the buttons."""

from __future__ import annotations

from datetime import tzinfo

from bot.actions.my_votes import Paper
from bot.texts import Texts
from bot.views import payloads
from bot.views.card import option_buttons
from bot.views.rooms import room
from bot.views.screen import TEXT_LIMIT, Button, Screen, shorten
from bot.views.times import moment


def ballot_paper(paper: Paper, words: Texts, zone: tzinfo) -> Screen:
    """The paper as it stands for this person's homes."""
    consultation = paper.consultation
    question = consultation.questions[0]
    lines = [
        words.html("card.open", title=consultation.title),
        words.html(f"card.regime_{consultation.regime.value}", community=consultation.community_name),
        "",
        words.html("card.question", text=question.text),
        *(words.html("card.option_bare", number=n, label=label) for n, label in enumerate(question.options, 1)),
        "",
        *_standing(paper, words),
        words.html("card.ends", when=moment(consultation.closes_at, words, zone)),
    ]
    withdraw = Button(words.plain("card.withdraw"), payloads.encode(payloads.WITHDRAW, question.id))
    rows = (*option_buttons(question), *(((withdraw,),) if paper.choices else ()))
    return Screen(shorten("\n".join(lines), TEXT_LIMIT), rows)


def _standing(paper: Paper, words: Texts) -> list[str]:
    lines = []
    for membership in paper.memberships:
        home = room(membership.household.address, words)
        chosen = paper.choices.get(membership.household.id)
        if not chosen:
            lines.append(words.html("votes.unanswered", room=home))
            continue
        labels = words.template("toast.comma").join(
            f"{number} {shorten(paper.consultation.questions[0].options[number - 1], 40)}" for number in sorted(chosen)
        )
        lines.append(words.html("votes.answered", room=home, choices=labels))
    return lines
