"""A slip makes a resident: notice, relation, done; nothing is lost, and nothing happens twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.actions.choose_relation import change_relation
from bot.actions.verification_state import open_question
from bot.rules.people import Relation
from bot.rules.refusals import Reason
from bot.rules.slips import slip_code
from bot.rules.verification import NO, Step
from bot.storage.database import Database
from bot.storage.models import code_try, household, inbox, membership, person, verification_draft
from bot.storage.people import find_person, set_language
from tests.actions.people_world import KEY, World, make_config, make_world, refusal_of
from tests.builders import NOON

WANG, LI = 1001, 1002
WRONG = slip_code(b"another key", 1, 1)


async def rows(world: World, table: object) -> int:
    """How many rows a table has."""
    return await world.db.read(lambda connection: connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]


async def test_a_slip_leads_over_two_questions_into_the_household(db: Database) -> None:
    world = await make_world(db)
    steps = [
        (await world.shows(WANG, world.code(0))).step,
        (await world.consents(WANG, 0)).step,
        (await world.says(WANG, 0, Relation.TENANT)).step,
    ]
    assert steps == [Step.CONSENT, Step.RELATION, Step.DONE]
    [tenure] = await world.tenures(WANG)
    assert (tenure.membership.household.id, tenure.membership.relation) == (world.homes[0], Relation.TENANT)
    assert tenure.since == NOON
    assert await rows(world, verification_draft) == 0


async def test_the_confirmation_names_community_building_entrance_and_room(db: Database) -> None:
    world = await make_world(db)
    home = (await world.shows(WANG, world.code(4))).home
    address = home.household.address
    assert (home.community_name, address.building, address.entrance, address.room) == ("金祥花园", "2", "1", "102")


async def test_nothing_about_the_person_is_kept_before_the_consent(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    assert await rows(world, person) == 0


async def test_refusing_consent_keeps_nothing(db: Database) -> None:
    world = await make_world(db)
    await world.do(lambda connection: set_language(connection, WANG, "en"))
    await world.shows(WANG, world.code(0))
    assert (await world.consents(WANG, 0, NO)).step is Step.DECLINED
    assert [await rows(world, table) for table in (person, verification_draft, membership)] == [0, 0, 0]


async def test_consent_is_asked_once_and_each_slip_adds_a_flat(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    world.later = timedelta(minutes=1)
    assert (await world.shows(WANG, world.code(3))).step is Step.RELATION
    await world.says(WANG, 3, Relation.FAMILY)
    assert [tenure.membership.relation for tenure in await world.tenures(WANG)] == [Relation.OWNER, Relation.FAMILY]


async def test_an_owner_waits_for_staff_where_the_slip_proves_the_household_only(db: Database) -> None:
    world = await make_world(db)
    assert not (await world.moves_in(WANG, 0)).owner_confirmed
    assert [tenure.membership.owner_confirmed for tenure in await world.tenures(WANG)] == [False]


async def test_an_owner_is_confirmed_at_once_where_the_slip_proves_both(db: Database) -> None:
    world = await make_world(db, make_config("slip"))
    assert (await world.moves_in(WANG, 0)).owner_confirmed
    assert not (await world.moves_in(LI, 0, Relation.TENANT)).owner_confirmed


async def test_a_draft_survives_a_restart(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    await world.consents(WANG, 0)
    again = Database(db.url)
    waiting = await open_question(again, world.request(WANG), world.config)
    await again.close()
    assert waiting is not None
    assert waiting.step is Step.RELATION


async def test_a_draft_of_yesterday_has_expired(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    world.later = timedelta(hours=24)
    assert (await refusal_of(world.consents(WANG, 0))).reason is Reason.VERIFICATION_EXPIRED
    assert await open_question(db, world.request(WANG), world.config) is None
    await world.shows(LI, world.code(1))
    assert await rows(world, verification_draft) == 1


async def test_an_answer_without_any_draft_has_expired(db: Database) -> None:
    world = await make_world(db)
    for asking in (world.consents(WANG, 0), world.says(WANG, 0, Relation.OWNER), world.disowns(WANG, 0)):
        assert (await refusal_of(asking)).reason is Reason.VERIFICATION_EXPIRED


async def test_double_taps_and_old_buttons_show_where_things_stand(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    assert (await world.disowns(WANG, 0)).step is Step.CONSENT
    assert (await world.says(WANG, 0, Relation.OWNER)).step is Step.CONSENT
    await world.consents(WANG, 0)
    assert (await world.consents(WANG, 0)).step is Step.RELATION
    assert (await world.consents(WANG, 0, NO)).step is Step.RELATION
    await world.says(WANG, 0, Relation.OWNER)
    late = [
        await world.consents(WANG, 0, NO),
        await world.says(WANG, 0, Relation.TENANT),
        await world.disowns(WANG, 0),
    ]
    assert [progress.step for progress in late] == [Step.DONE] * 3
    assert [tenure.membership.relation for tenure in await world.tenures(WANG)] == [Relation.OWNER]


async def test_a_button_of_another_slip_answers_nothing(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    await world.consents(WANG, 0)
    await world.shows(WANG, world.code(1))
    shown = await world.says(WANG, 0, Relation.OWNER)
    assert (shown.step, shown.home.household.id) == (Step.RELATION, world.homes[1])


async def test_saying_it_is_not_my_home_registers_nothing(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    await world.consents(WANG, 0)
    assert (await world.disowns(WANG, 0)).step is Step.REJECTED
    assert await world.tenures(WANG) == ()
    assert await rows(world, verification_draft) == 0


async def test_a_household_has_as_many_people_as_allowed(db: Database) -> None:
    world = await make_world(db, make_config(people=2))
    await world.moves_in(1, 0)
    await world.moves_in(2, 0)
    refused = await refusal_of(world.shows(3, world.code(0)))
    assert (refused.reason, refused.facts) == (Reason.CODE_USED_UP, {"most": 2})
    assert (await world.shows(1, world.code(0))).step is Step.ALREADY_YOURS


async def test_the_last_place_goes_to_one_of_two_who_answer_together(db: Database) -> None:
    world = await make_world(db, make_config(people=1))
    for who in (WANG, LI):
        await world.shows(who, world.code(0))
        await world.consents(who, 0)
    answers = [world.says(who, 0, Relation.OWNER) for who in (WANG, LI)]
    outcomes = await asyncio.gather(*answers, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Progress", "Refusal"]
    assert await rows(world, membership) == 1


async def test_a_slip_revoked_in_the_middle_lets_nobody_in(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    await world.consents(WANG, 0)
    await world.do(lambda connection: connection.execute(update(household).values(slip_serial=2)).rowcount)
    assert (await refusal_of(world.says(WANG, 0, Relation.OWNER))).reason is Reason.CODE_REVOKED
    assert await world.tenures(WANG) == ()
    assert (await refusal_of(world.shows(WANG, world.code(0)))).reason is Reason.CODE_REVOKED
    assert (await world.shows(WANG, world.code(0, serial=2))).step is Step.RELATION


async def test_wrong_codes_are_counted_down_and_then_have_to_wait(db: Database) -> None:
    world = await make_world(db, make_config(tries=3))
    left = [(await refusal_of(world.shows(WANG, WRONG))).facts["left"] for _ in range(2)]
    assert left == [2, 1]
    last = await refusal_of(world.shows(WANG, WRONG))
    # Noon UTC is eight in the evening in Shanghai; an hour later the first try no longer counts.
    assert (last.reason, last.facts) == (Reason.TOO_MANY_TRIES, {"time": "21:00"})
    assert (await refusal_of(world.shows(WANG, world.code(0)))).reason is Reason.TOO_MANY_TRIES
    assert (await world.shows(LI, world.code(0))).step is Step.CONSENT
    world.later = timedelta(hours=1)
    assert (await world.shows(WANG, world.code(0))).step is Step.CONSENT
    assert await rows(world, code_try) == 0


async def test_right_unreadable_and_revoked_codes_are_no_wrong_tries(db: Database) -> None:
    world = await make_world(db, make_config(tries=2))
    await world.do(lambda connection: connection.execute(update(household).values(slip_serial=2)).rowcount)
    for code in (world.code(0), "123", world.code(0, serial=2), world.code(1, serial=2)):
        await asyncio.gather(world.shows(WANG, code), return_exceptions=True)
    assert await rows(world, code_try) == 0
    assert (await refusal_of(world.shows(WANG, "???"))).reason is Reason.CODE_UNREADABLE


@pytest.mark.parametrize("number", [10**6, 2**33])
async def test_a_code_of_a_flat_that_does_not_exist_is_wrong(db: Database, number: int) -> None:
    world = await make_world(db)
    assert (await refusal_of(world.shows(WANG, slip_code(KEY, number, 1)))).reason is Reason.CODE_WRONG


async def test_the_same_flat_again_is_kindly_known_and_the_relation_can_change(db: Database) -> None:
    world = await make_world(db, make_config("slip"))
    await world.moves_in(WANG, 0)
    known = await world.shows(WANG, world.code(0))
    assert (known.step, known.relation) == (Step.ALREADY_YOURS, Relation.OWNER)
    asked = await change_relation(db, world.request(WANG), world.config, world.homes[0])
    assert asked.step is Step.RELATION
    await world.says(WANG, 0, Relation.TENANT)
    [tenure] = await world.tenures(WANG)
    assert (tenure.membership.relation, tenure.membership.owner_confirmed) == (Relation.TENANT, False)


async def test_somebody_who_rejects_a_change_of_relation_stays_what_they_were(db: Database) -> None:
    world = await make_world(db)
    await world.moves_in(WANG, 0)
    await change_relation(db, world.request(WANG), world.config, world.homes[0])
    assert (await world.disowns(WANG, 0)).step is Step.ALREADY_YOURS
    assert [tenure.membership.relation for tenure in await world.tenures(WANG)] == [Relation.OWNER]


async def test_the_relation_to_a_flat_of_others_cannot_be_changed(db: Database) -> None:
    world = await make_world(db)
    asking = change_relation(db, world.request(WANG), world.config, world.homes[0])
    assert (await refusal_of(asking)).reason is Reason.NOT_A_MEMBER


async def test_the_consent_and_the_end_of_the_update_are_one_transaction(db: Database) -> None:
    world = await make_world(db)
    await world.shows(WANG, world.code(0))
    request = world.request(WANG)
    row = {"update_id": request.update_id + 1, "lane": WANG, "raw": b"{}", "received_at": NOON, "done": False}
    await world.do(lambda connection: connection.execute(inbox.insert(), row).rowcount)
    await world.consents(WANG, 0)
    done = await db.read(lambda connection: connection.scalar(select(inbox.c.done)))
    known = await db.read(lambda connection: find_person(connection, WANG))
    assert done is True
    assert known is not None
    assert known.consented_at == NOON
