"""Minutes of a meeting: what they must hold."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.meeting_draft import one_line
from bot.rules.meeting_overview import MinuteFile, Minutes, OpinionDraft
from bot.rules.refusals import Reason, Refusal
from bot.rules.visible import visible

SUMMARY_LIMIT = 3000
OPINION_LIMIT = 1000
OWNER_LIMIT = 100
MOST_OPINIONS = 50
MOST_FILES = 20


def checked_minutes(minutes: Minutes) -> Minutes:
    """The minutes without what cannot be seen.

    Raises Refusal(MEETING_TEXT_EMPTY) when there is neither text, opinion nor paper, (MEETING_TEXT_LONG,
    MEETING_TOO_MANY).
    """
    summary = visible(minutes.summary).strip()
    if not (summary or minutes.opinions or minutes.files):
        raise Refusal(Reason.MEETING_TEXT_EMPTY)
    if len(summary) > SUMMARY_LIMIT:
        raise Refusal(Reason.MEETING_TEXT_LONG, length=len(summary), most=SUMMARY_LIMIT)
    for given, most in ((minutes.opinions, MOST_OPINIONS), (minutes.files, MOST_FILES)):
        if len(given) > most:
            raise Refusal(Reason.MEETING_TOO_MANY, count=len(given), most=most)
    return Minutes(summary, tuple(map(_opinion, minutes.opinions)), tuple(map(_file, minutes.files)))


def _opinion(draft: OpinionDraft) -> OpinionDraft:
    owner = None if draft.owner_name is None else one_line(draft.owner_name, OWNER_LIMIT)
    return replace(draft, text=one_line(draft.text, OPINION_LIMIT), owner_name=owner)


def _file(file: MinuteFile) -> MinuteFile:
    return replace(file, name=None if file.name is None else visible(file.name)[:200])
