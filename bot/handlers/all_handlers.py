"""Every module with handlers, in the order in which they are asked."""

from __future__ import annotations

from bot.handlers import (
    announcements,
    arrivals,
    check_in,
    consultations,
    drawings,
    fallback,
    groups,
    houses,
    language,
    meeting_wizard,
    meetings,
    mine,
    minutes,
    new_consultation,
    opinion_desk,
    opinions,
    paper,
    questionnaire,
    remind,
    report_mail,
    reports,
    roles,
    roster,
    start,
    subscription,
    tallies,
    weigh,
)
from bot.handlers import voting as voting_handlers
from bot.handlers.frame import App

# In this order: the first handler that fits takes an update.
_HANDLERS = (
    voting_handlers,
    questionnaire,
    meetings,
    groups,
    subscription,
    arrivals,
    check_in,
    meeting_wizard,
    minutes,
    opinions,
    opinion_desk,
    announcements,
    start,
    mine,
    language,
    roles,
    roster,
    paper,
    remind,
    consultations,
    new_consultation,
    drawings,
    tallies,
    houses,
    reports,
    report_mail,
    weigh,
    fallback,
)


def register_all(app: App) -> None:
    """Add the handlers of every module to the application."""
    for module in _HANDLERS:
        module.register(app)
