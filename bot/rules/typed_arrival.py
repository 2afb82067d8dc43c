"""Whether somebody typed that they have come, or the code that the door shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_CODE = re.compile(r"[2-9a-hjkmnp-z]{5}[ -]?[2-9a-hjkmnp-z]{5}")


def says_here(text: str, words: Sequence[str]) -> bool:
    """Whether the text is one of the words and nothing else but quotes and full stops."""
    bare = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"[^\w\s]", "", bare)
    return " ".join(bare.split()) in words


def check_in_code(text: str) -> str | None:
    """The ten signs of a code typed alone, without the gap; None for anything else.

    Ten letters without a digit may be a word: see ``lettered_code``.
    """
    code = _ten_signs(text)
    return None if code is None or code.isalpha() else code


def lettered_code(text: str) -> str | None:
    """Ten letters that may be a code or a word: new codes have a digit, but doors may still show older ones."""
    code = _ten_signs(text)
    return code if code is not None and code.isalpha() else None


def _ten_signs(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return plain.replace(" ", "").replace("-", "") if _CODE.fullmatch(plain) else None
