"""Texts and captions as Telegram's server takes them: cleaned, parsed, trimmed, measured.

Source: Bot API, "Formatting options"; TDLib, `clean_input_string` and MessageContent.cpp;
Client.cpp of the real server, `get_formatted_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .entities import Entity, check_nesting, checked, trimmed
from .errors import bad_request, refused
from .htmlparse import parse_html

FindUser = Callable[[int], dict[str, Any] | None]

TEXT_CHARACTERS = 4096
CAPTION_CHARACTERS = 1024
SOURCE_BYTES = 32_768
MOST_ENTITIES = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x09]")
_REMOVED = re.compile(r"[\r\u2028-\u202e]")


def clean(text: str) -> str:
    """Without carriage returns and direction overrides; other control characters become spaces."""
    return _CONTROL.sub(" ", _REMOVED.sub("", text))


def formatted(params: dict[str, Any], text_key: str, entities_key: str, find: FindUser) -> tuple[str, list[Entity]]:
    """The text of a call after parsing, with its entities. Raises ApiError in Telegram's words.

    `find` gives the User object behind an id; a mention of somebody the bot does not know becomes plain text.
    """
    source: str = params.get(text_key, "")
    if len(source.encode()) > SOURCE_BYTES:
        raise bad_request("text is too long")
    mode = params.get("parse_mode", "")
    if mode:
        if entities_key in params:
            raise refused(f'give either "parse_mode" or "{entities_key}"')
        text, entities = parse_html(source) if _is_html(mode) else ("", [])
        if _REMOVED.search(text) or _CONTROL.search(text):
            text, entities = _clean_with(text, entities)
    else:
        text = clean(source)
        entities = checked(text, params.get(entities_key, []))
    if len(entities) > MOST_ENTITIES:
        raise refused(f"more than {MOST_ENTITIES} entities: Telegram shows no more")
    check_nesting(entities)
    return trimmed(text, _mentions(entities, find))


def _mentions(entities: list[Entity], find: FindUser) -> list[Entity]:
    known = []
    for entity in entities:
        if entity["type"] != "text_mention":
            known.append(entity)
        elif (user := find(entity.get("user", {}).get("id", 0))) is not None:
            known.append(entity | {"user": user})
    return known


def _is_html(mode: str) -> bool:
    if mode.lower() == "html":
        return True
    if mode.lower() in ("markdown", "markdownv2"):
        raise refused(f"parse_mode {mode} is not supported, use HTML or entities")
    raise bad_request("unsupported parse_mode")


def _clean_with(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cleaning that moves entities along with the characters that vanish (all of them one UTF-16 unit wide)."""
    gone = [match.start() for match in _REMOVED.finditer(text)]
    units = [len(text[:index].encode("utf-16-le")) // 2 for index in gone]
    moved = []
    for entity in entities:
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        new_start = start - sum(unit < start for unit in units)
        new_stop = stop - sum(unit < stop for unit in units)
        if new_stop > new_start:
            moved.append(entity | {"offset": new_start, "length": new_stop - new_start})
    return clean(text), moved


def message_text(params: dict[str, Any], find: FindUser) -> tuple[str, list[Entity]]:
    """The text of sendMessage or editMessageText: 1 to 4096 characters (code points) after parsing."""
    text, entities = formatted(params, "text", "entities", find)
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT_CHARACTERS:
        raise bad_request("message is too long")
    return text, entities


def caption_text(params: dict[str, Any], find: FindUser) -> tuple[str | None, list[Entity]]:
    """The caption of a file: up to 1024 characters after parsing, None when there is none."""
    text, entities = formatted(params, "caption", "caption_entities", find)
    if len(text) > CAPTION_CHARACTERS:
        raise bad_request("message caption is too long")
    return text or None, entities
