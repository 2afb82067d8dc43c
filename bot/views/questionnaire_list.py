"""The questionnaires that are open for somebody, each with how far they have come and a button."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.questionnaire import asked, first_open
from bot.rules.questionnaire_form import Form
from bot.texts import Texts
from bot.views import questionnaire_payloads as verbs
from bot.views.payloads import encode
from bot.views.questionnaire_card import branches, minutes
from bot.views.questionnaire_payloads import sheet_number
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, seen, shorten

_TITLE = 48
_MOST = 20


def forms_screen(forms: Sequence[Form], words: Texts) -> Screen:
    """All of them in one message; the one that closes first is the first."""
    parts = [_described(form, words) for form in forms[:_MOST]]
    while seen("\n\n".join(parts)) > TEXT_LIMIT:
        parts.pop()
    return Screen("\n\n".join(parts), form_buttons(forms[: len(parts)], words))


def form_buttons(forms: Sequence[Form], words: Texts) -> tuple[tuple[Button, ...], ...]:
    """One button for each that opens it."""
    return column(
        *(
            Button(
                words.plain("question.button.open", title=shorten(form.consultation.title, _TITLE)),
                encode(verbs.OPEN, form.consultation.id, sheet_number(form.sheet)),
            )
            for form in forms[:_MOST]
        )
    )


def _described(form: Form, words: Texts) -> str:
    consultation = form.consultation
    facts = {"questions": len(consultation.questions), "minutes": minutes(consultation)}
    key = "question.open_most" if branches(consultation) else "question.open_one"
    return words.html(key, title=consultation.title, **facts) + "\n" + _state(form, words)


def _state(form: Form, words: Texts) -> str:
    """How far it has come, and whether anything counts for the home already."""
    if form.standing is not None and not form.is_recorded:
        changed = form.draft.answers and form.somebody_elses is None
        return words.html("question.open_changed" if changed else "question.open_somebody")
    if form.standing is not None:
        return words.html("question.open_recorded")
    if not form.draft.answers:
        return words.html("question.open_none")
    questions = form.consultation.questions
    waiting = first_open(questions, form.answers)
    if waiting is None:
        return words.html("question.open_ready")
    left = asked(questions, form.answers)
    return words.html("question.open_begun", place=1 + left.index(waiting), of=len(left))
