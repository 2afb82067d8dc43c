"""getUpdates and the webhook methods."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from emulator.errors import WEBHOOK_ACTIVE, bad_request, conflict, refused
from emulator.webhooks import Webhook

from .registry import Request, Result, method

PORTS = (443, 80, 88, 8443)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
CONNECTIONS = 40
LOCAL = ("127.0.0.1", "localhost", "::1")


@method("getUpdates")
async def get_updates(request: Request) -> Result:
    """Bot API, getUpdates; one receiver at a time, and none while a webhook is set."""
    params, bot = request.params, request.bot
    if bot.sender.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    limit = params.get("limit", 100)
    if not 1 <= limit <= 100:
        raise refused("limit must be between 1 and 100")
    if params.get("timeout", 0) < 0:
        raise refused("timeout must not be negative")
    bot.queue.allow(params.get("allowed_updates"))
    return await bot.poller.poll(params.get("offset", 0), limit, params.get("timeout", 0), request.alive)


@method("setWebhook")
def set_webhook(request: Request) -> Result:
    """Bot API, setWebhook. Plain HTTP and other ports are taken for this machine only, as a local server would."""
    params, bot = request.params, request.bot
    if not params["url"]:
        return _remove(request)
    _check_address(params["url"])
    connections = params.get("max_connections", CONNECTIONS)
    if not 1 <= connections <= 100:
        raise refused("max_connections must be between 1 and 100")
    _check_secret(params.get("secret_token"))
    bot.queue.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates", False):
        bot.queue.drop_all()
    bot.poller.terminate()
    webhook = Webhook(params["url"], params.get("secret_token"), connections, params.get("ip_address"))
    bot.sender.start(webhook)
    request.description = "Webhook was set"
    return True


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.hostname in LOCAL and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _check_secret(secret: str | None) -> None:
    if secret is None or SECRET.fullmatch(secret):
        return
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    raise bad_request("secret token contains unallowed characters")


@method("deleteWebhook")
def delete_webhook(request: Request) -> Result:
    """Bot API, deleteWebhook: what was not delivered stays for getUpdates."""
    return _remove(request)


def _remove(request: Request) -> bool:
    bot = request.bot
    if request.params.get("drop_pending_updates", False):
        bot.queue.drop_all()
    was_set = bot.sender.webhook is not None
    bot.sender.stop()
    request.description = "Webhook was deleted" if was_set else "Webhook is already deleted"
    return True


@method("getWebhookInfo")
def get_webhook_info(request: Request) -> Result:
    """Bot API, getWebhookInfo."""
    bot, webhook = request.bot, request.bot.sender.webhook
    waiting = len(list(bot.queue.waiting(request.core.clock())))
    info: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": waiting}
    if webhook is not None:
        info |= {"url": webhook.url, "max_connections": webhook.max_connections}
        optional = {
            "ip_address": webhook.ip_address,
            "last_error_date": webhook.last_error_date,
            "last_error_message": webhook.last_error_message,
        }
        info |= {key: value for key, value in optional.items() if value is not None}
    if bot.queue.allowed:
        info["allowed_updates"] = bot.queue.allowed
    return info
