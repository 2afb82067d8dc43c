"""Slip codes: what proves that a letter reached a household.

A code is the household's number and a keyed digest of it, written in Crockford's base 32 (no I, L, O, U). The key is
not in the database: a stolen database reveals no code, and slips can be printed again. Raising a household's serial
revokes its code. 40 bits of digest with a handful of tries an hour cannot be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_DIGEST_CHARS = 8
_NUMBER_CHARS = 4


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A code as read from a slip: which household it names, and the digest that must match."""

    household_id: int
    digest: str


def _base32(number: int, width: int) -> str:
    chars = ""
    while number or len(chars) < width:
        number, rest = divmod(number, 32)
        chars = _ALPHABET[rest] + chars
    return chars


def _digest(key: bytes, household_id: int, serial: int) -> str:
    raw = hmac.digest(key, f"louyuan slip 1:{household_id}:{serial}".encode(), hashlib.sha256)
    return _base32(int.from_bytes(raw[:5]), _DIGEST_CHARS)


def slip_code(key: bytes, household_id: int, serial: int) -> str:
    """The code of a household's slip, e.g. ``0007K3QF7H2M``; at least 12 characters, fit for a deep link."""
    return _base32(household_id, _NUMBER_CHARS) + _digest(key, household_id, serial)


def spaced(code: str) -> str:
    """The code in groups of four, easier to read and to type."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read_code(text: str) -> SlipCode | None:
    """The code somebody typed, forgiving case, spaces, dashes and look-alike letters; None when it is no code."""
    chars = "".join(char for char in text.upper() if char.isalnum()).translate(_LOOKALIKES)
    if not _NUMBER_CHARS + _DIGEST_CHARS <= len(chars) <= 16 or any(char not in _ALPHABET for char in chars):
        return None
    number = 0
    for char in chars[:-_DIGEST_CHARS]:
        number = number * 32 + _ALPHABET.index(char)
    return SlipCode(household_id=number, digest=chars[-_DIGEST_CHARS:])


def proves(key: bytes, code: SlipCode, serial: int) -> bool:
    """Whether the code is the household's current one; compared in constant time."""
    return hmac.compare_digest(_digest(key, code.household_id, serial), code.digest)


def was_revoked(key: bytes, code: SlipCode, serial: int) -> bool:
    """Whether the code is an earlier one of the same household (the last twenty serials are looked at)."""
    return any(proves(key, code, earlier) for earlier in range(max(1, serial - 20), serial))


def fingerprint(key: bytes) -> str:
    """Tells keys apart without revealing them."""
    return hmac.digest(key, b"louyuan slip key fingerprint", hashlib.sha256)[:8].hex()
