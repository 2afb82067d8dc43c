"""The key that slips are made with: a file that only this installation has, made at first need and then never again."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.rules.refusals import Reason, Refusal
from bot.rules.slips import fingerprint
from bot.storage.database import Database
from bot.storage.settings import SLIP_KEY, read_setting, store_setting, store_setting_once

_BYTES = 32


async def slip_key(db: Database, path: Path) -> bytes:
    """The key in ``path``; a new one when neither the file nor slips made with another key exist.

    Raises Refusal: SLIP_KEY_LOST when slips were made but the file is gone, SLIP_KEY_MISMATCH when they were made with
    another key, SLIP_KEY_UNUSABLE when the file cannot be read, written, or holds no key. A slip already handed out
    would stop working with another key, so a new one is never made silently.
    """
    stored = await db.read(lambda connection: read_setting(connection, SLIP_KEY))
    key = _read(path)
    if key is None:
        if stored is not None:
            raise Refusal(Reason.SLIP_KEY_LOST, path=path)
        key = _create(path)
    mark = fingerprint(key)
    if stored is None:
        stored = await db.write(lambda connection: store_setting_once(connection, SLIP_KEY, mark))
    if stored != mark:
        raise Refusal(Reason.SLIP_KEY_MISMATCH, path=path)
    return key


async def renew_slip_key(db: Database, path: Path) -> bytes:
    """A new key on purpose: every slip handed out so far stops working. The old file, if any, is kept beside it.

    Raises Refusal(SLIP_KEY_UNUSABLE) when the new file cannot be written.
    """
    _set_aside(path)
    key = _create(path)
    await db.write(lambda connection: store_setting(connection, SLIP_KEY, fingerprint(key)))
    return key


def _set_aside(path: Path) -> None:
    try:
        mark = fingerprint(path.read_bytes())
        path.rename(path.with_name(f"{path.name}.{mark}.old"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refusal(Reason.SLIP_KEY_UNUSABLE, path=path) from error


def _read(path: Path) -> bytes | None:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Refusal(Reason.SLIP_KEY_UNUSABLE, path=path) from error
    if len(key) != _BYTES:
        raise Refusal(Reason.SLIP_KEY_UNUSABLE, path=path)
    return key


def _create(path: Path) -> bytes:
    """A new key in a new file, readable by its owner only."""
    key = secrets.token_bytes(_BYTES)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:  # another process that was first has perhaps not finished writing: trying again helps
        raise Refusal(Reason.SLIP_KEY_UNUSABLE, path=path) from error
    try:
        os.write(file, f"{key.hex()}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
    return key
