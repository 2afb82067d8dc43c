"""Host, responsible cadre and telephone of a meeting, as a helper types them: one a line, with or without a label."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.rules.meeting_draft import NAME_LIMIT, PHONE_LIMIT, one_line

_LABELS = {
    "host": ("主持人", "主持", "host", "led by"),
    "contact": ("分包干部", "包联干部", "干部", "联系人", "contact", "responsible"),
    "phone": ("联系电话", "电话", "手机", "phone", "tel"),
}
_PHONE = re.compile(r"\+?\d[\d\- ]{5,28}\d")
_PARTS = re.compile(r"[\n;,，；、]")
_NOISE = " \t:：()（）"
_NONE = ("无", "没有", "none", "-")


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """What stands in the invitation; each may be missing."""

    host: str | None = None
    contact: str | None = None
    phone: str | None = None


def read_people(text: str) -> NamedPeople:
    """Labelled lines in any order; without labels the first name leads and the second is responsible.

    Raises Refusal(MEETING_TEXT_LONG).
    """
    found: dict[str, str] = {}
    for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
        for key, value in _read(part, found):
            found.setdefault(key, one_line(value, PHONE_LIMIT if key == "phone" else NAME_LIMIT))
    return NamedPeople(found.get("host"), found.get("contact"), found.get("phone"))


def _read(part: str, known: dict[str, str]) -> list[tuple[str, str]]:
    phone = _PHONE.search(part)
    rest = part if phone is None else part[: phone.start()] + part[phone.end() :]
    said = [("phone", phone[0])] if phone is not None else []
    label, name = _labelled(rest.strip(_NOISE))
    if not name or name.casefold() in _NONE or label == "phone":
        return said
    return [*said, (label or ("contact" if "host" in known else "host"), name)]


def _labelled(text: str) -> tuple[str | None, str]:
    for key, labels in _LABELS.items():
        for label in labels:
            if text.casefold().startswith(label):
                return key, text[len(label) :].strip(_NOISE)
    return None, text
