"""Questionnaires: every answer is kept at once, handing in makes ballots, and a home has one set of them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, select

from bot.actions.cast_ballot import Press, cast_ballot
from bot.actions.my_votes import my_votes
from bot.actions.questionnaire import Ended, Typed, open_form, press, show_question, show_summary, type_in
from bot.actions.questionnaire_desk import Desk
from bot.actions.questionnaire_hand_in import HandIn, hand_in, keep_standing, withdraw
from bot.actions.transact import Request
from bot.rules.answers import SKIPPED, Answer, chosen
from bot.rules.consultation import Answerers, Consultation, Question, Scope
from bot.rules.questionnaire_form import OWN, Form, seal_of
from bot.rules.questionnaire_steps import Deed
from bot.rules.refusals import Reason, Refusal
from bot.storage import ballots
from bot.storage.database import Database
from bot.storage.models import ballot, ballot_history
from tests import builders
from tests.builders import NOON, Village
from tests.questionnaires import EVERYTHING, LAST, LEVEL, MENU, SHORT, WHY, WILLING, questionnaire

_updates = count(1)
_SECOND = timedelta(seconds=1)


class World:
    """A village, a questionnaire, and people who answer it."""

    def __init__(self, db: Database, village: Village, asked: Consultation) -> None:
        self.db, self.village, self.asked = db, village, asked
        self.now = NOON

    def desk(self, who: int = 1000) -> Desk:
        """Somebody presses; time goes on by a second."""
        self.now += _SECOND
        return Desk(Request(next(_updates), who, self.now), message_id=7)

    async def open(self, who: int = 1000) -> Form:
        """The link."""
        return await open_form(self.db, self.desk(who), self.asked.id, OWN)

    async def press(
        self, number: int, option: int = 0, deed: Deed = Deed.SET, *, value: int = 0, who: int = 1000
    ) -> Form:
        """A button of the question with this number."""
        question = next(each for each in self.asked.questions if each.number == number)
        return await press(self.db, self.desk(who), question.id, OWN, deed, option, value)

    async def type(self, text: str | None, who: int = 1000) -> Typed | Ended | None:
        """Typed words."""
        return await type_in(self.db, self.desk(who), text)

    async def hand_in(self, who: int = 1000, seen: int = 0) -> HandIn:
        """Hand in."""
        return await hand_in(self.db, self.desk(who), self.asked.id, OWN, seen)

    async def said(self, home: int = 0) -> dict[int, Answer]:
        """What the ballots of a home say."""
        found = self.village.homes[home]
        return await self.db.read(lambda c: ballots.load_answers(c, self.asked.questions, found))


async def world(db: Database, *questions: Question, **wanted: object) -> World:
    """Three homes and an open questionnaire."""

    def make(connection: Connection) -> tuple[Village, Consultation]:
        made = builders.add_village(connection)
        return made, builders.add_consultation(
            connection,
            made.community_id,
            questionnaire(*questions, **wanted),  # type: ignore[arg-type]
        )

    return World(db, *await db.write(make))


async def whole(here: World, who: int = 1000, level: int = 2) -> None:
    """All of the short questionnaire is answered."""
    await here.press(1, 1, who=who)
    await here.press(2, level, who=who)
    await here.press(3, deed=Deed.SKIP, who=who)


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


async def test_handing_in_counts_for_every_home_of_the_person_at_once(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, here.village.people[0], here.village.homes[1]))
    await whole(here)
    done = await here.hand_in()
    assert (done.asks, done.open_question, done.form.is_recorded) == (False, False, True)
    assert await here.said(0) == await here.said(1) == {1: chosen(1), 2: chosen(2)}
    assert await here.said(2) == {}
    times = await db.read(lambda c: set(c.scalars(select(ballot.c.cast_at))))
    assert times == {here.now}


async def test_what_is_not_whole_is_not_handed_in(db: Database) -> None:
    here = await world(db, *SHORT)
    await here.press(1, 1)
    done = await here.hand_in()
    assert done.open_question
    assert done.form.draft.place == 2
    assert await here.said() == {}


async def test_skipping_everything_says_nothing_and_cannot_be_handed_in(db: Database) -> None:
    here = await world(db, LAST, LAST)
    for number in (1, 2):
        await here.press(number, deed=Deed.SKIP)
    assert (await here.hand_in()).open_question
    assert (await show_summary(db, here.desk(), here.asked.id, OWN)).answers == {1: SKIPPED, 2: SKIPPED}


async def test_a_change_counts_only_when_it_is_handed_in_again(db: Database) -> None:
    here = await world(db, *SHORT)
    await whole(here)
    await here.hand_in()
    changed = await here.press(2, 5)
    assert not changed.is_recorded
    assert (await here.said())[2] == chosen(2)
    done = await here.hand_in()
    assert not done.asks
    assert (await here.said())[2] == chosen(5)


async def test_the_second_phone_of_a_home_is_asked_before_it_replaces_the_first(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000, level=1)
    await here.hand_in(1000)
    second = await here.hand_in(2000)
    assert second.asks
    assert dict(second.form.stands) == {1: chosen(1), 2: chosen(1)}
    assert (await here.said())[2] == chosen(1)
    agreed = await here.hand_in(2000, seal_of(second.form.standing))
    assert not agreed.asks
    assert (await here.said())[2] == chosen(5)
    first = await here.open(1000)
    assert dict(first.answers) == {1: chosen(1), 2: chosen(5), 3: SKIPPED}


async def test_agreeing_to_replace_one_answer_is_no_agreement_to_replace_another(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000)
    await here.hand_in(1000)
    seen = seal_of((await here.hand_in(2000)).form.standing)
    await here.hand_in(1000)
    assert (await here.hand_in(2000, seen)).asks


async def test_the_second_phone_may_leave_it_as_it_is(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 2000, level=5)
    await whole(here, 1000, level=1)
    await here.hand_in(1000)
    kept = await keep_standing(db, here.desk(2000), here.asked.id, OWN)
    assert kept.is_recorded
    assert dict(kept.answers) == {1: chosen(1), 2: chosen(1), 3: SKIPPED}


async def test_somebody_who_comes_second_without_an_own_answer_sees_what_stands_and_may_change_it(db: Database) -> None:
    here = await world(db, *SHORT)
    await db.write(lambda c: builders.add_member(c, builders.add_person(c, 2000), here.village.homes[0], "family"))
    await whole(here, 1000)
    await here.hand_in(1000)
    form = await here.open(2000)
    assert (form.draft.place, form.is_recorded) == (0, True)
    await here.press(2, 4, who=2000)
    assert not (await here.hand_in(2000)).asks
    assert (await here.said())[2] == chosen(4)


async def test_everything_is_taken_back_at_once_and_the_answers_stay_at_hand(db: Database) -> None:
    here = await world(db, *SHORT)
    with pytest.raises(Refusal) as refused:
        await withdraw(db, here.desk(), here.asked.id, OWN)
    assert refused.value.reason is Reason.NOTHING_TO_WITHDRAW
    await whole(here)
    await here.hand_in()
    form = await withdraw(db, here.desk(), here.asked.id, OWN)
    assert (await here.said(), form.standing) == ({}, None)
    assert form.answers == {1: chosen(1), 2: chosen(2), 3: SKIPPED}
    history = await db.read(lambda c: list(c.scalars(select(ballot_history.c.choices).order_by(ballot_history.c.id))))
    assert history == ["1", "2", "", ""]
    assert not (await here.hand_in()).asks


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
