"""Telegram in: decode, one action, answer."""
