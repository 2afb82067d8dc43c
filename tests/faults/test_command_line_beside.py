"""Commands that change data while the bot runs: it notices, and the groups see it within seconds."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from tests.faults.harness import until
from tests.faults.stage import TITLE, Stage, errors, utc_now

_PLAN = """
title = "{title}"
community = "JX01"
regime = "consultation"
answerers = "residents"
results = "live"
opens = {opens}
closes = {closes}
[[questions]]
text = "您家选哪个？"
type = "single"
options = ["甲", "乙", "丙"]
"""


def plan(folder: Path, title: str) -> Path:
    """A definition file as staff write it, open from a minute ago for a week."""
    now = utc_now()
    times = {"opens": (now - timedelta(minutes=1)).isoformat(), "closes": (now + timedelta(days=7)).isoformat()}
    file = folder / "plan.toml"
    file.write_text(_PLAN.format(title=title, **times), encoding="utf-8")
    return file


async def louyuan(stage: Stage, *arguments: object) -> str:
    """One command beside the running bot; its output."""
    outcome = await stage.program.command(*arguments)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


async def test_a_consultation_is_created_closed_and_published_again_beside_the_running_bot(
    stage: Stage, tmp_path: Path
) -> None:
    await stage.program.start()
    number = int((await louyuan(stage, "consultation", "create", plan(tmp_path, "楼道灯"))).splitlines()[-1])
    shown = await stage.card("楼道灯", "已有 0 户")
    await stage.toast(stage.people[0], shown, 2)
    await stage.card("楼道灯", "已有 1 户")
    await louyuan(stage, "consultation", "publish", number)
    await until(lambda: not shown.buttons and "换新" in shown.words, "the older card says that it has moved")
    newer = await stage.card("楼道灯", "已有 1 户")
    assert newer.message_id > shown.message_id
    await louyuan(stage, "consultation", "close", number)
    await stage.message("结果：", "楼道灯")
    await until(lambda: not newer.buttons and "已截止" in newer.words, "the closed card")
    tally = json.loads(await louyuan(stage, "tally", number))
    assert [option["households"] for option in tally["questions"][0]["options"]] == [0, 1, 0]
    await louyuan(stage, "consultation", "publish", number)
    await until(lambda: len(stage.messages("结果：", "楼道灯")) == 2, "the result once more")
    assert errors(stage.program.said) == []


async def test_a_roster_import_changes_the_denominator_on_the_card(stage: Stage, tmp_path: Path) -> None:
    await stage.consultation()
    await stage.program.start()
    await stage.card(TITLE, f"共 {len(stage.people)} 户")
    roster = tmp_path / "roster.csv"
    rows = "".join(f"JX01,9,1,{room},70.5\n" for room in range(901, 911))
    roster.write_text("community_code,building,entrance,room,floor_area_m2\n" + rows, encoding="utf-8")
    await louyuan(stage, "roster", "import", roster)
    imported_at = utc_now()
    await stage.card(TITLE, f"共 {len(stage.people) + 10} 户")
    assert utc_now() - imported_at < timedelta(seconds=20)  # two or three, unless the machine is very busy
