"""A small, strict Telegram for the demo, the tests and the benchmarks. It knows nothing of any particular bot."""

from .bots import Bot
from .callbacks import Answer, Press
from .calls import Call
from .dispatch import Reply
from .emulator import Emulator
from .errors import ApiError, ConnectionLost, NoReply
from .faults import Fault
from .files import StoredFile
from .keyboards import Button
from .limits import Limits
from .messages import Message
from .world import Chat, User

__all__ = [
    "Answer",
    "ApiError",
    "Bot",
    "Button",
    "Call",
    "Chat",
    "ConnectionLost",
    "Emulator",
    "Fault",
    "Limits",
    "Message",
    "NoReply",
    "Press",
    "Reply",
    "StoredFile",
    "User",
]
