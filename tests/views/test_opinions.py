"""Screens about opinions: within Telegram's limits and its HTML, whatever people write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions.give_opinion import GiveView
from bot.actions.list_opinions import Filter, ListPage, OpinionView, Tally
from bot.actions.my_opinions import MyOpinions
from bot.actions.work_opinion import WorkView
from bot.config import Organizer
from bot.rules.opinion_plan import OpinionPlan
from bot.rules.opinion_work import Deed, OpinionWork
from bot.rules.opinions import (
    ANSWER_LIMIT,
    PLACE_LIMIT,
    TEXT_LIMIT,
    Category,
    LedgerOpinion,
    OpinionEvent,
    OpinionFile,
    OpinionState,
)
from bot.rules.people import Address, Household, Membership, Relation
from bot.rules.permissions import Grant, Place, Role, RoleHeld
from bot.rules.verification import Home, Tenure
from bot.texts import LANGUAGES, texts
from bot.views.opinion_desk import done_screen, list_screen, opinion_screen, work_screen
from bot.views.opinion_give import category_words, give_screen, says_yes, sensitive_words, submitted_screen
from bot.views.opinion_letters import duty_letter, overdue_letter
from bot.views.opinion_mine import answer_letter, mine_screen, my_opinion_screen
from bot.views.opinion_payloads import one_number, two_numbers
from tests.rules.test_opinions import NOON, SHANGHAI, opinion
from tests.views.limits import check

TODAY = date(2026, 12, 9)
HOSTILE = "<b>&\u202e\u2066\u200f\u200b{x}</i>\u0000" * 500


def hostile() -> LedgerOpinion:
    """As long and as nasty as can be stored."""
    return opinion(
        text=HOSTILE[:TEXT_LIMIT],
        transcript=HOSTILE[: TEXT_LIMIT // 2],
        place=HOSTILE[:PLACE_LIMIT],
        building=HOSTILE[:64],
        community_name=HOSTILE[:200],
        owner_name=HOSTILE[:40],
        files=10,
        voices=3,
        alike=2,
        main_id=3,
        meeting_id=5,
    )


def closed(one: LedgerOpinion, state: OpinionState) -> LedgerOpinion:
    """The same with an answer."""
    return replace(one, state=state, answer=HOSTILE[:ANSWER_LIMIT], answered_at=NOON)


ALL = [hostile(), *(closed(hostile(), state) for state in (OpinionState.ANSWERED, OpinionState.REJECTED)), opinion()]


def held(telegram_id: int) -> RoleHeld:
    """A volunteer of building 1."""
    return RoleHeld(telegram_id, Grant(Role.VOLUNTEER, Place(None, 1, "1")), HOSTILE[:200], NOON)


def view(one: LedgerOpinion) -> OpinionView:
    """The opinion with a long history, many helpers and many like it."""
    verbs = ("raised", "assigned", "due", "linked", "parted", "transcribed", "answered", "rejected")
    events = tuple(OpinionEvent(verb, HOSTILE, 7, NOON) for verb in verbs)
    group = tuple(replace(one, id=number) for number in range(1, 60))
    helpers = tuple(held(2**40 + number) for number in range(20))
    return OpinionView(one, group, events, TODAY, helpers, group[:8])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", ALL)
def test_every_page_about_an_opinion_is_what_telegram_takes(language: str, one: LedgerOpinion) -> None:
    words, seen = texts(language), view(one)
    listed = ListPage(Filter.OPEN, (one,) * 6, 0, 3, Tally(6, 2, 1, 9), TODAY)
    screens = [
        list_screen(listed, words),
        opinion_screen(seen, words, SHANGHAI),
        my_opinion_screen(one, words, SHANGHAI, TODAY),
        mine_screen(MyOpinions((one,) * 6, 1, 3, 18), words, SHANGHAI, TODAY),
        submitted_screen(one, Organizer(), words),
        duty_letter(one, words),
        overdue_letter((one,) * 30, TODAY, words),
        done_screen(WorkView(OpinionWork(1, Deed.ANSWER, 12), seen, done=True, count=3), words, SHANGHAI),
    ]
    if one.state is not OpinionState.OPEN:
        screens.append(answer_letter(one, words))
    for deed in Deed:
        for text in (None, HOSTILE[:ANSWER_LIMIT]):
            work = WorkView(OpinionWork(1, deed, 12, text), seen)
            screens.append(work_screen(work, {2**40: HOSTILE[:200]}, 2**40 + 1, words))
    for screen in screens:
        assert check(screen)


def giving(plan: OpinionPlan, **more: object) -> GiveView:
    """Somebody with a home in building 1."""
    household = Household(5, 7, Address("1", None, "101"), 6000, None, True, 1)
    tenure = Tenure(Home(HOSTILE[:200], household), Membership(3, household, Relation.OWNER, False), NOON)
    return GiveView(plan, (tenure, tenure), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_what_telegram_takes(language: str) -> None:
    words = texts(language)
    files = tuple(OpinionFile(kind, "F", HOSTILE[:200]) for kind in ("photo", "voice", "document"))
    whole = OpinionPlan(1, 7, "1", Category.LIFT, HOSTILE[:PLACE_LIMIT], (HOSTILE[:TEXT_LIMIT],), files, finished=True)
    plans = [
        OpinionPlan(1),
        OpinionPlan(1, 7, "1"),
        replace(whole, category=None),
        replace(whole, place=None),
        replace(whole, finished=False, album="a"),
        replace(whole, texts=(), files=files[:1]),
        whole,
    ]
    for plan in plans:
        assert check(give_screen(giving(plan, given=3, resumed=True, private=("低保",) * 50), words))
        assert check(give_screen(giving(plan), words))


def test_the_summary_shows_all_that_was_said_as_it_was_said() -> None:
    plan = OpinionPlan(1, 7, "1", Category.LEAK, "", ("很" * TEXT_LIMIT,), (), finished=True)
    assert "很" * TEXT_LIMIT in check(give_screen(giving(plan), texts("zh-CN")))
    plain = replace(plan, texts=("三楼 <script> & 漏",))
    assert "三楼 <script> & 漏" in check(give_screen(giving(plain), texts("zh-CN")))


def test_no_page_for_helpers_tells_who_gave_it() -> None:
    assert {"person", "giver", "household", "room"}.isdisjoint(LedgerOpinion.__slots__)


def test_the_longest_overdue_come_first_with_their_days() -> None:
    late = [replace(opinion(), id=number, due_on=TODAY - timedelta(days=30 - number)) for number in range(1, 15)]
    told = check(overdue_letter(late, TODAY, texts("zh-CN")))
    assert told.index("第 1 号（超期 29 天）") < told.index("第 2 号（超期 28 天）")
    assert "另有 4 条" in told


@pytest.mark.parametrize("said", ["提交", " 好的 ", "OK", "Yes"])
def test_typed_assent_submits(said: str) -> None:
    assert says_yes(said)


@pytest.mark.parametrize("said", ["不好", "提交吗", "", "路灯不亮"])
def test_anything_else_is_more_of_the_opinion(said: str) -> None:
    assert not says_yes(said)


def test_categories_and_sensitive_words_are_known_in_every_language() -> None:
    assert {category_words()["电梯"], category_words()["lift"]} == {Category.LIFT}
    assert {"残疾", "癌", "低保", "宗教", "cancer"} <= set(sensitive_words())


@pytest.mark.parametrize("telegram_id", [1, 999_999_999, 1_000_000_000, 2**52 - 1])
def test_a_telegram_id_travels_in_two_numbers(telegram_id: int) -> None:
    upper, lower = two_numbers(telegram_id)
    assert max(upper, lower) < 2**31
    assert one_number(upper, lower) == telegram_id
