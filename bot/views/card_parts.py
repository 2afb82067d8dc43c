"""What cards of every kind share: the heading, the turnout, and text that fits into one message."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from bot.rules.consultation import Answerers, Consultation, Regime, Secrecy
from bot.rules.tally import Tally, percent
from bot.texts import Texts
from bot.views.rooms import building_name, entrance_name
from bot.views.screen import TEXT_LIMIT, Screen, seen

LABEL_LENGTHS = (100, 60, 36, 20, 10)


def digest(screen: Screen) -> str:
    """Tells whether two screens show the same."""
    return hashlib.sha256(repr(screen).encode()).hexdigest()


def deep_link(username: str, payload: str) -> str:
    """The link that opens the private chat with the bot (Bot API: deep linking)."""
    return f"https://t.me/{username}?start={payload}"


def fitting(draw: Callable[[int], str]) -> str:
    """What ``draw`` writes with the longest labels that fit; it gets the most characters of a label.

    Cutting the finished text could leave an open tag, and Telegram would refuse the message.
    """
    for most in LABEL_LENGTHS:
        text = draw(most)
        if seen(text) <= TEXT_LIMIT:
            break
    return text


def regime_lines(consultation: Consultation, words: Texts) -> str:
    """What kind of asking it is, and which part of the community or which people it is for."""
    lines = [words.html(f"card.regime_{consultation.regime.value}", community=consultation.community_name)]
    scope = consultation.scope
    if scope.entrance is not None:
        part = entrance_name(scope.entrance, words)
        lines.append(words.html("card.scope", part=f"{building_name(scope.building or '', words)} {part}"))
    elif scope.building is not None:
        lines.append(words.html("card.scope", part=building_name(scope.building, words)))
    if consultation.answerers is Answerers.OWNERS and consultation.regime is not Regime.OWNER_DECISION:
        lines.append(words.html("card.owners_only"))
    if consultation.secrecy is Secrecy.ANONYMOUS:
        lines.append(words.html("question.secret"))
    return "\n".join(lines)


def question_text(text: str, words: Texts) -> str:
    """A question as it is asked: its first line stands out, what explains it does not."""
    first, _, more = text.partition("\n")
    if not more:
        return words.html("card.question", text=first)
    return words.html("card.question_more", text=first, more=more) + "\n"


def turnout(tally: Tally, words: Texts) -> str:
    """How many homes have answered, of how many, and the share."""
    answered, asked = tally.turnout.weight.households, tally.electorate.households
    return words.html("card.turnout", answered=answered, asked=asked, percent=percent(answered, asked))
