"""From what came over the wire to a call's typed parameters, refusing what Telegram would quietly ignore."""

from __future__ import annotations

from typing import Any

from . import schema
from .errors import ApiError, bad_request, refused

Upload = tuple[str, bytes]
"""A file that came with a call: its name and its bytes."""

_UNSUPPORTED = (
    "business_connection_id direct_messages_topic_id suggested_post_parameters message_effect_id allow_paid_broadcast "
    "inline_message_id rich_message certificate thumbnail"
)
UNSUPPORTED = frozenset(_UNSUPPORTED.split())
"""Parameters of the real Bot API that this emulator does not act upon, and therefore refuses."""

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id not specified",
    "user_id": "invalid user_id specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
}
"""The real server's words for a required parameter that is not there."""


def read(method: str, raw: dict[str, Any], files: dict[str, Upload]) -> dict[str, Any]:
    """The typed parameters of a call; raises ApiError for unknown, missing or wrongly typed ones."""
    fields = schema.METHODS[method]
    typed = {name: _value(fields, name, value) for name, value in raw.items() if value is not None}
    _check_files(fields, typed, files)
    for name, field in fields.items():
        if field.required and name not in typed and name not in files:
            raise bad_request(MISSING[name]) if name in MISSING else refused(f'parameter "{name}" is required')
    return typed


def _value(fields: dict[str, schema.Field], name: str, value: Any) -> Any:
    field = fields.get(name)
    if field is None:
        raise refused(f'unknown parameter "{name}"')
    if name in UNSUPPORTED:
        raise refused(f'parameter "{name}" is not supported')
    where = f'parameter "{name}"'
    if isinstance(value, str) and not _is_utf8(value):
        raise bad_request("strings must be encoded in UTF-8")
    try:
        if isinstance(value, str):
            value = schema.decode(value, field, where)
        schema.check(value, field.types, where)
    except schema.Mismatch as mismatch:
        raise _mismatch(name, value, str(mismatch)) from None
    return value


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mismatch(name: str, value: Any, reason: str) -> ApiError:
    if name == "reply_markup" and not isinstance(value, dict):
        return bad_request("object expected as reply markup")
    return refused(reason)


def _check_files(fields: dict[str, schema.Field], typed: dict[str, Any], files: dict[str, Upload]) -> None:
    attached = None
    for name in files:
        if name in fields:
            if "InputFile" not in fields[name].types or name in UNSUPPORTED:
                raise refused(f'parameter "{name}" takes no file')
            continue
        attached = attached if attached is not None else repr(typed)
        if f"attach://{name}" not in attached:
            raise refused(f'unknown parameter "{name}"')
