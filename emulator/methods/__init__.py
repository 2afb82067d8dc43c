"""The Bot API methods, by topic. Importing this package registers them all."""

from . import answering, chats, commands, deleting, editing, media, receiving, sending
from .registry import METHODS, Request

__all__ = [
    "METHODS",
    "Request",
    "answering",
    "chats",
    "commands",
    "deleting",
    "editing",
    "media",
    "receiving",
    "sending",
]
