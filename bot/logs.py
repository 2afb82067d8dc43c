"""Logging: structlog over the standard library, one line an event, never a token.

A token lets anybody act as the bot. It stands in every Bot API address, so it turns up in exception texts and in other
libraries' lines; whatever leaves through the handler set up here has it cut out.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TextIO

import orjson
import structlog

_TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_CUT = "[token]"
# They write addresses, request bodies or a line a request.
_QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "asyncio", "sqlalchemy")
# It warns, every few seconds, of ticks that are late while Telegram is out of reach.
_VERY_QUIET = ("apscheduler",)


def redact(text: str, token: str = "") -> str:
    """The text without anything that looks like a bot token, and without ``token`` whatever it looks like."""
    if token:
        text = text.replace(token, _CUT)
    return _TOKEN.sub(_CUT, text)


def outline(error: BaseException) -> str:
    """What failed and where, without the error's words: a database's message quotes the values, so votes and names."""
    here = error.__traceback__
    while here is not None and here.tb_next is not None:
        here = here.tb_next
    if here is None:
        return type(error).__name__
    code = here.tb_frame.f_code
    return f"{type(error).__name__} in {code.co_name}, {code.co_filename.rsplit('/', 1)[-1]}:{here.tb_lineno}"


class TokenFilter(logging.Filter):
    """Cuts tokens out of a record's message, arguments and fields; lets every record pass."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def clean(self, text: str) -> str:
        """The text without tokens and without the secrets this filter knows."""
        for secret in self._secrets:
            text = text.replace(secret, _CUT)
        return redact(text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        if isinstance(record.msg, Mapping):
            record.msg = self._field(record.msg)
        else:
            record.msg = self.clean(record.getMessage())
            record.args = None
        return True

    def _field(self, value: object) -> Any:
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, Mapping):
            return {key: item if key == "exc_info" else self._field(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._field(item) for item in value]
        return self.clean(str(value)) if isinstance(value, (Exception, bytes)) else value


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record and cleans the result once more: tracebacks are only text here."""

    def __init__(self, tokens: TokenFilter, **options: Any) -> None:
        super().__init__(**options)
        self._tokens = tokens

    def format(self, record: logging.LogRecord) -> str:
        return self._tokens.clean(super().format(record))


def configure(
    form: Literal["console", "json"] = "console",
    level: str = "INFO",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log line of this process, ours and the libraries', to one stream (stderr).

    ``secrets`` are cut out besides everything that looks like a token: the bot's own token, the webhook's secret.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    tokens = TokenFilter(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(tokens)
    handler.setFormatter(_Formatter(tokens, foreign_pre_chain=shared, processors=_rendering(form)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _VERY_QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def _rendering(form: Literal["console", "json"]) -> list[Any]:
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if form == "console":
        return [remove, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [remove, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_dumps)]


def _dumps(value: Any, **_options: Any) -> str:
    return orjson.dumps(value, default=str).decode()
