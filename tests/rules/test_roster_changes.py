"""What an import changes, and addresses in order and in one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.addresses import named, natural, one_line, street_order
from bot.rules.people import Address
from bot.rules.roster import Flat, RosterCommunity
from bot.rules.roster_changes import compare, summary

ALL = frozenset({"area_source", "owner_group", "counted"})
parts = st.text(st.sampled_from("1234A座/"), min_size=1, max_size=3)
addresses = st.builds(Address, parts, st.none() | parts, parts)
flats = st.builds(
    Flat,
    addresses,
    st.integers(1, 9_999_999),
    st.sampled_from([None, "registry", "survey"]),
    st.none() | parts,
    st.booleans(),
)
rosters = st.lists(flats, max_size=8).map(lambda several: {flat.address: flat for flat in several})


def file_of(several: dict[Address, Flat]) -> RosterCommunity:
    return RosterCommunity("JX01", "金祥花园", None, several)


@given(rosters, rosters)
def test_taking_a_file_over_twice_is_taking_it_over_once(stored: dict[Address, Flat], new: dict[Address, Flat]) -> None:
    first = compare(stored, file_of(new), ALL)
    after = {**stored, **{flat.address: flat for flat in (*first.added, *first.changed)}}
    second = compare(after, file_of(new), ALL)
    assert {address: after[address] for address in new} == new
    assert (second.added, second.changed, second.unchanged) == ((), (), len(new))
    assert set(second.missing) == set(stored) - set(new)


def test_columns_that_the_file_lacks_keep_their_values() -> None:
    old = Flat(Address("1", None, "101"), 6000, "survey", "李", counted=False)
    new = Flat(old.address, 6100)
    changes = compare({old.address: old}, file_of({new.address: new}), frozenset({"owner_group"}))
    assert changes.changed == (Flat(old.address, 6100, "survey", None, counted=False),)


def test_a_flat_that_the_file_lacks_is_named_up_to_ten_times() -> None:
    stored = {(address := Address("1", None, str(room))): Flat(address, 1) for room in range(101, 113)}
    report = summary(file_of({}), "金祥花园", new=False, changes=compare(stored, file_of({}), ALL))
    assert report.missing == 12
    assert [address.room for address in report.missing_first] == [str(room) for room in range(101, 111)]


def test_addresses_stand_in_the_order_of_a_walk() -> None:
    rooms = [Address("10", "1", "101"), Address("2", "1", "1001"), Address("2", None, "x"), Address("2", "1", "201")]
    assert [one_line(each) for each in sorted(rooms, key=street_order)] == ["2/x", "2/1/201", "2/1/1001", "10/1/101"]


@given(parts, parts)
def test_names_can_always_be_put_in_order(first: str, second: str) -> None:
    assert (natural(first) < natural(second)) + (natural(second) < natural(first)) + (first == second) == 1


def test_a_line_names_one_address_or_none() -> None:
    several = [Address("1", "2", "301"), Address("1", None, "301"), Address("1", None, "2/301")]
    assert named("1/301", several) == Address("1", None, "301")
    assert named(" 1 / / 301", several) == Address("1", None, "301")
    assert named("1/2/301", several) is None
    assert named("9/9", several) is None
