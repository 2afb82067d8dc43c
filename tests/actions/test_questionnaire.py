"""Questionnaires: every answer is kept at once, whoever may not answer is told why, and words are read or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.erase_person import erase_person
from bot.actions.my_votes import my_votes
from bot.actions.questionnaire import Ended, Typed, show_question
from bot.actions.show_mine import show_mine
from bot.actions.tidy import tidy
from bot.rules.answers import Answer, chosen
from bot.rules.consultation import Answerers, Scope
from bot.rules.questionnaire_form import OWN
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Reason, Refusal
from bot.storage import answering, milestones
from bot.storage.database import Database
from bot.storage.models import membership
from tests.actions.questionnaire_world import whole, world
from tests.builders import NOON
from tests.questionnaires import EVERYTHING, LEVEL, MENU, SHORT, WHY, WILLING


async def test_each_answer_is_kept_and_opening_again_goes_on_at_the_first_open_question(db: Database) -> None:
    here = await world(db, *SHORT)
    assert (await here.open()).draft.place == 1
    assert (await here.press(1, 3)).draft.place == 2
    again = await here.open()
    assert (again.draft.place, again.answers) == (2, {1: chosen(3)})
    here.now += timedelta(days=6)
    assert (await here.open()).answers == {1: chosen(3)}
    assert await here.said() == {}


async def test_a_half_ticked_question_is_gone_on_with_where_it_was_left(db: Database) -> None:
    here = await world(db, MENU, LEVEL)
    await here.press(1, 5)
    form = await here.open()
    assert (form.draft.place, form.answers) == (1, {1: chosen(5)})
    await here.press(1, 2)
    assert (await here.press(1, deed=Deed.DONE)).asks_most_wanted
    assert (await here.open()).asks_most_wanted
    assert (await here.press(1, 5, Deed.MOST)).draft.place == 2


async def test_conditions_open_and_close_questions(db: Database) -> None:
    here = await world(db, WILLING, WHY, EVERYTHING[4])
    assert (await here.press(1, 1)).draft.place == 5
    assert (await here.press(1, 3)).draft.place == 2
    await here.type("先修屋顶")
    await here.press(5, 1)
    assert not (await here.hand_in()).asks
    assert await here.said() == {1: chosen(3), 2: Answer(words="先修屋顶"), 5: chosen(1)}
    await here.press(1, 1)
    await here.hand_in()
    assert await here.said() == {1: chosen(1), 5: chosen(1)}


async def test_a_button_of_a_question_that_is_not_asked_any_more_says_so(db: Database) -> None:
    here = await world(db, WILLING, WHY, EVERYTHING[4])
    await here.press(1, 3)
    await here.press(1, 1)
    with pytest.raises(Refusal) as refused:
        await show_question(db, here.desk(), here.asked.questions[1].id, OWN)
    assert refused.value.reason is Reason.QUESTION_GONE


async def test_after_the_end_nothing_counts_and_the_one_who_types_is_told_once(db: Database) -> None:
    here = await world(db, *SHORT)
    await whole(here)
    here.now += timedelta(days=7)
    for attempt in (here.open(), here.press(1, 1), here.hand_in()):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.reason is Reason.CLOSED
    ended = await here.type("1")
    assert isinstance(ended, Ended)
    assert ended.refusal.reason is Reason.CLOSED
    assert await here.type("1") is None
    assert await here.said() == {}


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("nobody", Reason.NOT_VERIFIED),
        ("scope", Reason.OUT_OF_SCOPE),
        ("owners", Reason.OWNERSHIP_UNCONFIRMED),
        ("early", Reason.NOT_YET_OPEN),
    ],
)
async def test_whoever_may_not_answer_is_told_why(db: Database, case: str, reason: Reason) -> None:
    cases: dict[str, dict[str, object]] = {
        "scope": {"scope": Scope("9")},
        "owners": {"answerers": Answerers.OWNERS},
        "early": {"opens_at": NOON + timedelta(days=1)},
    }
    here = await world(db, *SHORT, **cases.get(case, {}))
    with pytest.raises(Refusal) as refused:
        await here.open(77 if case == "nobody" else 1000)
    assert refused.value.reason is reason


async def test_a_card_s_button_cannot_answer_a_question_of_a_questionnaire(db: Database) -> None:
    here = await world(db, *SHORT)
    with pytest.raises(Refusal) as refused:
        await cast_ballot(db, Press(here.desk().request, here.asked.questions[0].id, 1))
    assert refused.value.reason is Reason.UNKNOWN_CONSULTATION


async def test_words_that_cannot_be_read_change_nothing(db: Database) -> None:
    here = await world(db, *SHORT)
    assert await here.type("1") is None
    await here.open()
    for text, reason in (
        ("1 和 3", Reason.ONE_CHOICE_ONLY),
        ("嗯", Reason.ANSWER_UNREADABLE),
        (None, Reason.ANSWER_UNREADABLE),
    ):
        typed = await here.type(text)
        assert isinstance(typed, Typed)
        assert typed.refusal is not None
        assert (typed.refusal.reason, typed.form.draft.place, dict(typed.form.answers)) == (reason, 1, {})
    typed = await here.type("同意")
    assert isinstance(typed, Typed)
    assert (typed.form.draft.place, typed.form.answers) == (2, {1: chosen(1)})


async def test_after_a_long_pause_words_only_bring_the_question_back(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    here.now += timedelta(days=2)
    typed = await here.type("4")
    assert isinstance(typed, Typed)
    assert (typed.idle, dict(typed.form.answers)) == (True, {1: chosen(1)})
    typed = await here.type("4")
    assert isinstance(typed, Typed)
    assert typed.form.answers[2] == chosen(4)


async def test_typed_words_at_the_summary_open_a_question_or_hand_in(db: Database) -> None:
    here = await world(db, *SHORT)
    await whole(here)
    typed = await here.type("2")
    assert isinstance(typed, Typed)
    assert typed.form.draft.place == 2
    await here.press(2, 1)
    typed = await here.type("交上去")
    assert isinstance(typed, Typed)
    assert typed.hand_in
    await here.hand_in()
    assert await here.type("谢谢") is None


async def test_votes_list_questionnaires_with_how_far_they_have_come(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 2)
    papers = await my_votes(db, 1000, here.now)
    assert papers.papers == ()
    assert [form.answers for form in papers.forms] == [{1: chosen(2)}]
    assert papers.forms[0].standing is None


async def test_words_of_somebody_who_moved_out_are_for_nobody_here(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    await db.write(lambda c: c.execute(delete(membership)))
    assert await here.type("2") is None


async def test_what_was_answered_is_dropped_some_time_after_the_end(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    await tidy(db, here.now + timedelta(days=9))
    assert await db.read(lambda c: answering.newest(c, 1000)) is not None
    await db.write(lambda c: milestones.settle(c, here.asked.id, here.now + timedelta(days=7)))
    await tidy(db, here.now + timedelta(days=9))
    assert await db.read(lambda c: answering.newest(c, 1000)) is None


async def test_deleting_a_person_deletes_what_they_have_not_handed_in(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    mine = await show_mine(db, here.desk().request, (), answers=True)
    assert [(each.options, each.handed_in) for each in mine.answers] == [((1,), False)]
    await erase_person(db, here.desk().request)
    assert await db.read(lambda c: answering.newest(c, 1000)) is None
