"""One running bot a database."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.storage.lock import AlreadyRunning, run_lock

_HOLDER = """
import sys
from bot.storage.lock import run_lock
with run_lock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_on_the_same_database_is_refused(database_url: str) -> None:
    with run_lock(database_url), pytest.raises(AlreadyRunning), run_lock(database_url):
        pass


def test_the_lock_is_free_after_the_run(database_url: str) -> None:
    taken = 0
    for _ in range(2):
        with run_lock(database_url):
            taken += 1
    assert taken == 2


def test_the_lock_is_free_after_a_failure(database_url: str) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(database_url):
        _ = 1 // 0
    assert _becomes_free(database_url)


def test_a_killed_run_does_not_keep_the_lock(database_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, database_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning), run_lock(database_url):
            pass
        holder.kill()
        holder.wait()
    assert _becomes_free(database_url)


def _becomes_free(url: str) -> bool:
    """PostgreSQL notices a vanished client within moments; look until it has."""
    for _ in range(10_000):
        try:
            with run_lock(url):
                return True
        except AlreadyRunning:
            continue
    return False
