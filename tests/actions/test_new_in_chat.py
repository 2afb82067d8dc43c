"""/new: every step is a row, what is opened is opened once, and nobody asks where they do not serve."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.new_plan import begin_new, press_new
from bot.actions.new_what import FROM_OLD
from bot.actions.new_where import ALL, DONE, REMOVE
from bot.rules.attachments import MOST_FILES, Attachment
from bot.rules.consultation import ResultsPolicy, Secrecy
from bot.rules.new_plan import Ask, plan_from
from bot.rules.refusals import Reason, Refusal
from bot.rules.templates import sample
from bot.rules.written_file import DefinitionRejected
from bot.storage import attachments, dialogues
from bot.storage.database import Database
from bot.storage.models import dialogue
from bot.templates import available
from tests.actions.new_office import ADMIN, DOORKEEPER, TEMPLATES, WANG, Office, make_office

DRAWING = Attachment("photo", "file-1")


@pytest.fixture
async def office(db: Database) -> Office:
    """Two communities and those who serve them."""
    return await make_office(db)


async def test_a_question_of_ones_own_is_opened_as_it_was_written(office: Office) -> None:
    await office.written()
    await office.to_preview()
    opened = await office.finish()
    [made] = await office.made()
    assert opened.numbers == (made.id,)
    assert (made.title, made.questions[0].text) == ("楼道灯", "楼道灯换成声控的，您同意吗？")
    assert (made.questions[0].options, made.community_code) == (("同意", "不同意"), "JX01")
    assert made.opens_at == office.now
    assert (made.secrecy, made.results) == (Secrecy.NAMED, ResultsPolicy.LIVE)


async def test_every_step_is_stored_as_it_was_taken(office: Office) -> None:
    await office.written()
    await office.press(Ask.BUILDING, office.homes[0])
    await office.press(Ask.OPENS, 1)
    await office.press(Ask.CLOSES, 5)
    await office.press(Ask.SECRECY, 2)
    view = await office.file(Attachment("document", "file-2", "说明.pdf"))
    stored = await office.db.read(lambda connection: connection.scalar(select(dialogue.c.facts)))
    assert stored is not None
    assert plan_from(view.plan.facts()) == view.plan == (await office.view()).plan
    assert (view.plan.building, len(view.plan.files), view.plan.is_anonymous) == ("1", 1, True)


async def test_what_is_opened_is_opened_once(office: Office) -> None:
    await office.written()
    view = await office.to_preview()
    await office.finish()
    with pytest.raises(Refusal) as refused:
        await press_new(office.db, office.desk, view.plan.serial, Ask.OPENS, 0)
    assert refused.value.reason is Reason.NEW_GONE
    with pytest.raises(AssertionError):
        await office.view()
    assert len(await office.made()) == 1


async def test_one_plan_asks_many_communities_with_the_same_drawings(office: Office) -> None:
    office.who = ADMIN
    await office.written()
    await office.press(Ask.COMMUNITIES, office.here)
    await office.press(REMOVE, office.here)
    with pytest.raises(Refusal) as refused:
        await office.press(DONE, 0)
    assert refused.value.reason is Reason.NEW_NO_COMMUNITY
    await office.press(ALL, 0)
    await office.press(DONE, 0)
    for ask, value in ((Ask.OPENS, 1), (Ask.CLOSES, 3), (Ask.SECRECY, 2)):
        await office.press(ask, value)
    await office.file(DRAWING)
    await office.press(Ask.FILES, 0)
    opened = await office.finish()
    made = await office.made()
    assert opened.numbers == tuple(each.id for each in made)
    assert [each.community_code for each in made] == ["HY02", "JX01"]
    assert {each.group_id for each in made} == {made[0].id}
    files = await office.db.read(lambda connection: [attachments.of(connection, each.id) for each in made])
    assert files == [(DRAWING,), (DRAWING,)]


async def test_staff_choose_among_their_own_communities_only(office: Office) -> None:
    view = await office.written()
    assert (view.plan.communities, view.plan.ask) == ((office.here,), Ask.BUILDING)
    await office.to_preview()
    view = await office.edit(Ask.COMMUNITIES)
    assert [each.code for each in view.offered] == ["JX01"]
    with pytest.raises(Refusal) as refused:
        await office.press(Ask.COMMUNITIES, office.there)
    assert refused.value.reason is Reason.NEW_GONE
    with pytest.raises(Refusal) as unknown:
        await office.type("HY02")
    assert unknown.value.reason is Reason.UNKNOWN_COMMUNITY


@pytest.mark.parametrize(("who", "reason"), [(DOORKEEPER, Reason.NEW_NOWHERE), (WANG, Reason.NOT_ALLOWED)])
async def test_who_serves_no_whole_community_cannot_begin(office: Office, who: int, reason: Reason) -> None:
    office.who = who
    with pytest.raises(Refusal) as refused:
        await begin_new(office.db, office.desk)
    assert refused.value.reason is reason


async def test_a_right_that_is_lost_meanwhile_opens_nothing(office: Office) -> None:
    await office.written()
    view = await office.to_preview()
    office.who = ADMIN
    facts = view.plan.facts()
    assert facts["communities"] == (office.here,)
    office.who = 2
    plan = replace(view.plan, communities=(office.there,))
    await office.db.write(lambda connection: dialogues.begin(connection, 2, "new", plan.facts(), office.now))
    with pytest.raises(Refusal) as refused:
        await office.finish()
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert await office.made() == []


async def test_a_button_of_an_earlier_question_changes_nothing(office: Office) -> None:
    view = await office.written()
    assert (await office.press(Ask.KIND, 2)).plan == view.plan
    assert (await office.press(Ask.SOURCE, FROM_OLD)).plan == view.plan


async def test_a_plan_is_forgotten_after_an_hour(office: Office) -> None:
    await office.written()
    office.now += timedelta(minutes=61)
    with pytest.raises(AssertionError):
        await office.view()


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (("同意",), "option_count"),
        (("同意\n同意",), "option_twice"),
        (("方案A 路边\n方案B 地下",), "no_none_of_these"),
        (("同意\n" + "字" * 101,), "option_too_long"),
    ],
)
async def test_options_are_checked_as_in_a_file(office: Office, texts: tuple[str, ...], reason: str) -> None:
    await office.begin()
    await office.type("怎么改？")
    view = await office.press(Ask.KIND, 1)
    with pytest.raises(DefinitionRejected) as rejected:
        await office.type(*texts)
    assert [fault.reason for fault in rejected.value.faults] == [reason]
    assert (await office.view()).plan == view.plan


async def test_numbers_before_options_go_and_several_may_be_chosen(office: Office) -> None:
    await office.begin()
    await office.type("先修什么？")
    await office.press(Ask.KIND, 2)
    view = await office.type("1 路灯\n2 下水道\n3、停车")
    assert view.plan.questions[0]["options"] == ["路灯", "下水道", "停车"]
    assert view.plan.ask is Ask.MOST
    with pytest.raises(DefinitionRejected):
        await office.type("4")
    assert (await office.type("2")).plan.questions[0]["max_choices"] == 2


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_every_template_goes_from_its_values_to_the_preview(office: Office, language: str, name: str) -> None:
    office.templates = available(language).templates
    view = await office.begin(list(office.templates).index(name) + 1)
    while view.plan.ask is Ask.VALUE:
        value = view.value
        assert value is not None
        optional = value.default is not None or not value.required
        view = await (office.press(Ask.VALUE, 0) if optional else office.type(str(sample(value))))
    view = await office.to_preview()
    assert view.preview is not None
    assert view.preview.consultation.template == name
    await office.finish()
    [made] = await office.made()
    assert [replace(each, id=0) for each in made.questions] == list(view.preview.consultation.questions)


async def test_a_value_that_does_not_fit_is_asked_for_again(office: Office) -> None:
    view = await office.begin(list(TEMPLATES).index("design_review") + 1)
    with pytest.raises(DefinitionRejected):
        await office.type("字" * 100)
    with pytest.raises(Refusal) as refused:
        await office.press(Ask.VALUE, 0)
    assert refused.value.reason is Reason.NEW_GONE
    assert (await office.view()).plan == view.plan


async def test_files_are_taken_where_they_are_asked_for_and_only_so_many(office: Office) -> None:
    await office.written()
    with pytest.raises(Refusal) as early:
        await office.file(DRAWING)
    assert early.value.reason is Reason.NEW_WANTS_WORDS
    await office.press(Ask.BUILDING, 0)
    for ask, value in ((Ask.OPENS, 0), (Ask.CLOSES, 3), (Ask.SECRECY, 1), (Ask.RESULTS, 2)):
        await office.press(ask, value)
    await office.file(DRAWING)
    await office.file(DRAWING)
    await office.edit(Ask.ABOUT)
    await office.press(Ask.ABOUT, 102)
    view = await office.file(DRAWING)
    assert [(file.question, file.option) for file in view.plan.files] == [(0, 0), (1, 2)]
    for number in range(MOST_FILES - 2):
        await office.file(Attachment("photo", f"more-{number}"))
    with pytest.raises(Refusal) as full:
        await office.file(Attachment("photo", "too-many"))
    assert full.value.reason is Reason.FILES_TOO_MANY
    assert len((await office.press(Ask.FILES, 0)).plan.files) == MOST_FILES


async def test_an_old_one_is_copied_with_questions_and_drawings(office: Office) -> None:
    await office.written(("同意", "不同意", "说不清"))
    await office.to_preview()
    await office.edit(Ask.FILES)
    await office.file(DRAWING)
    await office.press(Ask.FILES, 0)
    first = (await office.finish()).numbers[0]
    view = await office.begin(FROM_OLD)
    assert [each.id for each in view.older] == [first]
    await office.press(Ask.LIST, first)
    await office.to_preview()
    second = (await office.finish()).numbers[0]
    made = await office.made()
    assert [replace(each, id=0) for each in made[1].questions] == [replace(each, id=0) for each in made[0].questions]
    assert await office.db.read(lambda connection: attachments.of(connection, second)) == (DRAWING,)


async def test_a_building_is_typed_by_its_name(office: Office) -> None:
    await office.written()
    with pytest.raises(Refusal) as refused:
        await office.type("9")
    assert refused.value.reason is Reason.UNKNOWN_BUILDING
    assert (await office.type("1")).plan.building == "1"
    await office.to_preview()
    await office.finish()
    assert [each.scope.building for each in await office.made()] == ["1"]
