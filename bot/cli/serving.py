"""``louyuan run``: the real bot."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import threading
from contextlib import ExitStack

import typer

from bot.cli.common import DEFAULT_CONFIG, ConfigOption, Failure, ensure_schema, fail, read_config, refusal_line
from bot.config import Config
from bot.lasting import lasting
from bot.rules.refusals import Refusal
from bot.texts import Texts, texts

# What is not written by then is done after the next start: it waits in the inbox.
_LAST_WRITES_SECONDS = 1.0
# "/test" leads to Telegram's test environment (Bot API, "Using bots in the test environment").
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+(/test)?")


def run_bot(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """启动机器人。 Run the bot until Ctrl+C or SIGTERM.

    Example: louyuan run --config config.toml
    """
    settings = read_config(config)
    words = texts(settings.locale.language)
    token = settings.telegram.token.get_secret_value()
    if not token:
        fail(words.plain("cli.token_missing"))
    if not _TOKEN.fullmatch(token):  # it becomes part of an address, where anything else would do harm
        fail(words.plain("cli.token_refused"))
    try:
        _run(settings, words)
    except Failure as failure:
        fail(str(failure))
    except Refusal as refusal:
        fail(refusal_line(refusal, settings, words))


def _run(settings: Config, words: Texts) -> None:
    from bot.logs import configure
    from bot.request import TokenRefused
    from bot.storage.lock import AlreadyRunning, run_lock

    secrets = (settings.telegram.token.get_secret_value(), settings.telegram.webhook.secret_token.get_secret_value())
    configure(secrets=secrets)
    lost = threading.Event()

    def give_way() -> None:
        lost.set()
        os.kill(os.getpid(), signal.SIGTERM)

    with ExitStack() as stack:
        ensure_schema(settings, words)
        try:
            stack.enter_context(run_lock(settings.database.url, give_way))
        except AlreadyRunning:
            raise Failure(words.plain("cli.already_running")) from None
        try:
            asyncio.run(_serve(settings, words))
        except TokenRefused:
            raise Failure(words.plain("cli.token_refused")) from None
        except OSError as error:
            raise Failure(words.plain("cli.port_taken", error=error.strerror or error)) from None
    if lost.is_set():
        raise Failure(words.plain("cli.already_running"))
    typer.echo(words.plain("cli.stopped"))


async def _serve(settings: Config, words: Texts) -> None:
    with lasting():
        from bot.actions.slip_key import slip_key
        from bot.app import serve
        from bot.services import Services
        from bot.storage.database import Database

    db = Database(settings.database.url)
    try:
        key = await slip_key(db, settings.verification.key_path)
        services = Services(settings, db, key)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await serve(
            services, stop, lambda: typer.echo(words.plain("cli.running", username=services.username)), settings
        )
    finally:
        await db.close(_LAST_WRITES_SECONDS)
