"""Which failures of the database may pass by themselves."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

# SQLite says everything with one exception, a misspelt column as well as a locked file: only the words tell.
_PASSING_WORDS = ("locked", "busy", "full", "disk i/o", "unable to open", "readonly")


def is_transient(error: BaseException) -> bool:
    """Whether trying again may help: locked, unreachable, out of disk space, connection lost, none free."""
    if isinstance(error, OperationalError) and "sqlite" in type(error.orig).__module__:
        return any(word in str(error.orig).lower() for word in _PASSING_WORDS)
    if isinstance(error, (OperationalError, InterfaceError, NoneFree)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
