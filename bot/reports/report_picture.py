"""A report at a glance as a picture for phones: the first numbers, and charts of what is compared."""

from __future__ import annotations

from datetime import tzinfo

from bot.reports.district_facts import as_of, period_name, tiles, title
from bot.reports.tally_chart import MOST_PIXELS, PIXELS_PER_INCH, png_size
from bot.reports.typesetting import compile_png
from bot.reports.typst_charts import Facts, chart_facts
from bot.rules.report import Report
from bot.texts import Texts

_TEMPLATE = "templates/overview.typ"
_MOST_ROWS = 16


def report_picture(report: Report, words: Texts, zone: tzinfo) -> bytes:
    """The picture as PNG, within Telegram's limits for photos."""
    return overview_png(
        {
            "lang": words.language,
            "title": title(report, words),
            "below": " · ".join((period_name(report, words), as_of(report, words, zone))),
            "tiles": tiles(report, words),
            "charts": chart_facts(report, words, _MOST_ROWS),
        }
    )


def overview_png(facts: Facts) -> bytes:
    """A title, tiles and charts as PNG; smaller where it would be too high (Bot API: sendPhoto)."""
    picture = compile_png(_TEMPLATE, facts, PIXELS_PER_INCH)
    width, height = png_size(picture)
    if width + height <= MOST_PIXELS:
        return picture
    return compile_png(_TEMPLATE, facts, PIXELS_PER_INCH * (MOST_PIXELS - 10) // (width + height))
