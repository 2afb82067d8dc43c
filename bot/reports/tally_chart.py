"""A tally as a picture for phones: about 1080 pixels wide, as high as it needs to be."""

from __future__ import annotations

import re
from datetime import tzinfo

from bot.reports.tally_words import TallyWords
from bot.reports.typesetting import compile_png
from bot.rules.consultation import Regime
from bot.rules.decision import Comparison, Outcome
from bot.rules.tally import OptionCount, QuestionTally, Tally, percent, rounded_share
from bot.texts import Texts, clean

PIXELS_PER_INCH = 144
# Telegram refuses photos whose width and height sum to more than 10000 (Bot API: sendPhoto).
MOST_PIXELS = 10_000
LABEL_LIMIT = 160
TEXT_LIMIT = 400
# Bars are drawn in whole thousandths.
BAR_DIGITS = 3
BAR_STEPS = 10**BAR_DIGITS
# The bundled fonts have no pictographs; without them a label reads better than with empty boxes.
_PICTOGRAPHS = re.compile("[\U0001f000-\U0001faff\U000e0020-\U000e007f\u200d\u20e3\ufe00-\ufe0f]")
# A run of this many characters without a place to break a line gets one.
_UNBROKEN = re.compile("([^\\s\u2e80-\uffff]{8})(?=[^\\s\u2e80-\uffff])")


def tally_png(tally: Tally, words: Texts, zone: tzinfo) -> bytes:
    """The picture as PNG, within Telegram's limits for photos."""
    facts = chart_facts(tally, words, zone)
    picture = compile_png("tally_chart.typ", facts, PIXELS_PER_INCH)
    width, height = png_size(picture)
    if width + height <= MOST_PIXELS:
        return picture
    return compile_png("tally_chart.typ", facts, PIXELS_PER_INCH * (MOST_PIXELS - 10) // (width + height))


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the header of a PNG says (ISO/IEC 15948, IHDR)."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def chart_facts(tally: Tally, words: Texts, zone: tzinfo) -> dict[str, object]:
    """Everything the template shows, as texts and as bars in thousandths."""
    say = TallyWords(tally, words, zone)
    decides = tally.consultation.regime is Regime.OWNER_DECISION
    return {
        "lang": words.language[:2],
        "title": _shown(tally.consultation.title, TEXT_LIMIT),
        "badge": say.regime(),
        "status": say.status(),
        "place": _shown(say.place(), TEXT_LIMIT),
        "note": say.note(),
        "turnout": say.turnout_lines(),
        "turnout_bar": _bar(tally.turnout.weight.households, tally.electorate.households),
        "channels": say.channels(),
        "period": say.period(),
        "as_of": " · ".join((say.as_of(), say.say("number", number=tally.consultation.id))),
        "questions": [_question(tally, question, say) for question in tally.questions],
        "decides": decides,
        "outcome": None if tally.outcome is None else _outcome(tally.outcome, say),
    }


def _shown(text: str, most: int) -> str:
    """The text without invisible characters, cut where a picture would be nothing but text."""
    plain = clean(text)
    cleaned = " ".join((_PICTOGRAPHS.sub("", plain).strip() or plain).split())
    short = cleaned if len(cleaned) <= most else cleaned[: most - 1] + "…"
    return _UNBROKEN.sub("\\1\u200b", short)


def _bar(part: int, whole: int) -> int:
    part_of = rounded_share(part, whole, BAR_DIGITS)
    return 0 if part_of is None else int(part_of.scaleb(BAR_DIGITS))


def _question(tally: Tally, question: QuestionTally, say: TallyWords) -> dict[str, object]:
    most = max((option.weight.households for option in question.options), default=0)
    several = len(tally.questions) > 1
    repeats = " ".join(question.text.split()) == " ".join(tally.consultation.title.split())
    return {
        "heading": say.say("question", number=question.number) if several else "",
        "text": "" if repeats else _shown(question.text, TEXT_LIMIT),
        "answered": say.households(question.answered) if several else "",
        "withheld": question.withheld,
        "hint": say.say("withheld" if question.withheld else f"of_answered_{question.type.value}"),
        "options": [_option(question, option, most, say) for option in question.options],
    }


def _option(question: QuestionTally, option: OptionCount, most: int, say: TallyWords) -> dict[str, object]:
    households = option.weight.households
    return {
        "number": option.number,
        "label": _shown(option.label, LABEL_LIMIT),
        "count": "" if question.withheld else say.say("count", count=households),
        "percent": "" if question.withheld else percent(households, question.answered),
        "bar": _bar(households, question.answered),
        "leads": 0 < households == most,
    }


def _outcome(outcome: Outcome, say: TallyWords) -> dict[str, object]:
    return {
        "passed": outcome.passed,
        "verdict": say.verdict(outcome),
        "matter": say.say(f"matter_{outcome.matter.value}"),
        "conflicts": say.say("conflicts", count=outcome.conflicts) if outcome.conflicts else "",
        "comparisons": [_comparison(comparison, say) for comparison in outcome.comparisons],
    }


def _comparison(comparison: Comparison, say: TallyWords) -> dict[str, object]:
    threshold = comparison.threshold
    return {
        "name": say.say(comparison.name),
        "counted": say.fraction(comparison),
        "percent": percent(comparison.left, comparison.right),
        "needs": say.say("needs", rule=comparison.rule),
        "holding": say.holding(comparison),
        "holds": comparison.holds,
        "bar": _bar(comparison.left, comparison.right),
        "mark": BAR_STEPS * threshold.numerator // threshold.denominator,
    }
