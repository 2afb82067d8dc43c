"""The way from a tally to its buildings."""

from __future__ import annotations

from bot.rules.consultation import Consultation
from bot.texts import Texts
from bot.views.payloads import encode
from bot.views.report_payloads import HOUSES
from bot.views.screen import Button, Screen, column, shorten

_CAPTION = 900


def houses_button(consultation: Consultation, words: Texts) -> Screen:
    """A button that belongs under the files of a tally."""
    return Screen("", column(Button(words.plain("district.chat.houses"), encode(HOUSES, consultation.id))))


def houses_caption(consultation: Consultation, words: Texts) -> str:
    """Plain text under the picture."""
    title = shorten(consultation.title, _CAPTION)
    return words.plain("district.chat.houses_caption", number=consultation.id, title=title)
