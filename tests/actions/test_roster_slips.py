"""Slips: the same again when printed again, new ones after revoking, and a key that is never replaced silently."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.actions.issue_slips import SlipSet, issue_slips
from bot.actions.revoke_slip import revoke_slips
from bot.actions.slip_key import renew_slip_key, slip_key
from bot.rules.people import Address
from bot.rules.refusals import Reason, Refusal
from bot.rules.slips import proves, read_code, was_revoked
from bot.storage.database import Database
from tests.builders import NOON, add_community, add_household, add_village

KEY = bytes(range(32))


async def issue(db: Database, building: str | None = None) -> SlipSet:
    return await issue_slips(db, "JX01", KEY, "sample_bot", building)


@pytest.fixture
async def village(db: Database) -> Database:
    """Three flats of building 1 and one of building 2 that does not count."""

    def fill(connection: Connection) -> None:
        made = add_village(connection, homes=3)
        add_household(connection, made.community_id, "101", building="2", entrance="", counted=False)

    await db.write(fill)
    return db


async def test_every_flat_gets_a_slip_whose_code_proves_it(village: Database) -> None:
    made = await issue(village)
    assert [slip.address.building for slip in made.slips] == ["1", "1", "1", "2"]
    for slip in made.slips:
        code = read_code(slip.code)
        assert code is not None
        assert proves(KEY, code, serial=1)
        assert slip.link == f"https://t.me/sample_bot?start={slip.code}"
    assert len({slip.code for slip in made.slips}) == 4


async def test_printing_again_gives_the_same_codes(village: Database) -> None:
    assert await issue(village) == await issue(village)


async def test_another_key_gives_other_codes(village: Database) -> None:
    made = await issue(village)
    other = await issue_slips(village, "JX01", bytes(32), "sample_bot")
    assert not {slip.code for slip in made.slips} & {slip.code for slip in other.slips}


async def test_a_revoked_slip_gets_a_new_code_and_the_others_keep_theirs(village: Database) -> None:
    before = {slip.address: slip.code for slip in (await issue(village)).slips}
    revoked = await revoke_slips(village, "JX01", ["2/101"], NOON)
    after = {slip.address: slip.code for slip in (await issue(village)).slips}
    assert revoked == (Address("2", None, "101"),)
    assert {address for address in before if before[address] != after[address]} == set(revoked)
    old = read_code(before[revoked[0]])
    assert old is not None
    assert not proves(KEY, old, serial=2)
    assert was_revoked(KEY, old, serial=2)


async def test_one_wrong_line_revokes_nothing(village: Database) -> None:
    before = await issue(village)
    with pytest.raises(Refusal) as raised:
        await revoke_slips(village, "JX01", ["2/101", "9/9/9"], NOON)
    assert raised.value.reason is Reason.UNKNOWN_HOUSEHOLD
    assert await issue(village) == before


async def test_one_building_can_be_printed_alone(village: Database) -> None:
    assert [slip.address for slip in (await issue(village, "2")).slips] == [Address("2", None, "101")]
    with pytest.raises(Refusal) as raised:
        await issue(village, "7")
    assert raised.value.reason is Reason.UNKNOWN_BUILDING


async def test_a_community_without_flats_has_no_slips(db: Database) -> None:
    await db.write(lambda connection: add_community(connection, "JX01"))
    with pytest.raises(Refusal) as raised:
        await issue(db)
    assert raised.value.reason is Reason.NO_HOUSEHOLDS


async def test_the_key_is_made_once_and_only_its_owner_may_read_it(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "louyuan.key"
    key = await slip_key(db, path)
    assert len(key) == 32
    assert await slip_key(db, path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() == key.hex()


def kept_keys(folder: Path) -> list[Path]:
    return list(folder.glob("louyuan.key.*.old"))


async def refusal(db: Database, path: Path) -> Reason:
    with pytest.raises(Refusal) as raised:
        await slip_key(db, path)
    return raised.value.reason


async def test_a_lost_key_is_never_replaced_silently(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "louyuan.key"
    await slip_key(db, path)
    path.unlink()
    assert await refusal(db, path) is Reason.SLIP_KEY_LOST
    assert not path.exists()


async def test_another_key_than_the_slips_were_made_with_is_refused(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "louyuan.key"
    await slip_key(db, path)
    path.write_text(bytes(32).hex())
    assert await refusal(db, path) is Reason.SLIP_KEY_MISMATCH


@pytest.mark.parametrize("content", ["", "no key", "ab" * 31, "\xff"])
async def test_a_file_that_holds_no_key_is_refused(db: Database, tmp_path: Path, content: str) -> None:
    path = tmp_path / "louyuan.key"
    path.write_text(content)
    assert await refusal(db, path) is Reason.SLIP_KEY_UNUSABLE


async def test_a_place_where_no_key_can_be_written_is_refused(db: Database, tmp_path: Path) -> None:
    assert await refusal(db, tmp_path / "nowhere" / "louyuan.key") is Reason.SLIP_KEY_UNUSABLE


async def test_a_new_key_on_purpose_replaces_the_old_one_and_keeps_its_file(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "louyuan.key"
    old = await slip_key(db, path)
    new = await renew_slip_key(db, path)
    assert new != old
    assert await slip_key(db, path) == new
    assert [kept.read_text().strip() for kept in kept_keys(tmp_path)] == [old.hex()]


async def test_a_new_key_helps_when_the_old_one_is_lost(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "louyuan.key"
    await slip_key(db, path)
    path.unlink()
    new = await renew_slip_key(db, path)
    assert await slip_key(db, path) == new
