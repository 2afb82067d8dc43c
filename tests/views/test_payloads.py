"""What buttons carry, and what comes back from outside."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.views
from bot.views import payloads
from bot.views.payloads import Payload, decode, encode
from bot.views.screen import DATA_LIMIT

VERBS = (payloads.VOTE, payloads.WITHDRAW, payloads.BIND, payloads.CLOSE, payloads.CLOSE_NOW, payloads.TALLY)


@given(st.sampled_from(VERBS), st.lists(st.integers(0, Payload.LARGEST), max_size=Payload.MOST_NUMBERS))
def test_what_is_encoded_is_decoded_and_fits(verb: str, numbers: list[int]) -> None:
    data = encode(verb, *numbers)
    assert decode(data) == Payload(verb, tuple(numbers))
    assert len(data.encode()) <= DATA_LIMIT


@pytest.mark.parametrize(
    "data",
    ["", ":", ":1", "v:", "v:-1", "v:1.5", "v:²", "v:１", "v:1:2:3:4:5", "v: 1", "v:2147483648", "v:" + "9" * 60],
)
def test_what_is_not_ours_is_nothing(data: str) -> None:
    assert decode(data) is None


@given(st.text(max_size=64))
def test_anything_from_outside_is_read_without_an_error(data: str) -> None:
    payload = decode(data)
    assert payload is None or all(0 <= number <= Payload.LARGEST for number in payload.numbers)


def test_no_two_buttons_carry_the_same_verb() -> None:
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(bot.views.__path__):
        if module.name.endswith("payloads"):
            here = vars(importlib.import_module(f"bot.views.{module.name}")).items()
            for name, verb in here:
                if name.isupper() and "LINK" not in name and isinstance(verb, str):
                    where = f"{module.name}.{name}"
                    assert found.setdefault(verb, where) == where
