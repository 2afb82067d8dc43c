"""A community, a group and the real program, for each bad day anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.stage import Stage, staged


@pytest.fixture
async def stage(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Six homes on SQLite; the program is not started yet."""
    async with staged(sqlite_database_url, tmp_path) as made:
        yield made
