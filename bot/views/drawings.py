"""What drawings are called where they are shown, and the buttons that show them."""

from __future__ import annotations

from bot.rules.attachments import Attachment
from bot.rules.consultation import Consultation, Question
from bot.texts import Texts
from bot.views.payloads import encode
from bot.views.screen import Button, shorten

DRAWINGS = "nd"  # nd:<consultation id>:<question number, 0 for all>
LINK = "d_"  # d_<consultation id>, behind t.me/<bot>?start=
_TITLE, _LABEL = 100, 100


def caption(consultation: Consultation, file: Attachment, words: Texts) -> str:
    """What a file belongs to (Bot API: a caption has at most 1,024 characters)."""
    title = shorten(consultation.title, _TITLE)
    question = _question(consultation, file.question)
    if question is None:
        return words.plain("new.caption.whole", title=title)
    if not 0 < file.option <= len(question.options):
        return words.plain("new.caption.question", title=title, number=question.number)
    label = shorten(question.options[file.option - 1], _LABEL)
    key = "new.caption.option" if len(consultation.questions) > 1 else "new.caption.only_option"
    return words.plain(key, title=title, question=question.number, number=file.option, label=label)


def _question(consultation: Consultation, number: int) -> Question | None:
    return next((question for question in consultation.questions if question.number == number), None)


def drawings_button(consultation_id: int, question: int, words: Texts) -> Button:
    """Sends the drawings of one question and its options; of question 0, all of them."""
    return Button(words.plain("new.drawings"), encode(DRAWINGS, consultation_id, question))
