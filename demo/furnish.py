"""``python -m demo.furnish start|more FOLDER``: prepare the sample world in the demonstration's database.

A program of its own, so that the small Telegram does not stand still meanwhile. ``start`` comes before the bot runs;
``more`` adds, while it runs, what would be too much to read at the start.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.actions.end_consultation import publish_consultation
from bot.cli.common import ensure_schema
from bot.cli.templates import shelf_of
from bot.config import Config, load_config
from bot.rules.refusals import Refusal
from bot.storage.database import Database
from bot.texts import texts
from demo.office import Office
from demo.past import tables, what_has_been

PARKING, REVIEW, ENDED = 1, 2, 3
"""The consultations of the start, by the order in which they are made."""
_DAY = timedelta(days=1)
_MORE = ("willingness.toml", "menu.toml", "fee.toml", "meters.toml")


async def start(office: Office) -> None:
    """The roster, the vote about parking (which opens when the stage is set), the design review, and the past."""
    await tables(office)
    await office.ask("consultation.toml", office.now + _DAY, office.evening(8))
    await _ask_and_answer(office, "review.toml", 2 * _DAY)
    await what_has_been(office)


async def more(office: Office) -> None:
    """The other templates with their first answers, the meeting about the design review, and the published result."""
    for name in _MORE:
        await _ask_and_answer(office, name, _DAY)
    await office.meet("meeting.toml", office.evening(3), office.now, REVIEW)
    with suppress(Refusal):  # a visitor may have taken the group from the bot
        await publish_consultation(office.db, ENDED, office.now)


async def _ask_and_answer(office: Office, name: str, since: timedelta) -> None:
    number = await office.ask(name, office.now - since, office.evening(7))
    await office.answers(number, office.now - since / 2)


async def furnish(act: str, folder: Path, config: Config) -> None:
    """Play one act in the database of the configuration."""
    db = Database(config.database.url)
    try:
        shelf = shelf_of(config)
        office = Office(db, folder, config.locale.zone, shelf.templates, datetime.now(UTC))
        await {"start": start, "more": more}[act](office)
    finally:
        await db.close()


def main() -> None:
    """Read the folder's configuration, make the tables if they are missing, and play the act."""
    act, folder = sys.argv[1], Path(sys.argv[2])
    config = load_config(folder / "config.toml", must_exist=True)
    ensure_schema(config, texts(config.locale.language))
    asyncio.run(furnish(act, folder, config))


if __name__ == "__main__":
    main()
