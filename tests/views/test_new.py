"""Every question of /new is a message that Telegram takes, however much there is to choose from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.new_desk import NewView
from bot.rules.attachments import Attachment
from bot.rules.consultation import Question, QuestionType
from bot.rules.meeting_plan import Choice
from bot.rules.new_plan import COPY, EXTEND, OWN, TEMPLATE, Ask, NewPlan
from bot.storage.new_choices import Known, Older
from bot.templates import available
from bot.texts import LANGUAGES, texts
from bot.views.drawings import caption
from bot.views.new_plan import question_screen
from tests.builders import NOON
from tests.views.limits import check
from tests.views.samples import consultation

ZONE = ZoneInfo("Asia/Shanghai")
LONG = "<b>长\u202e" + "字" * 90
QUESTION = {"text": LONG * 3, "type": "multiple", "options": [f"{n}{LONG}" for n in range(40)]}
MANY = tuple(Known(n, f"JX{n:03}", LONG) for n in range(1, 298))


def crowded(ask: Ask, source: str = OWN) -> NewView:
    """As much as there can be to choose from."""
    plan = NewPlan(
        2**31 - 1,
        source=source,
        content={"title": LONG, "questions": [QUESTION] * 30},
        communities=tuple(range(1, 298)),
        opens_at=NOON,
        closes_at=NOON + timedelta(days=7),
        files=tuple(Attachment("photo", str(n)) for n in range(20)),
        about=(30, 40),
        page=2,
        editing=ask,
    )
    return NewView(
        plan,
        templates=tuple(available("zh-CN").templates.values()) * 12,
        older=tuple(Older(2**31 - 1, LONG, LONG) for _ in range(9)),
        value=available("zh-CN").templates["design_review"].values[0],
        offered=MANY,
        chosen=MANY,
        served=297,
        buildings=tuple(Choice(n, f"{n}号楼") for n in range(1, 120)),
    )


CASES = [
    (ask, source)
    for ask in Ask
    for source in (OWN, TEMPLATE, COPY, EXTEND)
    if ask is not Ask.PREVIEW and (ask is not Ask.LIST or source in (COPY, EXTEND))
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ask", "source"), CASES)
def test_the_question_fits(ask: Ask, source: str, language: str) -> None:
    screen = question_screen(crowded(ask, source), NOON, texts(language), ZONE)
    assert check(screen)
    assert screen.buttons[-1][0].text == texts(language).plain("new.drop")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("question", "option"), [(0, 0), (1, 0), (1, 2), (9, 1), (1, 99)])
def test_a_caption_says_what_a_drawing_belongs_to(question: int, option: int, language: str) -> None:
    asked = Question(1, 1, LONG, QuestionType.SINGLE, ("甲", LONG))
    made = replace(consultation(), title=LONG, questions=(asked,))
    said = caption(made, Attachment("photo", "x", None, question, option), texts(language))
    assert 0 < len(said) <= 1024
    assert ("2" in said) == ((question, option) == (1, 2))
