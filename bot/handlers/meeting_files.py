"""A meeting sent to the bot as a TOML file, by volunteers for their part and by staff."""

from __future__ import annotations

from telegram import Update

from bot.actions.create_consultation import Author
from bot.actions.create_meeting import find_conflicts
from bot.actions.meeting_cards import meeting_facts
from bot.actions.meeting_file import create_from_file
from bot.handlers.frame import Context, reply
from bot.handlers.language import words_of
from bot.views.meeting_plan import conflict_lines, published_screen
from bot.views.screen import Screen


async def create(update: Update, context: Context, raw: bytes, author: Author) -> None:
    """The file becomes a meeting, or a series; what clashes with it is pointed out.

    Raises DefinitionRejected with every fault, and Refusal(NOT_ALLOWED, MEETING_OUTSIDE_YOURS).
    """
    services, zone, now = context.services, context.services.config.locale.zone, author.request.now
    numbers, drafts = await create_from_file(services.db, raw, now, zone, author)
    services.settled.add(update.update_id)
    services.changed.set()
    words = await words_of(update, context)
    conflicts = await find_conflicts(services.db, drafts, author.request.telegram_id, numbers)
    made = published_screen(numbers, await meeting_facts(services.db, numbers[0]), words, zone)
    warnings = conflict_lines(conflicts, words, zone)
    await reply(update, Screen("\n".join([made.text, *warnings]), made.buttons))
