"""Reply markups: what Telegram's server refuses, and the readable form that people and tests look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import ApiError, bad_request, refused
from .links import start_link

PER_ROW = 8
TOTAL = 100
DATA_BYTES = 64
COPY_CHARACTERS = 256
_ACTIONS = (
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay"
)
ACTIONS = frozenset(_ACTIONS.split())


@dataclass(frozen=True, slots=True)
class Button:
    """One button as a person sees it; exactly one of `callback_data` and `url` is usually set."""

    text: str
    callback_data: str | None = None
    url: str | None = None


def check_markup(markup: dict[str, Any] | None, *, private: bool) -> None:
    """Raises ApiError for a keyboard that Telegram would refuse or silently cut."""
    if markup is None:
        return
    rows = markup.get("inline_keyboard", markup.get("keyboard", []))
    if any(len(row) > PER_ROW for row in rows) or sum(map(len, rows)) > TOTAL:
        raise bad_request("reply markup is too long")
    if "inline_keyboard" in markup:
        for row in rows:
            for button in row:
                _check_button(button, private)
    elif "keyboard" in markup and not any(rows):
        raise bad_request('can\'t parse keyboard button: Field "keyboard" must be non-empty')


def _check_button(button: dict[str, Any], private: bool) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = ACTIONS & button.keys()
    if not actions or button.get("callback_data") == "":
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise refused("an inline keyboard button has exactly one action")
    if len(button.get("callback_data", "").encode()) > DATA_BYTES:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    if "web_app" in button and not private:
        raise ApiError(400, "Bad Request: BUTTON_TYPE_INVALID")
    if "url" in button:
        _check_url(button["url"])
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= COPY_CHARACTERS:
        raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")


def _check_url(address: str) -> None:
    scheme, separator, rest = address.partition("://")
    usable = bool(separator) and scheme.lower() in ("http", "https", "tg", "ton") and bool(rest)
    host = rest.split("/")[0].split("?")[0].split(":")[0]
    if not usable or any(character.isspace() for character in address):
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
    if scheme.lower() in ("http", "https") and "." not in host:
        raise bad_request(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
    link = start_link(address)
    if link is not None and not link.usable:
        raise refused(f"the start payload of '{address}' has not 1 to 64 characters of A-Z a-z 0-9 _ -")


def buttons_of(markup: dict[str, Any] | None) -> list[list[Button]]:
    """The rows of an inline keyboard; of a reply keyboard too, whose buttons have neither data nor address."""
    if not markup:
        return []
    rows = markup.get("inline_keyboard", markup.get("keyboard", []))
    return [[_button(button) for button in row] for row in rows]


def _button(button: dict[str, Any] | str) -> Button:
    if isinstance(button, str):
        return Button(button)
    return Button(button["text"], button.get("callback_data"), button.get("url"))


def inline_only(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The inline keyboard of a reply markup, None for an empty one or another kind."""
    if markup and any(markup.get("inline_keyboard", [])):
        return {"inline_keyboard": [row for row in markup["inline_keyboard"] if row]}
    return None
