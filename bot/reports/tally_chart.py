"""A tally as a picture for phones: about 1080 pixels wide, as high as it needs to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo

from bot.reports.tally_chart_figures import BAR_STEPS, TEXT_LIMIT, bar, figure_facts, shown
from bot.reports.tally_words import TallyWords
from bot.reports.typesetting import compile_png
from bot.rules.consultation import Regime
from bot.rules.decision import Comparison, Outcome
from bot.rules.tally import QuestionTally, Tally, percent
from bot.texts import Texts
from bot.views.result_figures import base_sentences

PIXELS_PER_INCH = 144
# Telegram refuses photos whose width and height sum to more than 10000 (Bot API: sendPhoto).
MOST_PIXELS = 10_000
PIXELS_WIDE = 1080
# Ten photos make an album (Bot API: sendMediaGroup).
MOST_PICTURES = 10
_READABLE = 8_000
# A question's heading and sentences are about as high as so many options.
_USUAL_LINES = 5


def tally_png(tally: Tally, words: Texts, zone: tzinfo) -> bytes:
    """The picture as PNG, within Telegram's limits for photos."""
    facts = chart_facts(tally, words, zone)
    picture = compile_png("tally_chart.typ", facts, PIXELS_PER_INCH)
    width, height = png_size(picture)
    if width + height <= MOST_PIXELS:
        return picture
    return compile_png("tally_chart.typ", facts, PIXELS_PER_INCH * (MOST_PIXELS - 10) // (width + height))


def tally_pngs(tally: Tally, words: Texts, zone: tzinfo) -> list[bytes]:
    """The picture, or where it would be too high to be read on a phone, several with some of the questions each."""
    whole = tally_png(tally, words, zone)
    width, height = png_size(whole)
    if len(tally.questions) == 1 or (width == PIXELS_WIDE and height <= _READABLE):
        return [whole]
    scaled = height * PIXELS_WIDE // width
    pages = min(-(-scaled // _READABLE), len(tally.questions), MOST_PICTURES)
    return [tally_png(replace(tally, questions=some), words, zone) for some in _shared_out(tally.questions, pages)]


def _shared_out(questions: Sequence[QuestionTally], pages: int) -> Iterator[tuple[QuestionTally, ...]]:
    """The questions in their order, about as many lines on each page."""
    heights = [_USUAL_LINES + len(question.options) for question in questions]
    total, begun = sum(heights), 0
    by_page: dict[int, list[QuestionTally]] = {}
    for question, height in zip(questions, heights, strict=True):
        by_page.setdefault((2 * begun + height) * pages // (2 * total), []).append(question)
        begun += height
    return (tuple(some) for some in by_page.values())


def png_size(picture: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the header of a PNG says (ISO/IEC 15948, IHDR)."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def chart_facts(tally: Tally, words: Texts, zone: tzinfo) -> dict[str, object]:
    """Everything the template shows, as texts and as bars in thousandths."""
    say = TallyWords(tally, words, zone)
    decides = tally.consultation.regime is Regime.OWNER_DECISION
    return {
        "lang": words.language[:2],
        "title": shown(tally.consultation.title, TEXT_LIMIT),
        "badge": say.regime(),
        "status": say.status(),
        "place": shown(say.place(), TEXT_LIMIT),
        "note": say.note(),
        "turnout": say.turnout_lines(),
        "turnout_bar": bar(tally.turnout.weight.households, tally.electorate.households),
        "channels": say.channels(),
        "period": say.period(),
        "as_of": " · ".join((say.as_of(), say.say("number", number=tally.consultation.id))),
        "questions": [_question(tally, question, say, words) for question in tally.questions],
        "decides": decides,
        "outcome": None if tally.outcome is None else _outcome(tally.outcome, say),
    }


def _question(tally: Tally, question: QuestionTally, say: TallyWords, words: Texts) -> dict[str, object]:
    several = len(tally.consultation.questions) > 1
    repeats = " ".join(question.text.split()) == " ".join(tally.consultation.title.split())
    return {
        "heading": say.say("question", number=question.number) if several else "",
        "text": "" if repeats else shown(question.text, TEXT_LIMIT),
        "answered": say.households(question.answered) if several and question.answered_shown else "",
        "withheld": question.withheld,
        "hint": _hint(question, say),
        "foot": [] if question.withheld else [shown(line, TEXT_LIMIT) for line in base_sentences(question, words)],
        **figure_facts(question, say, words),
    }


def _hint(question: QuestionTally, say: TallyWords) -> str:
    return say.say("withheld" if question.withheld else f"of_answered_{question.type.value}")


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
        "bar": bar(comparison.left, comparison.right),
        "mark": BAR_STEPS * threshold.numerator // threshold.denominator,
    }
