"""The log: one line an event, and never a token in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

TOKEN = "123456789:AAsecretsecretsecretsecretsecret_"
ODD = "1000:TEST"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_token_leaves_through_the_log(form: str) -> None:
    stream = io.StringIO()
    logs.configure("json" if form == "json" else "console", secrets=(ODD,), stream=stream)
    log = structlog.get_logger("bot.test")
    log.info("fetching", url=f"https://api.telegram.org/bot{TOKEN}/getMe", nested={"urls": [TOKEN, ODD]})
    log.warning(f"bot{TOKEN}", error=ValueError(TOKEN))
    logging.getLogger("library").warning("GET %s", f"/bot{TOKEN.replace(':', '%3A')}/getMe")
    logging.getLogger("library").warning({"url": TOKEN})
    for speaker in (log, logging.getLogger("library")):
        try:
            raise RuntimeError(f"The token `{TOKEN}` was rejected, {ODD} too")
        except RuntimeError:
            speaker.exception("failed")
    text = stream.getvalue()
    assert "AAsecret" not in text
    assert "1000:TEST" not in text
    assert text.count("RuntimeError") >= 2
    assert text.count("[token]") >= 9


def test_json_lines_have_a_time_a_level_and_a_name() -> None:
    stream = io.StringIO()
    logs.configure("json", stream=stream)
    structlog.get_logger("bot.test").info("started", updates=3)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["logger"], line["updates"]) == ("started", "info", "bot.test", 3)
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "telegram.Bot", "apscheduler.scheduler"])
def test_libraries_that_log_every_request_are_quiet(name: str) -> None:
    stream = io.StringIO()
    logs.configure(stream=stream, level="DEBUG")
    logging.getLogger(name).info("HTTP Request: POST …")
    assert stream.getvalue() == ""


def test_redacting_knows_the_shape_of_a_token_and_the_token_itself() -> None:
    assert logs.redact(f"a {TOKEN} b") == "a [token] b"
    assert logs.redact(f"a {ODD} b") == f"a {ODD} b"
    assert logs.redact(f"a {ODD} b", ODD) == "a [token] b"
    assert logs.redact("12:30, 2026-12-01 09:00, -100123:5") == "12:30, 2026-12-01 09:00, -100123:5"


def test_an_outline_says_where_and_never_what() -> None:
    try:
        int("张阿姨 votes 2")
    except ValueError as error:
        outline = logs.outline(error)
    assert outline.startswith("ValueError in test_an_outline")
    assert "张阿姨" not in outline
