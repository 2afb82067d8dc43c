"""The screens for paper ballots: eight a page, within Telegram's limits, and never an earlier choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from bot.actions.fill_paper import Sheet
from bot.actions.list_paper import AskedHomes, CheckList, PaperMenu
from bot.actions.paper_access import Case
from bot.rules.consultation import Answerers, Consultation, Question, QuestionType, Regime, ResultsPolicy, Scope
from bot.rules.paper import ListedEntry, PaperDraft, PaperEntry, PaperHome, PaperState, Purpose, Standing, Step
from bot.rules.people import Address, Household
from bot.rules.permissions import Actor, Place
from bot.rules.roster_overview import Page
from bot.rules.verification import Home
from bot.texts import LANGUAGES, texts
from bot.views.paper import buildings_screen, checks_screen, entrances_screen, menu_screen, rooms_screen
from bot.views.paper_sheet import sheet_screen
from bot.views.screen import TEXT_LIMIT, Screen, seen
from tests.builders import NOON

LONG = "<b>很长的名字&" * 8
WORDS = texts("zh-CN")


def asked(kind: QuestionType = QuestionType.SINGLE, options: int = 3, title: str = "停车") -> Consultation:
    """With options that are long and full of markup."""
    question = Question(1, 1, LONG * 4, kind, tuple(f"{number}{LONG}" for number in range(options)))
    return Consultation(
        id=2**31 - 1,
        community_id=1,
        community_code="JX01",
        community_name=LONG,
        title=title,
        regime=Regime.CONSULTATION,
        answerers=Answerers.RESIDENTS,
        results=ResultsPolicy.LIVE,
        scope=Scope(),
        opens_at=NOON,
        closes_at=NOON + timedelta(days=1),
        closed_at=None,
        questions=(question,),
    )


def homes(count: int, building: str = "1", entrance: str | None = "1") -> tuple[PaperHome, ...]:
    """Rooms 1, 2, 3 … behind one entrance; the first has answered."""
    return tuple(PaperHome(2**30 + i, Address(building, entrance, str(i + 1)), i == 0) for i in range(count))


def labels(screen: Screen) -> list[str]:
    """What the buttons say."""
    return [button.text for row in screen.buttons for button in row]


def test_eight_doors_a_page_and_a_mark_on_those_that_have_answered() -> None:
    doors = homes(20)
    first = rooms_screen(AskedHomes(asked(), doors), doors[0].household_id, 0, WORDS)
    assert labels(first)[:9] == ["✅ 1", "2", "3", "4", "5", "6", "7", "8", "下一页 ▶️"]
    last = rooms_screen(AskedHomes(asked(), doors), doors[0].household_id, 2, WORDS)
    assert labels(last)[:5] == ["17", "18", "19", "20", "◀️ 上一页"]


def test_after_a_sheet_the_doors_are_shown_where_one_was() -> None:
    doors = homes(20)
    shown = rooms_screen(AskedHomes(asked(), doors), doors[10].household_id, None, WORDS)
    assert labels(shown)[0] == "9"


def test_where_there_is_one_building_or_one_entrance_nobody_is_asked_which() -> None:
    only = AskedHomes(asked(), homes(3))
    assert labels(buildings_screen(only, 0, WORDS))[:3] == ["✅ 1", "2", "3"]
    two = AskedHomes(asked(), (*homes(1), PaperHome(5, Address("1", None, "9"), False)))
    assert labels(entrances_screen(two, 5, 0, WORDS))[:2] == ["不分单元", "1单元"]


def test_the_menu_has_eight_consultations_a_page() -> None:
    menu = PaperMenu(tuple(asked() for _ in range(9)), 3, unfinished=True)
    said = labels(menu_screen(menu, 0, WORDS))
    assert (len(said), said[0], said[-1]) == (11, "▶️ 接着录手上这一张", "下一页 ▶️")
    assert "3 张" in said[1]


def sheet(consultation: Consultation, step: Step, purpose: Purpose, standing: Standing | None = None) -> Sheet:
    """A sheet with every option marked."""
    flat = Household(2**31 - 1, 1, Address("9" * 64, "8" * 64, "7" * 64), 5000, None, True, 1)
    case = Case(consultation, consultation.questions[0], Home(LONG, flat), Place(), standing, Actor(7))
    marked = frozenset(range(1, len(consultation.questions[0].options) + 1))
    draft = PaperDraft(7, 2**31 - 1, flat.id, purpose, NOON, choices=marked, finished=step is Step.CONFIRM)
    return Sheet(case, draft, step)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("step", list(Step))
def test_every_step_fits_into_a_message(step: Step, purpose: Purpose, language: str) -> None:
    consultation = asked(QuestionType.MULTIPLE, 40, "标题" * 100)
    shown = sheet(consultation, step, purpose, Standing("paper", NOON))
    screens = [sheet_screen(shown, texts(language), UTC)]
    screens.append(sheet_screen(replace(shown, first=shown.draft.choices), texts(language), UTC))
    assert all(seen(screen.text) <= TEXT_LIMIT for screen in screens)
    assert all("<b>很长" not in screen.text for screen in screens)


def test_a_list_to_check_fits_and_tells_no_choice() -> None:
    entry = PaperEntry(2**31 - 1, 1, 1, 1, None, None, NOON, PaperState.CONFLICT)
    listed = ListedEntry(entry, "标题" * 100, LONG, Address("9" * 64, "8" * 64, "7" * 64))
    screen = checks_screen(CheckList((listed,) * 8, Page(1, 3)), WORDS, UTC)
    assert seen(screen.text) <= TEXT_LIMIT
    assert labels(screen)[-3:] == ["◀️ 上一页", "下一页 ▶️", "📋 回到开头"]
