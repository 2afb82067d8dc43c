"""Slips on paper: eight a page, and nothing that somebody wrote into a roster does harm."""

from __future__ import annotations

import io
import re

import pytest
import segno
from pypdf import PdfReader

from bot.reports.slips_pdf import Letterhead, PrintedSlip, qr_svg, slip_facts, slips_pdf
from bot.rules.slips import slip_code
from bot.texts import LANGUAGES, texts

HEAD = Letterhead("金祥花园", "sample_bot", "示例街道办事处", "0371-12345678", "党群服务中心二楼")


def slip(number: int, room: str = "") -> PrintedSlip:
    code = slip_code(bytes(32), number, 1)
    return PrintedSlip(room or f"3号楼 2单元 {number}", code, f"https://t.me/sample_bot?start={code}")


def pages(*slips: PrintedSlip, head: Letterhead = HEAD, language: str = "zh-CN") -> list[str]:
    reader = PdfReader(io.BytesIO(slips_pdf(head, slips, texts(language))))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    return [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]


def test_a_slip_says_the_community_the_room_the_code_and_the_way_without_a_phone() -> None:
    (text,) = pages(slip(401))
    code = slip_code(bytes(32), 401, 1)
    for words in (
        "金祥花园",
        "3号楼2单元401",
        code,
        "0371-12345678",
        "党群服务中心二楼",
        "@sample_bot",
        "示例街道办事处",
    ):
        assert words in text


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (8, 1), (9, 2), (17, 3)])
def test_eight_slips_go_on_a_page(count: int, expected: int) -> None:
    assert len(pages(*(slip(number) for number in range(1, count + 1)))) == expected


@pytest.mark.parametrize(
    "room", ["#panic()", "*x* _y_ $z$", '"; #read("/etc/passwd")', "[#x]", "\\", "`raw`", "@label <b>"]
)
def test_markup_in_a_room_is_shown_as_it_is_written(room: str) -> None:
    (text,) = pages(slip(1, room), head=Letterhead(room, "sample_bot", room, room, room))
    assert text.count(re.sub(r"\s", "", room)) >= 2


@pytest.mark.parametrize("room", ["很" * 192, "W" * 192, "字 a" * 64])
def test_a_very_long_room_stays_on_its_own_slip(room: str) -> None:
    long_head = Letterhead("长" * 200, "sample_bot", "机构" * 100, "电话" * 100, "地点" * 100)
    assert len(pages(*[slip(1, room)] * 8, head=long_head)) == 1


def test_the_steps_name_the_button_that_the_bot_shows() -> None:
    (text,) = pages(slip(1))
    number, _, label = texts("zh-CN").plain("people.button.agree").partition(" ")
    assert number.isdecimal()
    assert f"“{label}”".replace(" ", "") in text


def test_controls_and_direction_marks_are_not_printed() -> None:
    facts = slip_facts(HEAD, [slip(1, "1号楼\u202e104\x00")], texts("zh-CN"))
    assert "'room': '1号楼104'" in str(facts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("phone", "place"), [("", ""), ("1", ""), ("", "here"), ("1", "here")])
def test_the_way_without_a_phone_fits_what_is_known(language: str, phone: str, place: str) -> None:
    (text,) = pages(slip(1), head=Letterhead("X", "sample_bot", "", phone, place), language=language)
    assert slip_code(bytes(32), 1, 1) in text


def test_the_code_to_scan_holds_the_link() -> None:
    link = slip(1).link
    made = segno.make_qr(link, error="m")
    drawn = re.search(r'd="([^"]+)"', qr_svg(link))
    assert drawn is not None
    assert _painted(drawn.group(1)) == {
        (x, y) for y, line in enumerate(made.matrix) for x, dark in enumerate(line) if dark
    }


def _painted(path: str) -> set[tuple[int, int]]:
    """The modules that the horizontal strokes of a path cover."""
    x, y = 0.0, 0.0
    modules = set()
    for letter, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if letter == "h":
            modules |= {(int(x) + step, int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if letter == "M" else (x + values[0], y + values[1])
    return modules
