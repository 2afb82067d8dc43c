"""Louyuan as it runs in production, and the stock application, each in front of a group with one card."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import Program, wait_until
from bench.telegram import TOKEN, Telegram
from bench.town import OPTIONS, Town, Vote, open_vote

_START_SECONDS = 30.0
_CONFIG = """
[telegram]
token = "{token}"
base_url = "{base}"
base_file_url = "{files}"
[database]
url = "{database}"
[publishing]
card_refresh_seconds = {refresh}
[notices]
opening = false
result = false
"""


@dataclass(frozen=True, slots=True)
class Card:
    """The message with the buttons; ``data`` is what each option's button carries."""

    chat: int
    message_id: int
    data: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A running bot, and the card that people tap."""

    telegram: Telegram
    program: Program
    card: Card


@dataclass(frozen=True, slots=True)
class OurStage(Stage):
    """Louyuan on the stage: how to ask it for the count, and when it first asked for updates (epoch seconds)."""

    config: Path
    vote: Vote
    first_poll_at: float


def write_config(folder: Path, town: Town, base_url: str, refresh: float = 3.0, settings: str = "") -> Path:
    """A configuration with the defaults of ``config.example.toml``: real flood limits, a redraw every 3 s.

    ``settings`` are more sections, in TOML.
    """
    files = base_url.removesuffix("/bot") + "/file/bot"
    config = folder / "config.toml"
    text = _CONFIG.format(token=TOKEN, base=base_url, files=files, database=town.url, refresh=refresh)
    config.write_text(text + settings, encoding="utf-8")
    return config


@contextmanager
def louyuan(
    folder: Path,
    telegram: Telegram,
    town: Town,
    refresh: float = 3.0,
    settings: str = "",
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[OurStage]:
    """``python -m bot run`` with an open vote; on the stage once its card is posted.

    ``prepare`` is called when everybody is on Telegram and the program does not run yet.
    """
    chat = telegram.group(town.residents)
    vote = open_vote(town, chat)
    prepare()
    config = write_config(folder, town, telegram.base_url, refresh, settings)
    with Program(["-m", "bot", "run", "--config", str(config)], folder / "louyuan.log") as program:
        message = wait_until(lambda: _card(telegram, program, chat), _START_SECONDS, "the card is posted")
        polls = wait_until(lambda: telegram.calls_of("getUpdates"), _START_SECONDS, "the bot asks for updates")
        yield OurStage(telegram, program, message, config, vote, polls[0]["at"])


@contextmanager
def stock(folder: Path, telegram: Telegram, town: Town) -> Iterator[Stage]:
    """The yardstick with a message that has the same buttons."""
    chat = telegram.group(town.residents)
    rows = [[{"text": f"{number} {label}", "callback_data": f"v:1:{number}"}] for number, label in _numbered()]
    body = {"chat_id": chat, "text": "Card", "reply_markup": {"inline_keyboard": rows}}
    telegram.post(f"/bot{TOKEN}/sendMessage", body)
    arguments = ["-m", "bench.stock", "--token", TOKEN, "--base-url", telegram.base_url]
    with Program(arguments, folder / "stock.log") as program:
        wait_until(lambda: telegram.calls_of("getUpdates"), _START_SECONDS, "the stock bot asks for updates")
        message = wait_until(lambda: _card(telegram, program, chat), _START_SECONDS, "the message is there")
        yield Stage(telegram, program, message)


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(OPTIONS, 1))


def _card(telegram: Telegram, program: Program, chat: int) -> Card | None:
    program.check()
    for message in reversed(telegram.messages(chat)):
        data = tuple(_option_data(message))
        if len(data) == len(OPTIONS):
            return Card(chat, message["message_id"], data)
    return None


def _option_data(message: dict[str, Any]) -> Iterator[str]:
    """The buttons whose text begins with a number are the options."""
    for row in message["buttons"]:
        for button in row:
            if button["text"][:1].isdigit() and button["callback_data"]:
                yield button["callback_data"]


def tally_of(stage: OurStage) -> dict[str, Any]:
    """``louyuan tally N --format json``, while the bot runs."""
    from bench.processes import run_louyuan

    output: dict[str, Any] = json.loads(run_louyuan(stage.config, "tally", str(stage.vote.number), "--format", "json"))
    return output
