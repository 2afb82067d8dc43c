"""The slide at the door: one page, readable from afar, and nothing that somebody wrote does harm."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from bot.reports.meeting_slide import Slide, slide_facts, slide_pdf, slide_png
from bot.reports.slips_pdf import qr_svg
from bot.texts import LANGUAGES, texts

LINK = "https://t.me/louyuan_bot?start=m_k3qf7h2m9x"
SLIDE = Slide("意见征集会", "金祥花园", "12月3日（周四）19:00", "党群服务中心二楼", "louyuan_bot", "k3qf7h2m9x", LINK)


def page(slide: Slide, language: str = "zh-CN") -> str:
    """The words of the only page."""
    [only] = PdfReader(io.BytesIO(slide_pdf(slide, texts(language)))).pages
    return re.sub(r"\s", "", only.extract_text())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_meeting_the_place_the_code_and_the_way_without_scanning(language: str) -> None:
    words = page(SLIDE, language)
    for part in ("意见征集会", "金祥花园", "党群服务中心二楼", "k3qf7h2m9x", "@louyuan_bot"):
        assert part in words


def test_the_picture_is_wide_enough_for_a_projector() -> None:
    png = slide_png(SLIDE, texts("zh-CN"))
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1920


def test_the_qr_code_holds_the_link_that_checks_in() -> None:
    assert slide_facts(SLIDE, texts("zh-CN"))["qr"] == qr_svg(LINK)


@pytest.mark.parametrize("words", ["#panic()", '"; #read("/etc/passwd")', "*x* _y_ $z$", "很" * 100, "W" * 100])
def test_hostile_and_long_words_stay_words_on_one_page(words: str) -> None:
    shown = page(replace(SLIDE, title=words, place=words, community=words))
    assert re.sub(r"\s", "", words)[:6] in shown
