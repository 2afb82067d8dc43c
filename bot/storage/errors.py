"""Which failures of the database may pass by themselves."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError


def is_transient(error: BaseException) -> bool:
    """Whether trying again may help: locked, unreachable, out of disk space, connection lost."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
