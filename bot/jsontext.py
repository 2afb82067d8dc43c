"""JSON as Telegram writes and reads it: fast, and forgiving about broken characters, which people do send."""

from __future__ import annotations

import json
from typing import Any

import orjson


def loads(payload: bytes) -> Any:
    """JSON, fast where possible; forgiving like the standard library about broken characters. Raises ValueError."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:
        return json.loads(payload.decode("utf-8", "replace"))


def dumps(value: Any) -> bytes:
    """JSON of ``value``; broken characters (lone surrogates) are escaped as the standard library does."""
    try:
        return orjson.dumps(value)
    except (orjson.JSONEncodeError, TypeError):
        return json.dumps(value).encode()
