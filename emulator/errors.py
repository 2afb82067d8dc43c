"""Refusals in Telegram's own words.

Descriptions are those of the real Bot API server (tdlib/telegram-bot-api, `Client::fail_query_with_error`) and TDLib.
What only this emulator refuses says so: `Bad Request: emulator: …`.
"""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class ApiError(Exception):
    """A call that Telegram answers with `ok: false`; `retry_after` is in seconds."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> dict[str, object]:
        """The JSON body of the reply (Bot API, "Making requests" and ResponseParameters)."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        parameters: dict[str, int] = {}
        if self.retry_after is not None:
            parameters["retry_after"] = self.retry_after
        if self.migrate_to is not None:
            parameters["migrate_to_chat_id"] = self.migrate_to
        if parameters:
            body["parameters"] = parameters
        return body


class ConnectionLost(Exception):
    """The client gets no reply: the connection was dropped."""


class NoReply(ConnectionLost):
    """The client gets no reply: the server kept silent, longer than the client waits."""


def bad_request(description: str) -> ApiError:
    """400 with the prefix and the lower-case first letter that the real server gives."""
    if len(description) > 1 and not (description[1].isupper() or description[1] == "_"):
        description = description[0].lower() + description[1:]
    return ApiError(400, f"Bad Request: {description}")


def refused(description: str) -> ApiError:
    """400 for what Telegram would silently accept or ignore, and a careful bot never sends."""
    return ApiError(400, f"Bad Request: emulator: {description}")


def forbidden(description: str) -> ApiError:
    """403: the bot may not write here."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409: somebody else receives this bot's updates."""
    return ApiError(409, f"Conflict: {description}")


def too_many(seconds: int) -> ApiError:
    """429 with `retry_after` in whole seconds (Query.cpp of the real server)."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def migrated(new_chat_id: int) -> ApiError:
    """400 for a basic group that became a supergroup (Bot API, ResponseParameters)."""
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=new_chat_id)
