"""The questions of a consultation that is not there yet, as residents will see them in private."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.consultation import Consultation
from bot.rules.people import Household
from bot.rules.questionnaire_form import Draft, Form
from bot.rules.refusals import Reason, Refusal
from bot.texts import Texts
from bot.views.new_preview import sample
from bot.views.questionnaire import question_screen
from bot.views.screen import Screen


def sample_question(
    preview: Consultation, home: Household | None, drawings: frozenset[int], number: int, words: Texts
) -> Screen:
    """The very message that asks the question; its buttons only say that this is a preview. Raises Refusal(NEW_GONE).

    A question that depends on an earlier answer is shown as to those who are asked.
    """
    if not 1 <= number <= len(preview.questions):
        raise Refusal(Reason.NEW_GONE)
    everybody = replace(preview, questions=tuple(replace(each, condition=None) for each in preview.questions))
    form = Form(everybody, (home,) if home is not None else (), Draft(place=number), drawings=drawings)
    return sample(question_screen(form, words))
