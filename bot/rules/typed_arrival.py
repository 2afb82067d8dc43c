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

    A code of letters alone is taken for a word: one code in twenty, and its meeting has the QR code and "here" still.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _CODE.fullmatch(plain) or not any(char.isdigit() for char in plain):
        return None
    return plain.replace(" ", "").replace("-", "")
