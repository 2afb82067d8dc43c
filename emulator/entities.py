"""Message entities: offsets in UTF-16 units, entities people's clients find by themselves, and safe HTML for pages.

Source: Bot API, MessageEntity and "Formatting options"; TDLib, MessageEntity.cpp.
"""

from __future__ import annotations

import html
import re
from typing import Any

from .errors import bad_request, refused

Entity = dict[str, Any]

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
GIVEN = set(TAGS) | {"text_link", "text_mention", "custom_emoji"} | FOUND

CODE = ("code", "pre")
QUOTES = ("blockquote", "expandable_blockquote")
LINKS = ("text_link", "text_mention", "custom_emoji")

_PATTERNS = (
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?，。；：！？）)]|\bt\.me/[A-Za-z0-9_/?=&-]+", re.ASCII)),
    ("email", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def utf16_length(text: str) -> int:
    """The length in UTF-16 code units, which is how Telegram counts offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def boundaries(text: str) -> list[int]:
    """The UTF-16 offset in front of each character, and the one behind the last."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets


def checked(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities given by a bot, sorted; raises ApiError when one does not lie on characters of the text."""
    offsets = set(boundaries(text))
    end = utf16_length(text)
    for entity in entities:
        if entity["type"] not in GIVEN:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        _check_place(text, offsets, end, *_span(entity))
    return ordered([entity for entity in entities if entity["type"] not in FOUND])


def _check_place(text: str, offsets: set[int], end: int, start: int, stop: int) -> None:
    if start < 0 or stop < start:
        raise bad_request(f"Receive an entity with incorrect {'offset' if start < 0 else 'length'}")
    if start == stop:
        raise refused("an entity is empty")
    if start > end:
        raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {start}")
    beginning = f"Entity beginning at UTF-16 offset {start}"
    if stop > end:
        raise bad_request(f"{beginning} ends after the end of the text at UTF-16 offset {stop}")
    if start not in offsets:
        raise bad_request(f"Entity begins in a middle of a UTF-16 symbol at byte offset {_byte(text, start)}")
    if stop not in offsets:
        raise bad_request(f"{beginning} ends in a middle of a UTF-16 symbol at byte offset {_byte(text, stop)}")


def _byte(text: str, offset: int) -> int:
    """The byte behind the character in which a UTF-16 offset lies."""
    whole = boundaries(text)
    return len(text[: next(index for index, at in enumerate(whole) if at >= offset)].encode())


def check_nesting(entities: list[Entity]) -> None:
    """Raises ApiError for what Telegram would silently take apart.

    Code has nothing inside it and stands in nothing but a quotation; quotations and links do not nest; nothing overlaps
    by halves (Bot API, "Formatting options").
    """
    around: list[Entity] = []
    for entity in ordered(entities):
        start, stop = _span(entity)
        while around and _span(around[-1])[1] <= start:
            around.pop()
        for outer in around:
            if stop > _span(outer)[1] or not _may_contain(outer["type"], entity["type"]):
                raise refused(f"{entity['type']} inside {outer['type']} would be taken apart")
        around.append(entity)


def _may_contain(outer: str, inner: str) -> bool:
    if outer in CODE:
        return False
    if inner in CODE or outer in QUOTES:
        return outer in QUOTES and inner not in QUOTES
    return inner not in QUOTES and not (outer in LINKS and inner in LINKS)


def ordered(entities: list[Entity]) -> list[Entity]:
    """Outer entities first, as Telegram delivers them."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities plus commands, links, mentions, hashtags and addresses that stand in the text by themselves."""
    if not any(sign in text for sign in "/@#:."):
        return entities
    offsets = boundaries(text)
    taken = [_span(entity) for entity in entities if entity["type"] in ("code", "pre", "text_link", "text_mention")]
    found = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, stop = offsets[match.start()], offsets[match.end()]
            if all(stop <= low or start >= high for low, high in taken):
                found.append({"type": kind, "offset": start, "length": stop - start})
                taken.append((start, stop))
    return ordered([*entities, *found])


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, entities moved and cut accordingly, as Telegram's server stores it."""
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, entities
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(stripped)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        stop = min(end, entity["offset"] + entity["length"] - shift)
        if stop > start:
            moved.append(entity | {"offset": start, "length": stop - start})
    return stripped, moved


def to_html(text: str, entities: list[Entity]) -> str:
    """The text as HTML that is safe to put into a page: everything escaped, and only Telegram's own tags."""
    at = {offset: index for index, offset in enumerate(boundaries(text))}
    pieces: list[str] = []
    done = 0
    open_until: list[tuple[int, str]] = []
    for entity in ordered(entities):
        tags = _html_tags(text, entity, at)
        start, stop = at.get(entity["offset"]), at.get(entity["offset"] + entity["length"])
        if tags is None or start is None or stop is None or (open_until and stop > open_until[-1][0] > start):
            continue
        done = _close(text, pieces, open_until, done, start)
        pieces += [html.escape(text[done:start]), tags[0]]
        done = start
        open_until.append((stop, tags[1]))
    done = _close(text, pieces, open_until, done, len(text))
    return "".join([*pieces, html.escape(text[done:])])


def _close(text: str, pieces: list[str], open_until: list[tuple[int, str]], done: int, upto: int) -> int:
    while open_until and open_until[-1][0] <= upto:
        stop, tag = open_until.pop()
        pieces += [html.escape(text[done:stop]), tag]
        done = stop
    return done


def _html_tags(text: str, entity: Entity, at: dict[int, int]) -> tuple[str, str] | None:
    kind = entity["type"]
    if kind in TAGS:
        return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
    if kind == "text_link":
        return _link(entity["url"])
    if kind == "url":
        address = text[at[entity["offset"]] : at[entity["offset"] + entity["length"]]]
        return _link(address if "://" in address else f"https://{address}")
    return None


def _link(address: str) -> tuple[str, str] | None:
    if not address.lower().startswith(("http://", "https://", "tg://")):
        return None
    return f'<a href="{html.escape(address, quote=True)}" rel="noreferrer noopener">', "</a>"
