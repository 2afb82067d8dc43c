"""What the doctor asks the Bot API server: is the token good, does the clock agree, where do updates go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.cli.doctor_findings import Finding, broken, fine, warning
from bot.config import Config

_TIMEOUT = aiohttp.ClientTimeout(total=15)
_NOTICEABLE = timedelta(seconds=5)
_TOO_MUCH = timedelta(seconds=60)
_RECENT = timedelta(hours=1)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server: what it said, and how far ahead of it our clock is."""

    ok: bool
    result: Any
    description: str
    ahead: timedelta | None


async def ask_telegram(config: Config, now: Clock = lambda: datetime.now(UTC)) -> list[Finding]:
    """All findings about Telegram; an unreachable server is one broken line, never an exception."""
    token = config.telegram.token.get_secret_value()
    if not token:
        return [broken("token", "token_missing")]
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            me = await _call(session, f"{config.telegram.base_url}{token}/getMe", now)
            hook = await _call(session, f"{config.telegram.base_url}{token}/getWebhookInfo", now) if me.ok else None
    except (TimeoutError, aiohttp.ClientError, ValueError) as error:
        # The address holds the token, and so may the error's text: only its kind is told.
        return [broken("token", "server_unreachable", error=type(error).__name__)]
    findings = [_clock(me.ahead), *_token(me)]
    return findings if hook is None else [*findings, *_webhook(config, hook, now())]


async def _call(session: aiohttp.ClientSession, url: str, now: Clock) -> Answer:
    started, before = time.monotonic(), now()
    async with session.get(url) as response:
        took = timedelta(seconds=time.monotonic() - started)
        data = await response.json(content_type=None)
    date = response.headers.get("Date")
    # The header is cut to whole seconds and was written about half-way through the call.
    there = parsedate_to_datetime(date) + timedelta(seconds=0.5) if date else None
    ahead = None if there is None else before + took / 2 - there
    if not isinstance(data, dict):
        raise ValueError("not a Bot API answer")
    return Answer(bool(data.get("ok")), data.get("result"), str(data.get("description", "")), ahead)


def _clock(ahead: timedelta | None) -> Finding:
    if ahead is None:
        return warning("clock", "clock_unknown")
    seconds = f"{ahead.total_seconds():+.0f}"
    if abs(ahead) > _TOO_MUCH:
        return broken("clock", "clock_off", seconds=seconds)
    return warning("clock", "clock_off", seconds=seconds) if abs(ahead) > _NOTICEABLE else fine("clock", "clock_fine")


def _token(me: Answer) -> Iterator[Finding]:
    if not me.ok:
        yield broken("token", "token_refused", description=me.description)
        return
    yield fine("token", "token_good", username=me.result.get("username", ""))
    if me.result.get("can_join_groups") is False:
        yield warning("token", "groups_forbidden")
    if me.result.get("can_read_all_group_messages"):
        yield warning("token", "privacy_off")


def _webhook(config: Config, hook: Answer, now: datetime) -> Iterator[Finding]:
    info: dict[str, Any] = hook.result if hook.ok else {}
    there = str(info.get("url", ""))
    settings = config.telegram.webhook
    waiting = info.get("pending_update_count", 0)
    if config.telegram.mode == "polling":
        yield warning("webhook", "webhook_in_the_way") if there else fine("webhook", "polling", waiting=waiting)
    elif there == settings.public_url.rstrip("/") + settings.path:
        yield fine("webhook", "webhook_set", waiting=waiting)
    else:
        yield warning("webhook", "webhook_elsewhere" if there else "webhook_unset")
    failed = info.get("last_error_date")
    if failed and now - datetime.fromtimestamp(failed, UTC) < _RECENT:
        yield warning("webhook", "webhook_failing", error=info.get("last_error_message", ""))
