"""Deep links to bots: `https://t.me/<bot>?start=<payload>`.

Source: Bots features, "Deep linking": A-Z, a-z, 0-9, _ and -, up to 64 characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

HOSTS = ("t.me", "telegram.me")
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
PARAMETERS = ("start", "startgroup")


@dataclass(frozen=True, slots=True)
class StartLink:
    """A link that begins a conversation with a bot; `username` is in lower case."""

    username: str
    parameter: str
    payload: str

    @property
    def usable(self) -> bool:
        """Whether Telegram passes the payload on."""
        return PAYLOAD.fullmatch(self.payload) is not None


def start_link(url: str) -> StartLink | None:
    """The link's parts, None for any other address."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.netloc.lower() not in HOSTS:
        return None
    query = parse_qs(parts.query, keep_blank_values=True)
    for parameter in PARAMETERS:
        if parameter in query:
            return StartLink(parts.path.strip("/").lower(), parameter, query[parameter][0])
    return None
