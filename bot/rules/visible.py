"""What of a text people can see: nothing that hides or turns letters round."""

from __future__ import annotations

import re

# Direction overrides and invisible controls can make a name read as something else. PostgreSQL keeps no NUL, and half
# a character (a lone surrogate) is neither stored nor sent by anybody.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text without control and direction characters; line feeds, tabs and the joiners of emoji stay."""
    return _HIDDEN.sub("", text)
