"""The card of a questionnaire in a group: how many questions and minutes, who has answered, and the way to answer."""

from __future__ import annotations

from datetime import tzinfo

from bot.rules.consultation import Consultation, Regime, Status
from bot.rules.tally import Tally
from bot.texts import Texts
from bot.views import results
from bot.views.card_parts import LABEL_LENGTHS, deep_link, regime_lines, turnout
from bot.views.questionnaire_payloads import LINK
from bot.views.screen import TEXT_LIMIT, Button, Screen, column, seen
from bot.views.times import moment


def minutes(consultation: Consultation) -> int:
    """About how long it takes: half a minute a question."""
    return max(1, (len(consultation.questions) + 1) // 2)


def branches(consultation: Consultation) -> bool:
    """Whether some questions are asked of some homes only, so that the number of questions is the most there can be."""
    return any(question.condition is not None for question in consultation.questions)


def questionnaire_card(tally: Tally, words: Texts, zone: tzinfo, username: str) -> Screen:
    """The card as the group sees it now: while open never what was answered, once closed the results."""
    if tally.status is Status.CLOSED:
        return Screen(_results(tally, words, zone, "card.closed"))
    consultation = tally.consultation
    facts = {"questions": len(consultation.questions), "minutes": minutes(consultation)}
    parts = [
        words.html("card.open", title=consultation.title) + "\n" + regime_lines(consultation, words),
        words.html("question.card_questions_most" if branches(consultation) else "question.card_questions", **facts),
        turnout(tally, words),
        words.html("card.ends", when=moment(consultation.ends_at, words, zone)),
        words.html("question.card_how") + "\n" + words.html("question.card_paper"),
    ]
    if not username:
        return Screen("\n\n".join(parts))
    link = deep_link(username, f"{LINK}{consultation.id}")
    return Screen("\n\n".join(parts), column(Button(words.plain("question.button.fill_in", **facts), url=link)))


def questionnaire_result(tally: Tally, words: Texts, zone: tzinfo) -> Screen:
    """The announcement of the results."""
    return Screen(_results(tally, words, zone, "card.result"))


def _results(tally: Tally, words: Texts, zone: tzinfo, headline: str) -> str:
    """Every question with its results; with short labels where space is short, and whole questions left out at last."""
    for most in LABEL_LENGTHS:
        parts = ["\n".join(results.lines(question, words, most)) for question in tally.questions]
        text = _result_text(tally, words, zone, headline, parts)
        if seen(text) <= TEXT_LIMIT:
            return text
    while seen(text) > TEXT_LIMIT:
        parts.pop()
        text = _result_text(tally, words, zone, headline, [*parts, words.html("question.card_more")])
    return text


def _result_text(tally: Tally, words: Texts, zone: tzinfo, headline: str, parts: list[str]) -> str:
    consultation = tally.consultation
    end = words.html("card.ended", when=moment(consultation.ends_at, words, zone))
    if consultation.regime is not Regime.OWNER_DECISION:
        end += "\n" + words.html("card.not_a_decision")
    top = words.html(headline, title=consultation.title) + "\n" + regime_lines(consultation, words)
    return "\n\n".join([top, *parts, turnout(tally, words), end])
