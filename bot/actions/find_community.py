"""A community by the code somebody wrote, or a refusal that names the nearest code."""

from __future__ import annotations

import difflib

from bot.rules.refusals import Reason, Refusal
from bot.storage import communities
from bot.storage.communities import Community
from bot.storage.database import Connection


def community_named(connection: Connection, code: str) -> Community:
    """The community with this code. Raises Refusal(UNKNOWN_COMMUNITY), or (UNKNOWN_COMMUNITY_NEAR) with the nearest."""
    found = communities.by_code(connection, code)
    if found is None:
        near = difflib.get_close_matches(code.upper(), communities.codes(connection), n=1, cutoff=0.3)
        if near:
            raise Refusal(Reason.UNKNOWN_COMMUNITY_NEAR, community=code, near=near[0])
        raise Refusal(Reason.UNKNOWN_COMMUNITY, community=code)
    return found
