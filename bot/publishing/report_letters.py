"""The letter that brings a report: the bulletin of the week, or the assessment of the month."""

from __future__ import annotations

import asyncio

from bot.actions.letters import Letter
from bot.actions.report_mail import mailed_report
from bot.services import Services
from bot.texts import Texts
from bot.views.report_mail import report_letter
from bot.views.screen import Screen


async def write_report(services: Services, letter: Letter, words: Texts) -> Screen | None:
    """About what its reader may see at this moment; None when they serve nowhere any more."""
    config = services.config
    zone, weights = config.locale.zone, config.assessment.weights
    made = await mailed_report(services.db, letter, config.roles.admins, services.now(), zone, weights)
    if made is None:
        return None
    from bot.reports.report_brief import brief_lines  # only loaded when somebody wants a report

    lines = await asyncio.to_thread(lambda: list(brief_lines(made, words, zone)))
    return report_letter(made.period, lines, words)
