"""The card of a consultation in a group: what is asked, how many homes have answered, and the buttons."""

from __future__ import annotations

from datetime import tzinfo

from bot.rules.consultation import Question, QuestionType, Regime, Status
from bot.rules.tally import OptionCount, QuestionTally, Tally, percent
from bot.texts import Texts, clean
from bot.views import payloads, results
from bot.views.card_parts import LABEL_LENGTHS, deep_link, digest, fitting, question_text, regime_lines, turnout
from bot.views.questionnaire_card import questionnaire_card, questionnaire_result
from bot.views.screen import Button, Screen, listed
from bot.views.times import moment

__all__ = [
    "HOW",
    "LABEL_LENGTHS",
    "bar",
    "card",
    "deep_link",
    "digest",
    "fitting",
    "option_buttons",
    "result",
    "turnout",
    "vote_buttons",
]

_BAR = 10
_ROOMY = 12  # up to so many options each has a bar of its own
_ONE_COLUMN = 10
_BUTTON_LABEL = 48
# A price is accepted by those who would pay more, too, and of anonymous answers not every count may be shown.
_WITH_BARS = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RATING})
# Bot API: a deep link opens the private chat; the word tells the bot that somebody wants to know how to vote.
HOW = "how"


def card(tally: Tally, words: Texts, zone: tzinfo, username: str) -> Screen:
    """The card as the group sees it now; without vote buttons once closed."""
    if not tally.consultation.on_card:
        return questionnaire_card(tally, words, zone, username)
    if tally.status is Status.CLOSED:
        return Screen(body(tally, words, zone, "card.closed"))
    return Screen(body(tally, words, zone, "card.open"), vote_buttons(tally, words, username))


def result(tally: Tally, words: Texts, zone: tzinfo) -> Screen:
    """The announcement of the result."""
    if not tally.consultation.on_card:
        return questionnaire_result(tally, words, zone)
    return Screen(body(tally, words, zone, "card.result"))


def vote_buttons(tally: Tally, words: Texts, username: str) -> tuple[tuple[Button, ...], ...]:
    """One button an option, its text beginning with the option's number; then withdrawing, and the way to begin."""
    question = tally.consultation.questions[0]
    last = [Button(words.plain("card.withdraw"), payloads.encode(payloads.WITHDRAW, question.id))]
    if username:
        last.append(Button(words.plain("card.first_time"), url=deep_link(username, HOW)))
    return (*option_buttons(question), tuple(last))


def option_buttons(question: Question) -> tuple[tuple[Button, ...], ...]:
    """One button an option, numbered; long lists stand in two columns."""
    buttons = [
        Button(f"{number} {clean(listed(label, _BUTTON_LABEL))}", payloads.encode(payloads.VOTE, question.id, number))
        for number, label in enumerate(question.options, 1)
    ]
    width = 1 if len(buttons) <= _ONE_COLUMN else 2
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def body(tally: Tally, words: Texts, zone: tzinfo, headline: str) -> str:
    """The text: as much of every label as fits into one message."""
    return fitting(lambda most: _text(tally, words, zone, headline, most))


def _text(tally: Tally, words: Texts, zone: tzinfo, headline: str, most: int) -> str:
    consultation = tally.consultation
    parts = [words.html(headline, title=consultation.title), regime_lines(consultation, words)]
    parts.extend(_question(question, words, most) for question in tally.questions)
    parts.append(turnout(tally, words))
    if tally.outcome is not None and tally.status is Status.CLOSED:
        parts.append(words.html("card.passed" if tally.outcome.passed else "card.not_passed"))
    parts.append(_end(tally, words, zone))
    return "\n\n".join(part for part in parts if part)


def _question(question: QuestionTally, words: Texts, most: int) -> str:
    if not question.withheld and (question.anonymous or question.type not in _WITH_BARS):
        return "\n".join(results.lines(question, words, most, numbered=False))
    roomy = len(question.options) <= _ROOMY
    lines = [question_text(question.text, words)]
    lines += [_option(option, question, words, most, roomy) for option in question.options]
    if question.withheld:
        lines.append(words.html("card.withheld"))
    return "\n".join(lines)


def _option(option: OptionCount, question: QuestionTally, words: Texts, most: int, roomy: bool) -> str:
    label = listed(option.label, most)
    if question.withheld:
        return words.html("card.option_bare", number=option.number, label=label)
    homes = option.weight.households
    key = "card.option_bar" if roomy else "card.option_line"
    return words.html(
        key,
        number=option.number,
        label=label,
        bar=bar(homes, question.answered),
        households=homes,
        percent=percent(homes, question.answered),
    )


def bar(part: int, whole: int) -> str:
    """A bar of ten blocks; anything above nothing shows at least one, only everything shows all."""
    filled = 0 if not whole else (2 * _BAR * part + whole) // (2 * whole)
    if 0 < part < whole:
        filled = min(max(filled, 1), _BAR - 1)
    return "■" * filled + "□" * (_BAR - filled)


def _end(tally: Tally, words: Texts, zone: tzinfo) -> str:
    consultation = tally.consultation
    when = moment(consultation.ends_at, words, zone)
    if tally.status is Status.CLOSED:
        note = "" if consultation.regime is Regime.OWNER_DECISION else "\n" + words.html("card.not_a_decision")
        return words.html("card.ended", when=when) + note
    question = consultation.questions[0]
    key = "card.how_multiple" if question.type is QuestionType.MULTIPLE else "card.how_single"
    return (
        words.html("card.ends", when=when) + "\n" + words.html(key, most=question.max_choices or len(question.options))
    )
