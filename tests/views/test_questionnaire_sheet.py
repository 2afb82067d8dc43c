"""What is left in a helper's chat of a sheet that was read there."""

from __future__ import annotations

import pytest

from bot.rules.answers import chosen
from bot.rules.questionnaire_form import Sheet
from bot.texts import LANGUAGES, texts
from bot.views.questionnaire import answered_line
from tests.views.questionnaire_samples import form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", [Sheet(1), Sheet(1, check=True)])
def test_older_messages_do_not_keep_what_the_sheet_of_a_home_says(language: str, sheet: Sheet) -> None:
    """The last message names the home; the answers above it would be that home's ballot for as long as the chat is."""
    words = texts(language)
    answers = {1: chosen(2)}
    label = form().consultation.questions[0].options[1]
    own = answered_line(form(answers=answers), answers, words)
    read = answered_line(form(answers=answers, sheet=sheet), answers, words)
    assert own is not None
    assert read is not None
    assert label[:4] in own.text
    assert label[:4] not in read.text
