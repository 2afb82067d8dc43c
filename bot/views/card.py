"""The card of a consultation in a group: what is asked, how many homes have answered, and the buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import tzinfo

from bot.rules.consultation import Answerers, Question, Regime, Status
from bot.rules.tally import OptionCount, QuestionTally, Tally, percent
from bot.texts import Texts, clean
from bot.views import payloads
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import TEXT_LIMIT, Button, Screen, seen, shorten
from bot.views.times import moment

_BAR = 10
_ROOMY = 12  # up to so many options each has a bar of its own
_ONE_COLUMN = 10
_BUTTON_LABEL = 48
LABEL_LENGTHS = (100, 60, 36, 20, 10)
# Bot API: a deep link opens the private chat; the word tells the bot that somebody wants to know how to vote.
HOW = "how"


def digest(screen: Screen) -> str:
    """Tells whether two screens show the same."""
    return hashlib.sha256(repr(screen).encode()).hexdigest()


def deep_link(username: str, payload: str) -> str:
    """The link that opens the private chat with the bot (Bot API: deep linking)."""
    return f"https://t.me/{username}?start={payload}"


def card(tally: Tally, words: Texts, zone: tzinfo, username: str) -> Screen:
    """The card as the group sees it now; without vote buttons once closed."""
    if tally.status is Status.CLOSED:
        return Screen(body(tally, words, zone, "card.closed"))
    return Screen(body(tally, words, zone, "card.open"), vote_buttons(tally, words, username))


def result(tally: Tally, words: Texts, zone: tzinfo) -> Screen:
    """The announcement of the result."""
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
        Button(f"{number} {clean(shorten(label, _BUTTON_LABEL))}", payloads.encode(payloads.VOTE, question.id, number))
        for number, label in enumerate(question.options, 1)
    ]
    width = 1 if len(buttons) <= _ONE_COLUMN else 2
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def body(tally: Tally, words: Texts, zone: tzinfo, headline: str) -> str:
    """The text: as much of every label as fits into one message."""
    return fitting(lambda most: _text(tally, words, zone, headline, most))


def fitting(draw: Callable[[int], str]) -> str:
    """What ``draw`` writes with the longest labels that fit; it gets the most characters of a label.

    Cutting the finished text could leave an open tag, and Telegram would refuse the message.
    """
    for most in LABEL_LENGTHS:
        text = draw(most)
        if seen(text) <= TEXT_LIMIT:
            break
    return text


def _text(tally: Tally, words: Texts, zone: tzinfo, headline: str, most: int) -> str:
    consultation = tally.consultation
    parts = [words.html(headline, title=consultation.title), _regime(tally, words)]
    parts.extend(_question(question, words, most) for question in tally.questions)
    parts.append(turnout(tally, words))
    if tally.outcome is not None and tally.status is Status.CLOSED:
        parts.append(words.html("card.passed" if tally.outcome.passed else "card.not_passed"))
    parts.append(_end(tally, words, zone))
    return "\n\n".join(part for part in parts if part)


def _regime(tally: Tally, words: Texts) -> str:
    consultation = tally.consultation
    lines = [words.html(f"card.regime_{consultation.regime.value}", community=consultation.community_name)]
    scope = consultation.scope
    if scope.entrance is not None:
        part = entrance_name(scope.entrance, words)
        lines.append(words.html("card.scope", part=f"{building_name(scope.building or '', words)} {part}"))
    elif scope.building is not None:
        lines.append(words.html("card.scope", part=building_name(scope.building, words)))
    if consultation.answerers is Answerers.OWNERS and consultation.regime is not Regime.OWNER_DECISION:
        lines.append(words.html("card.owners_only"))
    return "\n".join(lines)


def _question(question: QuestionTally, words: Texts, most: int) -> str:
    roomy = len(question.options) <= _ROOMY
    lines = [words.html("card.question", text=question.text)]
    lines += [_option(option, question, words, most, roomy) for option in question.options]
    if question.withheld:
        lines.append(words.html("card.withheld"))
    return "\n".join(lines)


def _option(option: OptionCount, question: QuestionTally, words: Texts, most: int, roomy: bool) -> str:
    label = shorten(option.label, most)
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


def turnout(tally: Tally, words: Texts) -> str:
    """How many homes have answered, of how many, and the share."""
    answered, asked = tally.turnout.weight.households, tally.electorate.households
    return words.html("card.turnout", answered=answered, asked=asked, percent=percent(answered, asked))


def _end(tally: Tally, words: Texts, zone: tzinfo) -> str:
    consultation = tally.consultation
    when = moment(consultation.ends_at, words, zone)
    if tally.status is Status.CLOSED:
        note = "" if consultation.regime is Regime.OWNER_DECISION else "\n" + words.html("card.not_a_decision")
        return words.html("card.ended", when=when) + note
    question = consultation.questions[0]
    key = "card.how_single" if question.type.value == "single" else "card.how_multiple"
    return (
        words.html("card.ends", when=when) + "\n" + words.html(key, most=question.max_choices or len(question.options))
    )
