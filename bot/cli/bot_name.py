"""The bot's user name for links made on the command line: given, remembered, or asked from Telegram."""

from __future__ import annotations

import re

import aiohttp

from bot.actions.remember_bot import remember_bot, stored_username
from bot.cli.common import Failure, Session
from bot.config import Config

# Bot API: user names are 5 to 32 Latin letters, digits and underscores.
_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
_TIMEOUT = aiohttp.ClientTimeout(total=10)


async def bot_username(session: Session, given: str | None) -> str:
    """The user name without @. Raises Failure when it is none, or nobody knows it."""
    name = given if given is not None else await stored_username(session.db)
    if name is None:
        name = await _asked(session.config)
        if name is None:
            raise Failure(session.texts.plain("slips.bot_unknown"))
        await remember_bot(session.db, name)
    bare = name.strip().removeprefix("@")
    if not _USERNAME.fullmatch(bare):
        raise Failure(session.texts.plain("slips.bot_wrong", bot=name))
    return bare


async def _asked(config: Config) -> str | None:
    """What Telegram says (Bot API: getMe); None without a token or an answer."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return None
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as client,
            client.get(f"{config.telegram.base_url}{token}/getMe") as response,
        ):
            answer = await response.json(content_type=None)
        return str(answer["result"]["username"])
    except (TimeoutError, aiohttp.ClientError, ValueError, LookupError, TypeError):
        return None
