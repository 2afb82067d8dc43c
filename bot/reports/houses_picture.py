"""The buildings that a consultation asks as a picture: how many homes of each floor have answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.reports.report_picture import overview_png
from bot.reports.typst_charts import house_facts
from bot.rules.consultation import Consultation
from bot.rules.report import RateSum
from bot.rules.report_drawn import House
from bot.texts import Texts, clean


def houses_picture(item: Consultation, houses: Sequence[House], now: datetime, words: Texts, zone: tzinfo) -> bytes:
    """The picture as PNG, within Telegram's limits for photos."""
    known = [house.turnout for house in houses if house.turnout is not None]
    whole = RateSum(sum(each.answered for each in known), sum(each.asked for each in known))
    as_of = words.plain("district.as_of", instant=now.astimezone(zone).strftime("%Y-%m-%d %H:%M"))
    tiles = (
        ("map_answered", f"{whole.numerator:,}"),
        ("map_asked", f"{whole.denominator:,}"),
        ("figure.response", whole.percent or words.plain("district.unrecorded")),
    )
    return overview_png(
        {
            "lang": words.language,
            "title": clean(item.title),
            "below": " · ".join((clean(item.community_name), as_of)),
            "tiles": [{"label": words.plain(f"district.{key}"), "value": value, "none": False} for key, value in tiles],
            "charts": [house_facts(houses, words)] if houses else [],
        }
    )
