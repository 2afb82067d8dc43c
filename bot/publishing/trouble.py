"""What a failed send means for the group and the card (Bot API: ResponseParameters; error strings of the server)."""

from __future__ import annotations

from enum import Enum

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.request import NotSent


class Trouble(Enum):
    """What to do next."""

    DONE = "done"  # nothing to do: the message says so already
    LATER = "later"  # certainly not sent; try again
    UNKNOWN = "unknown"  # may have been sent or not
    GONE = "gone"  # the bot is not in the chat
    MUTED = "muted"  # the group does not let it write for now; nobody tells when that is over
    MIGRATED = "migrated"  # the chat has another id now
    LOST = "lost"  # the message is not there any more
    TOPIC_GONE = "topic_gone"  # the forum topic is closed or deleted
    REFUSED = "refused"  # Telegram will never accept this


_SENTENCES = (
    ("message is not modified", Trouble.DONE),
    ("message to edit not found", Trouble.LOST),
    ("message can't be edited", Trouble.LOST),
    ("message_id_invalid", Trouble.LOST),
    ("chat not found", Trouble.GONE),
    ("not enough rights", Trouble.MUTED),
    ("have no rights to send", Trouble.MUTED),
    ("message thread not found", Trouble.TOPIC_GONE),
    ("topic_closed", Trouble.TOPIC_GONE),
    ("topic_deleted", Trouble.TOPIC_GONE),
)


def trouble_of(error: TelegramError) -> Trouble:
    """Read an error. BadRequest and TimedOut are NetworkErrors to the library: the order of the questions matters."""
    if isinstance(error, (RetryAfter, NotSent)):
        return Trouble.LATER
    if isinstance(error, ChatMigrated):
        return Trouble.MIGRATED
    if isinstance(error, Forbidden):
        return Trouble.GONE
    if isinstance(error, BadRequest):
        message = error.message.lower()
        return next((trouble for part, trouble in _SENTENCES if part in message), Trouble.REFUSED)
    if isinstance(error, NetworkError):
        return Trouble.UNKNOWN
    return Trouble.REFUSED
