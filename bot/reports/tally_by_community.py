"""One question by community, as JSON and as CSV; counts that are withheld are null, or empty cells."""

from __future__ import annotations

from bot.actions.tally_by_community import ByCommunity, CommunityCount
from bot.reports.table_out import csv_text
from bot.reports.tally_json import json_bytes
from bot.texts import clean


def by_community_json(found: ByCommunity) -> bytes:
    """The question and one entry a community."""
    question = found.question
    facts = {
        "question": {"number": question.number, "text": question.text, "type": question.type.value},
        "communities": [_facts(each, question.options) for each in found.communities],
    }
    return json_bytes(facts)


def _facts(each: CommunityCount, labels: tuple[str, ...]) -> dict[str, object]:
    return {
        "id": each.number,
        "community": each.code,
        "name": each.name,
        "asked": each.asked,
        "answered": each.answered,
        "options": [
            {"number": number, "label": labels[number - 1], "households": homes} for number, homes in each.homes.items()
        ],
    }


def by_community_csv(found: ByCommunity) -> bytes:
    """One row a community and a column an option, with a byte order mark for spreadsheets."""
    labels = [clean(f"{number} {label}") for number, label in enumerate(found.question.options, 1)]
    rows = [
        [str(each.number), each.code, clean(each.name), str(each.asked), _cell(each.answered)]
        + [_cell(homes) for homes in each.homes.values()]
        for each in found.communities
    ]
    head = ["consultation", "community", "name", "asked", "answered", *labels]
    return csv_text(head, rows).encode("utf-8-sig")


def _cell(count: int | None) -> str:
    return "" if count is None else str(count)
