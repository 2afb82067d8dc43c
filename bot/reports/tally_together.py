"""What is said beside a count of several communities: which are in it, and how many are not."""

from __future__ import annotations

import json

from bot.actions.tally_together import Summed
from bot.texts import Texts

_MOST_NAMED = 20


def name_of(count: int, words: Texts) -> str:
    """What stands where the name of one community would."""
    return words.plain("new.together.name", count=count)


def json_of(content: bytes, summed: Summed) -> bytes:
    """The tally as JSON with ``together``: the numbers in it, their communities, and how many were left out."""
    codes = summed.tally.consultation.community_code.split(",")
    beside = {"ids": list(summed.numbers), "communities": codes, "left_out": summed.left_out}
    whole = json.loads(content) | {"together": beside}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def lines_of(summed: Summed, words: Texts) -> list[str]:
    """The same in words."""
    shown = [str(number) for number in summed.numbers[:_MOST_NAMED]]
    numbers = ", ".join([*shown, "…"] if len(shown) < len(summed.numbers) else shown)
    lines = [words.plain("new.together.head", count=len(summed.numbers), numbers=numbers)]
    if summed.left_out:
        lines.append(words.plain("new.together.left_out", count=summed.left_out))
    return lines
