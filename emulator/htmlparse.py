"""Telegram's HTML parse mode, with its tags, its leniency towards `&` and its error strings.

Byte offsets in the errors count UTF-8 bytes of the source text.
Source: Bot API, "HTML style"; TDLib, MessageEntity.cpp.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .entities import Entity, ordered, utf16_length
from .errors import bad_request

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))|([a-zA-Z]+));?", re.ASCII)
_ATTRIBUTE = re.compile(r"""([^\s=>]+)\s*(?:(=\s*)(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]*)))?""")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    at: int  # UTF-16 offset in the result
    begin: int  # characters of the result in front of it


@dataclass(slots=True)
class _Parser:
    source: str
    position: int = 0
    result: list[str] = field(default_factory=list)
    offset: int = 0
    characters: int = 0
    nested: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            character = self.source[self.position]
            if character == "<":
                closing = self.source.startswith("/", self.position + 1)
                self._end_tag() if closing else self._start_tag()
            elif character == "&":
                self._reference()
            else:
                self._text_run()
        if self.nested:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self.nested[-1].tag}"')
        return "".join(self.result), ordered(self.entities[::-1])  # of equal spans the outer comes first

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _emit(self, text: str) -> None:
        self.result.append(text)
        self.characters += len(text)
        self.offset += utf16_length(text)

    def _text_run(self) -> None:
        stop = self.position
        while stop < len(self.source) and self.source[stop] not in "<&":
            stop += 1
        self._emit(self.source[self.position : stop])
        self.position = stop

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.position)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self._emit("&")
            self.position += 1
            return
        self._emit(decoded)
        self.position = match.end()

    def _start_tag(self) -> None:
        begin = self.position
        name_end = _until(self.source, begin + 1, " \t\r\n>")
        if name_end == len(self.source):
            raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = self.source[begin + 1 : name_end].lower()
        if tag not in KINDS:
            raise _cannot(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes, self.position = self._attributes(name_end, begin, tag)
        argument = _argument(tag, attributes)
        if tag == "span" and argument != "spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        if tag == "tg-emoji" and not argument.isdigit():
            raise _cannot("Invalid custom emoji identifier specified")
        self.nested.append(_Open(tag, argument, self.offset, self.characters))

    def _attributes(self, position: int, begin: int, tag: str) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            position = _skip_space(self.source, position)
            if position >= len(self.source):
                raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if self.source[position] == ">":
                return attributes, position + 1
            match = _ATTRIBUTE.match(self.source, position)
            if match is None:
                raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            position = match.end()
            self._check_attribute(match, begin, tag)
            quoted = match.group(3) if match.group(3) is not None else match.group(4)
            value = _unescape(quoted) if quoted is not None else (match.group(5) or "").lower()
            attributes[match.group(1).lower()] = value

    def _check_attribute(self, match: re.Match[str], begin: int, tag: str) -> None:
        """Raises ApiError for an attribute that does not end as it should."""
        behind = self.source[match.end() : match.end() + 1]
        if match.group(2) is None:
            if not behind:
                raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if (tag, match.group(1)) != ("blockquote", "expandable"):
                reason = f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                raise _cannot(f"{reason} at byte offset {self._byte(begin)}")
        elif not behind and match.group(2) == match.group(0)[-len(match.group(2)) :]:
            raise _cannot(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        elif behind in ('"', "'") and match.group(5) == "":
            raise _cannot(f"Unclosed start tag at byte offset {self._byte(begin)}")
        elif match.group(5) is not None and behind and behind != ">" and not behind.isspace():
            raise _cannot(f"Unexpected end of name token at byte offset {self._byte(match.start(5))}")

    def _end_tag(self) -> None:
        begin = self.position
        if not self.nested:
            raise _cannot(f"Unexpected end tag at byte offset {self._byte(begin)}")
        name_end = _until(self.source, begin + 2, " \t\r\n>")
        name = self.source[begin + 2 : name_end].lower()
        stop = _skip_space(self.source, name_end)
        if not self.source.startswith(">", stop):
            raise _cannot(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.nested.pop()
        if name and name != opened.tag:
            raise _cannot(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self.position = stop + 1
        if self.offset > opened.at:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: dict[str, Any] = {
            "type": KINDS[opened.tag],
            "offset": opened.at,
            "length": self.offset - opened.at,
        }
        if opened.tag == "a":
            _make_link(entity, opened.argument or "".join(self.result)[opened.begin :])
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag in ("code", "pre"):
            self._merge_code(entity, opened)
        if entity["type"]:
            self.entities.append(entity)

    def _merge_code(self, entity: dict[str, Any], opened: _Open) -> None:
        """`<pre><code class="language-x">` is one entity with a language."""
        if opened.tag == "code" and opened.argument:
            entity["_language"] = opened.argument
        inner = self.entities[-1] if self.entities else None
        if opened.tag == "pre" and inner is not None and inner["type"] == "code" and _same_span(inner, entity):
            self.entities.pop()
            if "_language" in inner:
                entity["language"] = inner["_language"]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities; raises ApiError in Telegram's words ("can't parse entities: …")."""
    text, entities = _Parser(source).run()
    for entity in entities:
        entity.pop("_language", None)
    return text, entities


def _cannot(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _until(text: str, position: int, stops: str) -> int:
    while position < len(text) and text[position] not in stops:
        position += 1
    return position


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _decoded(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _unescape(text: str) -> str:
    return _REFERENCE.sub(lambda match: _decoded(match) or match.group(0), text)


def _argument(tag: str, attributes: dict[str, str]) -> str:
    if tag == "a":
        return attributes.get("href", "")
    if tag == "code":
        return attributes.get("class", "").removeprefix("language-") if "class" in attributes else ""
    if tag == "span":
        given = attributes.get("class", "")
        return given.removeprefix("tg-") if given.startswith("tg-") else ""
    if tag == "tg-emoji":
        return attributes.get("emoji-id", "")
    return "1" if tag == "blockquote" and "expandable" in attributes else ""


def _same_span(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] == other["offset"] and one["length"] == other["length"])


def _make_link(entity: dict[str, Any], address: str) -> None:
    """A link to a person is a mention; one that Telegram cannot use leaves plain text behind."""
    person = re.fullmatch(r"tg://user/?\?id=([0-9]{1,15})", address)
    if person:
        entity |= {"type": "text_mention", "user": {"id": int(person[1])}}
        return
    if re.fullmatch(r"(?:https?|tg)://[^\s]+", address):
        entity["url"] = address
    elif re.fullmatch(r"[^\s/:]+\.[^\s:]+", address):
        entity["url"] = f"http://{address}"
    else:
        entity["type"] = ""
