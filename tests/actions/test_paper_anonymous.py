"""Paper ballots of an anonymous consultation: nobody is shown what somebody else has entered for a home."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from bot.actions.record_paper import Done
from bot.rules.answers import chosen
from bot.rules.consultation import ResultsPolicy, Secrecy
from bot.rules.paper import PaperState
from bot.rules.questionnaire_form import SUMMARY, Draft, Sheet
from bot.storage.database import Database
from bot.texts import LANGUAGES, texts
from bot.views.questionnaire_summary import summary_screen
from tests import builders
from tests.actions.paper_office import COLLEAGUE, STAFF, VOLUNTEER, office
from tests.questionnaires import SHORT
from tests.views.questionnaire_samples import form


async def test_whoever_settles_a_conflict_is_not_shown_the_first_reading(db: Database) -> None:
    secret = replace(builders.definition(results=ResultsPolicy.AFTER_CLOSE), secrecy=Secrecy.ANONYMOUS)
    here = await office(db, secret)
    await here.enters(VOLUNTEER, 0, 2)
    differs = await here.checks(STAFF, 0, 3)
    assert isinstance(differs, Done)
    assert differs.state is PaperState.CONFLICT
    settled = await here.checks(COLLEAGUE, 0, 3)
    assert isinstance(settled, Done)
    assert (settled.state, settled.sheet.first) == (PaperState.CHECKED, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("secrecy", Secrecy)
def test_of_a_questionnaire_the_first_reading_is_shown_only_by_name(language: str, secrecy: Secrecy) -> None:
    answers = {1: chosen(1), 2: chosen(2)}
    read = form(SHORT, answers=answers, sheet=Sheet(1, check=True), conflict=True, stands={**answers, 2: chosen(5)})
    read = replace(
        read, consultation=replace(read.consultation, secrecy=secrecy), draft=Draft(SUMMARY, answers=answers)
    )
    shown = summary_screen(read, texts(language), UTC).text
    assert (SHORT[1].options[4] in shown) is (secrecy is Secrecy.NAMED)
