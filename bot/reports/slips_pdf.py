"""Slips as an A4 PDF to cut up: room, three plain steps, QR code, the code in large type, the way without a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from bot.reports.typesetting import compile_pdf
from bot.rules.slips import spaced
from bot.texts import Texts, clean

# A run of this many characters without a place to break a line gets one.
_UNBROKEN = re.compile(r"([^\s\u2e80-\uffff]{12})(?=[^\s\u2e80-\uffff])")


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One slip: the room as neighbours say it, the code, and the link in the QR code."""

    room: str
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all slips of a print share; the organizer's facts may be empty."""

    community: str
    bot: str
    organizer: str = ""
    phone: str = ""
    paper_place: str = ""


def slips_pdf(head: Letterhead, slips: Sequence[PrintedSlip], words: Texts) -> bytes:
    """The PDF, eight slips a page in the given order."""
    return compile_pdf("slips.typ", slip_facts(head, slips, words), tagged=False)


def slip_facts(head: Letterhead, slips: Sequence[PrintedSlip], words: Texts) -> dict[str, object]:
    """Everything the template shows, worded."""
    return {
        "lang": words.language.partition("-")[0],
        "community": _breakable(head.community),
        "title": words.plain("slips.title"),
        "steps": [words.plain(f"slips.step_{number}") for number in (1, 2, 3)],
        "after": words.plain("slips.after"),
        "no_scan": words.plain("slips.no_scan", bot=head.bot),
        "code": words.plain("slips.code"),
        "no_phone": _breakable(_without_phone(head, words)),
        "foot": _breakable(_foot(head, words)),
        "slips": [
            {"room": _breakable(slip.room), "code": spaced(slip.code), "qr": qr_svg(slip.link)} for slip in slips
        ],
    }


def qr_svg(link: str) -> str:
    """The link as a QR code (error correction M) without a margin: the slip leaves four modules of white around it."""
    buffer = io.BytesIO()
    segno.make_qr(link, error="m").save(buffer, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return buffer.getvalue().decode()


def _without_phone(head: Letterhead, words: Texts) -> str:
    ways = [name for name, value in (("phone", head.phone), ("place", head.paper_place)) if value]
    return words.plain("_".join(["slips.no_phone", *ways]), phone=head.phone, place=head.paper_place)


def _foot(head: Letterhead, words: Texts) -> str:
    keep = words.plain("slips.keep")
    return f"{keep} {words.plain('slips.organizer', name=head.organizer)}" if head.organizer else keep


def _breakable(text: str) -> str:
    return _UNBROKEN.sub("\\1\u200b", clean(text))
