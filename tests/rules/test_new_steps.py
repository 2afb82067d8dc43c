"""Typed options, days and times of a consultation that is put together in chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attachments import Attachment, kind_of, must_fit, parts
from bot.rules.new_plan import EDIT, OWN, Ask, NewPlan, plan_from
from bot.rules.new_steps import pressed, typed
from bot.rules.new_times import read_closes, read_end, read_opens
from bot.rules.new_words import read_days, read_options
from bot.rules.refusals import Reason, Refusal
from tests.builders import NOON

ZONE = ZoneInfo("Asia/Shanghai")


def local(*parts: int) -> datetime:
    """An instant in the district's zone."""
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("同意\n不同意", ["同意", "不同意"]),
        ("  同意  \n\n 不同意 ", ["同意", "不同意"]),
        ("1 同意\n2 不同意", ["同意", "不同意"]),
        ("1. 同意\n2. 不同意\n3. 说不清", ["同意", "不同意", "说不清"]),
        ("1、换\n2、不换", ["换", "不换"]),
        ("3 层以下\n3 层以上", ["3 层以下", "3 层以上"]),
        ("同意；不同意；说不清", ["同意", "不同意", "说不清"]),
        ("a\u202eb\nc", ["ab", "c"]),
        ("", []),
    ],
)
def test_options_are_read_one_a_line(text: str, options: list[str]) -> None:
    assert read_options(text) == options


@pytest.mark.parametrize(
    ("text", "days"),
    [("10天", 10), ("十天", 10), ("两周", 14), ("2 weeks", 14), ("1 day", 1), ("12月8日", None), ("好", None)],
)
def test_a_number_of_days_is_read(text: str, days: int | None) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("明天", local(2026, 12, 2, 9)),
        ("后天下午3点", local(2026, 12, 3, 15)),
        ("12月8日", local(2026, 12, 8, 9)),
        ("tomorrow 3 pm", local(2026, 12, 2, 15)),
    ],
)
def test_an_opening_is_read_with_the_usual_hour(text: str, opens: datetime) -> None:
    assert read_opens(text, NOON, ZONE) == opens


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("12月8日", local(2026, 12, 8, 18)),
        ("12月8日20:00", local(2026, 12, 8, 20)),
        ("7天", local(2026, 12, 10, 18)),
        ("两周", local(2026, 12, 17, 18)),
    ],
)
def test_an_end_is_read_and_counted_from_the_opening(text: str, closes: datetime) -> None:
    assert read_closes(text, local(2026, 12, 3, 9), NOON, ZONE) == closes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020年1月1日", Reason.NEW_PAST),
        ("今天", Reason.NEW_PAST),
        ("12月2日", Reason.NEW_CLOSES_FIRST),
        ("2029年1月1日", Reason.NEW_TOO_FAR),
        ("999天", Reason.NEW_TOO_FAR),
        ("2月30日", Reason.WHEN_IMPOSSIBLE_DAY),
        ("下午三点", Reason.WHEN_NO_DAY),
        ("随便", Reason.WHEN_UNREADABLE),
        ("12月8日25:00", Reason.WHEN_IMPOSSIBLE_CLOCK),
    ],
)
def test_an_end_that_cannot_be_is_refused(text: str, reason: Reason) -> None:
    with pytest.raises(Refusal) as refused:
        read_closes(text, local(2026, 12, 3, 9), local(2026, 12, 1, 20), ZONE)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("2026-12-20T18:00", local(2026, 12, 20, 18)),
        ("2026-12-20 18:00", local(2026, 12, 20, 18)),
        ("2026-12-20T18:00:00+00:00", local(2026, 12, 21, 2)),
        ("12月20日", local(2026, 12, 20, 18)),
    ],
)
def test_an_end_for_the_command_line_is_an_instant_or_words(text: str, closes: datetime) -> None:
    assert read_end(text, NOON, ZONE) == closes


def test_a_later_opening_asks_for_the_end_again_when_it_would_come_first() -> None:
    plan = replace(NewPlan(1, source=OWN), editing=Ask.OPENS, closes_at=local(2026, 12, 4, 18))
    later = typed(plan, "12月5日", NOON, ZONE)
    assert later is not None
    assert (later.closes_at, later.opens_at) == (None, local(2026, 12, 5, 9))
    sooner = typed(plan, "12月3日", NOON, ZONE)
    assert sooner is not None
    assert sooner.closes_at == plan.closes_at


def test_fewer_options_take_their_drawings_and_limits_along() -> None:
    question = {"text": "先修什么？", "type": "multiple", "options": ["路灯", "下水道", "停车"], "max_choices": 3}
    files = (Attachment("photo", "a", question=1, option=3), Attachment("photo", "b", question=1, option=1))
    plan = NewPlan(1, source=EDIT, content={"title": "修", "questions": [question]}, files=files, editing=Ask.OPTIONS)
    changed = typed(plan, "路灯\n停车", NOON, ZONE)
    assert changed is not None
    assert changed.questions[0]["max_choices"] == 2
    assert [file.order for file in changed.files] == [(1, 0), (1, 1)]


def test_options_that_carry_more_than_words_keep_their_number() -> None:
    question = {"text": "？", "type": "single", "options": [{"label": "都可以", "kind": "any"}, "路灯"]}
    plan = NewPlan(1, source=EDIT, content={"title": "修", "questions": [question]}, editing=Ask.OPTIONS)
    changed = typed(plan, "都行\n路灯", NOON, ZONE)
    assert changed is not None
    assert changed.questions[0]["options"] == [{"label": "都行", "kind": "any"}, "路灯"]
    with pytest.raises(Refusal) as refused:
        typed(plan, "都行\n路灯\n停车", NOON, ZONE)
    assert refused.value.reason is Reason.NEW_OPTION_COUNT


@pytest.mark.parametrize("ask", [Ask.KIND, Ask.CLOSES, Ask.SECRECY, Ask.RESULTS, Ask.MOST, Ask.TEXT, Ask.ABOUT])
@given(value=st.integers(0, 2**31 - 1))
def test_a_button_never_offered_is_refused_or_means_what_it_says(ask: Ask, value: int) -> None:
    question = {"text": "？", "type": "multiple", "options": ["甲", "乙"]}
    plan = NewPlan(1, source=OWN, content={"title": "修", "questions": [question]})
    changed, reason = outcome(plan, ask, value)
    if changed is None:
        assert reason is Reason.NEW_GONE
    else:
        assert value <= 202
        assert plan_from(changed.facts()) == changed


def outcome(plan: NewPlan, ask: Ask, value: int) -> tuple[NewPlan | None, Reason | None]:
    """The plan after the button, or why it was refused."""
    try:
        return pressed(plan, ask, value, NOON, ZONE), None
    except Refusal as refusal:
        return None, refusal.reason


@given(st.lists(st.tuples(st.sampled_from(["photo", "document"]), st.integers(0, 3), st.integers(0, 3))))
def test_albums_hold_every_file_once_ten_at_most_and_one_kind_each(rows: list[tuple[str, int, int]]) -> None:
    files = [Attachment(kind, f"f{n}", question=q, option=o) for n, (kind, q, o) in enumerate(rows)]
    made = parts(files)
    assert sorted(file.file_id or "" for part in made for file in part) == sorted(file.file_id or "" for file in files)
    assert all(1 <= len(part) <= 10 and len({file.kind for file in part}) == 1 for part in made)
    assert all(list(part) == sorted(part, key=lambda file: file.order) for part in made)


@pytest.mark.parametrize(
    ("kind", "name", "size", "reason"),
    [
        ("photo", None, 10 * 2**20 + 1, Reason.FILE_TOO_LARGE),
        ("document", "图.pdf", 20 * 2**20 + 1, Reason.FILE_TOO_LARGE),
        ("document", "图.exe", 10, Reason.FILE_KIND),
        ("document", "", 10, Reason.FILE_KIND),
    ],
)
def test_files_that_do_not_fit_are_refused(kind: str, name: str | None, size: int, reason: Reason) -> None:
    with pytest.raises(Refusal) as refused:
        must_fit(kind, name, size)
    assert refused.value.reason is reason


def test_pictures_and_papers_are_told_by_their_beginning() -> None:
    assert (kind_of(b"\xff\xd8\xff\xe0"), kind_of(b"%PDF-1.7"), kind_of(b"MZ")) == ("photo", "document", None)
