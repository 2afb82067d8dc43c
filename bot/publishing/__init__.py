"""Telegram out: stale cards redrawn, letters sent, within Telegram's flood budget. A published message is a cache."""

from bot.publishing.loop import Publisher

__all__ = ["Publisher"]
