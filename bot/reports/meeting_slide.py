"""The slide at the door of a meeting: a QR code to check in with, for a screen (16:9) or for A4 paper across."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.slips_pdf import qr_svg
from bot.reports.typesetting import compile_pdf, compile_png
from bot.texts import Texts, clean

_TEMPLATE = "meeting_slide.typ"


@dataclass(frozen=True, slots=True)
class Slide:
    """What the slide says; ``when`` and ``place`` are worded already, ``link`` stands in the QR code."""

    title: str
    community: str
    when: str
    place: str
    bot: str
    code: str
    link: str


def slide_pdf(slide: Slide, words: Texts) -> bytes:
    """For printing."""
    return compile_pdf(_TEMPLATE, slide_facts(slide, words))


def slide_png(slide: Slide, words: Texts) -> bytes:
    """For a phone or a projector, 1920 pixels wide."""
    return compile_png(_TEMPLATE, slide_facts(slide, words), ppi=164.2)


def slide_facts(slide: Slide, words: Texts) -> dict[str, object]:
    """Everything the template shows, worded."""
    return {
        "lang": words.language.partition("-")[0],
        "head": words.plain("check_in.slide.title"),
        "title": clean(slide.title),
        "where": [clean(slide.community), clean(slide.when), clean(slide.place)],
        "steps": [words.plain("check_in.slide.scan"), words.plain("check_in.slide.start")],
        "no_scan": words.plain("check_in.slide.no_scan", bot=slide.bot),
        "code_head": words.plain("check_in.slide.code"),
        "code": f"{slide.code[:5]} {slide.code[5:]}",
        "no_phone": words.plain("check_in.slide.no_phone"),
        "qr": qr_svg(slide.link),
    }
