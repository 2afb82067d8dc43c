"""My opinions: a list, one of them, and the letter that brings the answer."""

from __future__ import annotations

from datetime import date, tzinfo

from bot.actions.my_opinions import MyOpinions
from bot.rules.opinions import LedgerOpinion, OpinionState
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views import opinion_payloads as verbs
from bot.views.opinion_give import category_name
from bot.views.opinion_words import due_name, excerpt, fitting_text, reply_line
from bot.views.payloads import encode
from bot.views.screen import Button, Screen, column, shorten
from bot.views.times import moment

MOST_LISTED = 6
_ANSWER_IN_LINE = 80


def mine_screen(mine: MyOpinions, words: Texts, zone: tzinfo, today: date) -> Screen:
    """One page, newest first, a button each."""
    new = Button(words.plain("opinion.button.new"), verbs.NEW)
    if not mine.shown:
        return Screen(words.html("opinion.mine.none"), column(new))
    lines = [words.html("opinion.mine.title", count=mine.total)]
    for opinion in mine.shown:
        facts = {"category": category_name(opinion.category, words), "text": excerpt(opinion, words)}
        raised = moment(opinion.raised_at, words, zone)
        lines += ["", words.html("opinion.mine.line", number=opinion.id, raised=raised, state="", **facts).rstrip()]
        lines.append(_state(opinion, words, zone, today, _ANSWER_IN_LINE))
    if mine.pages > 1:
        lines += ["", words.html("opinion.mine.page", page=mine.page + 1, pages=mine.pages)]
    buttons = [_one(opinion, words) for opinion in mine.shown]
    return Screen("\n".join(lines), column(*buttons, *_turning(mine, words), new))


def _one(opinion: LedgerOpinion, words: Texts) -> Button:
    state = words.template(f"opinion.mine.button_{opinion.state.value}")
    return Button(words.plain("opinion.button.one", number=opinion.id, state=state), encode(verbs.MINE_ONE, opinion.id))


def _turning(mine: MyOpinions, words: Texts) -> list[Button]:
    turns = ((mine.page - 1, "previous"), (mine.page + 1, "next"))
    return [
        Button(words.plain(f"opinion.button.{key}"), encode(verbs.MINE, page))
        for page, key in turns
        if 0 <= page < mine.pages
    ]


def _state(opinion: LedgerOpinion, words: Texts, zone: tzinfo, today: date, most: int) -> str:
    """Answered, rejected, or how long one still has to wait."""
    if opinion.state is not OpinionState.OPEN:
        return reply_line(opinion, "opinion.mine", words, zone, most)
    if opinion.due_on is None:
        return words.html("opinion.mine.waiting_undated")
    key = "late" if opinion.days_late(today) else "waiting"
    return words.html(f"opinion.mine.{key}", due=due_name(opinion.due_on, words))


def my_opinion_screen(opinion: LedgerOpinion, words: Texts, zone: tzinfo, today: date) -> Screen:
    """One of them: what was said, whose it is, what was answered."""
    buttons = [Button(words.plain("opinion.button.back_to_mine"), encode(verbs.MINE, 0))]
    if opinion.files:
        label = words.plain("opinion.button.files", count=opinion.files)
        buttons.insert(0, Button(label, encode(verbs.MINE_FILES, opinion.id)))
    text = fitting_text(lambda most: _whole(opinion, words, zone, today, most))
    return Screen(text, column(*buttons))


def _whole(opinion: LedgerOpinion, words: Texts, zone: tzinfo, today: date, most: int) -> list[str]:
    category = category_name(opinion.category, words)
    lines = [words.html("opinion.mine.one", number=opinion.id, category=category)]
    lines.append(words.html("opinion.mine.raised", when=moment(opinion.raised_at, words, zone)))
    for key, said in (("place", opinion.place), ("text", opinion.text), ("transcript", opinion.transcript)):
        if said:
            lines.append(words.html(f"opinion.mine.{key}", **{_FACT.get(key, key): shorten(visible(said), most)}))
    if opinion.state is OpinionState.OPEN and opinion.owner_name:
        lines.append(words.html("opinion.mine.owner", owner=opinion.owner_name))
    return [*lines, _state(opinion, words, zone, today, most)]


# Both kinds of words are filled into the same fact.
_FACT = {"transcript": "text"}


def answer_letter(opinion: LedgerOpinion, words: Texts) -> Screen:
    """The giver hears what became of it."""
    rejected = opinion.state is OpinionState.REJECTED
    lines = [words.html(f"opinion.letter.{opinion.state.value}", number=opinion.id)]
    lines += ["", words.html("opinion.letter.said", text=excerpt(opinion, words, 200)), ""]
    lines.append(words.html(f"opinion.letter.{'reason' if rejected else 'answer'}", answer=opinion.answer or ""))
    lines += ["", words.html("reminder.unsubscribe")]
    see = Button(words.plain("opinion.letter.see"), encode(verbs.MINE_ONE, opinion.id))
    return Screen("\n".join(lines), column(see))
