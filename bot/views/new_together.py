"""The way from one community's result to that of all that were asked at once."""

from __future__ import annotations

from bot.rules.consultation import Consultation
from bot.texts import Texts
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column

TOGETHER = "nt"  # nt:<consultation id>


def together_offer(consultation: Consultation, words: Texts) -> Screen:
    """The button below the result of one community."""
    button = Button(words.plain("new.together.button"), encode(TOGETHER, consultation.id))
    return Screen(words.html("new.together.offer"), column(button))
