"""The result of a whole consultation: as one message for staff, and as lines for the terminal."""

from __future__ import annotations

from datetime import tzinfo

from bot.rules.tally import QuestionTally, Tally, percent
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views.card_parts import LABEL_LENGTHS, regime_lines, turnout
from bot.views.result_figures import base_sentences, sentences, sure_sentences
from bot.views.results import hidden_note, lines, option_lines, reason_lines
from bot.views.screen import TEXT_LIMIT, seen
from bot.views.times import moment

_ENDLESS = 10_000


def message(tally: Tally, words: Texts, zone: tzinfo) -> str:
    """HTML within the limit: labels get shorter first, then the last questions are left to picture and workbook."""
    numbered = len(tally.questions) > 1
    for most in LABEL_LENGTHS:
        parts = ["\n".join(lines(question, words, most, numbered=numbered)) for question in tally.questions]
        text = _message(tally, words, zone, parts)
        if seen(text) <= TEXT_LIMIT:
            return text
    while seen(text) > TEXT_LIMIT:
        parts.pop()
        text = _message(tally, words, zone, [*parts, words.html("results.more")])
    return text


def _message(tally: Tally, words: Texts, zone: tzinfo, parts: list[str]) -> str:
    asked = tally.consultation
    top = words.html("results.title", number=asked.id, title=asked.title) + "\n" + regime_lines(asked, words)
    end = f"{turnout(tally, words)}\n<i>{words.html('results.as_of', when=moment(tally.as_of, words, zone))}</i>"
    return "\n\n".join((top, *parts, end))


def text_lines(tally: Tally, words: Texts, zone: tzinfo) -> list[str]:
    """Everything in plain text, nothing cut."""
    asked, turned_out = tally.consultation, tally.turnout.weight.households
    everyone = tally.electorate.households
    facts = {"answered": turned_out, "all": everyone, "percent": percent(turned_out, everyone)}
    said = [
        f"{words.plain('tally.number', number=asked.id)} · {visible(asked.title)}",
        f"{visible(asked.community_name)} · {words.plain('tally.turnout', **facts)}",
        words.plain("results.as_of", when=moment(tally.as_of, words, zone)),
    ]
    for question in tally.questions:
        said += ["", visible(f"{question.number}. {question.text}"), *_question(question, words)]
    return said


def _question(question: QuestionTally, words: Texts) -> list[str]:
    return [
        *option_lines(question, words, _ENDLESS),
        *sentences(question, words),
        *hidden_note(question, words),
        *reason_lines(question, words),
        *sure_sentences(question, words),
        *base_sentences(question, words),
    ]
