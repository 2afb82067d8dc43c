"""A district puts its own templates in a folder; one that is broken stops none of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.templates import available

OWN = """\
about = "跳广场舞的时间"
title = "广场舞到几点？"
[values]
latest = { text = "最晚几点？", default = "九点" }
[[questions]]
text = "到{latest}行吗？"
type = "single"
options = ["行", "不行", "都可以"]
"""


def put(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_in_the_folder_is_a_template_in_every_language(tmp_path: Path) -> None:
    put(tmp_path, "dancing.toml", OWN)
    for language in ("zh-CN", "en"):
        shelf = available(language, tmp_path)
        assert shelf.templates["dancing"].title == "广场舞到几点？"
        assert len(shelf.templates) == 7
        first, *_others, last = shelf.templates
        assert (first, last) == ("renovation_willingness", "dancing")


def test_a_file_for_one_language_wins_over_one_for_all_and_over_those_that_come_along(tmp_path: Path) -> None:
    put(tmp_path, "renovation_menu.toml", OWN)
    put(tmp_path / "en", "renovation_menu.toml", OWN.replace("广场舞到几点？", "Dancing"))
    titles = [available(language, tmp_path).templates["renovation_menu"].title for language in ("zh-CN", "en")]
    assert titles == ["广场舞到几点？", "Dancing"]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ('title = "广场舞到几点？"', "", None, "title", "missing"),
        ('title = "', 'titel = "', 2, "titel", "unknown_key_near"),
        ('"single"', '"singel"', 7, "questions[1].type", "not_one_of"),
        ("{latest}", "{latets}", 6, "questions[1].text", "unknown_placeholder"),
        ('text = "最晚几点？", ', "", 4, "values.latest.text", "missing"),
        ("[values]", "[values", 3, "", "syntax"),
        ('"不行", "都可以"', "", 8, "questions[1].options", "option_count"),
    ],
)
def test_a_broken_file_is_named_with_line_and_key_and_stops_none_of_the_others(
    tmp_path: Path, old: str, new: str, line: int | None, key: str, reason: str
) -> None:
    put(tmp_path, "dancing.toml", OWN)
    path = put(tmp_path, "broken.toml", OWN.replace(old, new))
    shelf = available("zh-CN", tmp_path)
    assert "dancing" in shelf.templates
    assert "broken" not in shelf.templates
    ((broken),) = shelf.broken
    assert broken.file == str(path)
    assert (line, key, reason) in [(fault.line, fault.key, fault.reason) for fault in broken.faults]


def test_a_broken_file_does_not_hide_the_one_that_comes_along(tmp_path: Path) -> None:
    put(tmp_path, "design_review.toml", "about = 5")
    shelf = available("zh-CN", tmp_path)
    assert shelf.templates["design_review"].title.startswith("设计方案初审")
    assert len(shelf.broken) == 1


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("Dancing Queen.toml", OWN.encode(), "template_name"),
        ("gbk.toml", OWN.encode("gb18030"), "not_utf8"),
        ("huge.toml", b"#" * 300_000, "file_too_large"),
    ],
)
def test_files_that_cannot_be_read_as_templates_are_named(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    (broken,) = available("zh-CN", tmp_path).broken
    assert [fault.reason for fault in broken.faults] == [reason]


def test_other_files_are_left_alone_and_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    put(tmp_path, "notes.txt", "?")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    for folder in (tmp_path, tmp_path / "nothing", None):
        shelf = available("zh-CN", folder)
        assert (len(shelf.templates), shelf.broken) == (6, ())
