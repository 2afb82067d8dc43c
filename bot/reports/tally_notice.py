"""The public notice of a result (公示), as facts that a page, a document or a web page shows.

Free words and what anonymous answers do not publish are never in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from bot.reports.tally_words import TallyWords
from bot.rules.consultation import Regime, Status
from bot.rules.ranking import RankingResult
from bot.rules.tally import Line, QuestionTally, Tally, percent
from bot.rules.tally_budget import Budgeted
from bot.rules.visible import visible
from bot.texts import Texts
from bot.views.result_figures import base_sentences, sentences, sure_sentences
from bot.views.results import hidden_note, option_lines, reason_lines


@dataclass(frozen=True, slots=True)
class Organizer:
    """Who asks; what is empty becomes a blank to be filled in by hand."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NoticeQuestion:
    """One question: a table of options (label, homes, share, likely range), or lines where a table would not do."""

    heading: str
    rows: tuple[tuple[str, str, str, str], ...]
    lines: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything on the notice, in plain text and reading order."""

    language: str
    title: str
    badge: str
    opening: tuple[str, ...]
    results: str
    columns: tuple[str, str, str, str]
    questions: tuple[NoticeQuestion, ...]
    verdict: tuple[str, ...]
    about: str
    remarks: tuple[str, ...]
    signed: str


def notice(tally: Tally, words: Texts, zone: tzinfo, organizer: Organizer) -> Notice:
    """The notice of this tally."""
    say = TallyWords(tally, words, zone)
    return Notice(
        language=words.language,
        title=_title(tally, words),
        badge=f"{say.regime()} · {say.status()} · {say.as_of()}",
        opening=_opening(tally, words, say, organizer),
        results=words.plain("results.notice.results"),
        columns=(
            words.plain("results.notice.column_option"),
            words.plain("results.notice.column_homes"),
            words.plain("results.notice.column_share"),
            words.plain("results.notice.column_likely"),
        ),
        questions=tuple(_question(question, words) for question in tally.questions),
        verdict=_verdict(tally, words, say),
        about=words.plain("results.notice.about"),
        remarks=_remarks(tally, words, say, organizer),
        signed=_signed(words, organizer),
    )


def _title(tally: Tally, words: Texts) -> str:
    asked = tally.consultation
    key = "title_decision" if asked.regime is Regime.OWNER_DECISION else "title"
    if tally.status is not Status.CLOSED:
        key = "title_open"
    return words.plain(f"results.notice.{key}", community=asked.community_name, topic=asked.title)


def _opening(tally: Tally, words: Texts, say: TallyWords, organizer: Organizer) -> tuple[str, str, str]:
    asked, turnout = tally.consultation, tally.turnout
    answered, everyone = turnout.weight.households, tally.electorate.households
    name = organizer.name or words.plain("results.notice.organizer")
    when = {"opens": say.clock(asked.opens_at), "closes": say.clock(asked.ends_at)}
    counts = {"asked": everyone, "answered": answered, "percent": percent(answered, everyone)}
    return (
        say.place(),
        words.plain("results.notice.when", organizer=name, **when),
        words.plain("results.notice.who", **counts, **turnout.by_channel),
    )


def _question(question: QuestionTally, words: Texts) -> NoticeQuestion:
    own = isinstance(question.detail, RankingResult | Budgeted) or question.withheld
    rows = () if own else tuple(_row(line, question, words) for line in question.lines)
    said: list[str] = []
    if not question.withheld:
        said = [*sentences(question, words), *hidden_note(question, words), *sure_sentences(question, words)]
    return NoticeQuestion(
        heading=visible(f"{question.number}. {question.text}"),
        rows=rows,
        lines=(*option_lines(question, words), *reason_lines(question, words)) if own else (),
        sentences=(*said, *base_sentences(question, words)),
    )


def _row(line: Line, question: QuestionTally, words: Texts) -> tuple[str, str, str, str]:
    labels = " / ".join(f"{number}. {visible(question.options[number - 1].label)}" for number in line.numbers)
    if line.homes is None:
        return labels, "—", "—", "—"
    figure = question.options[line.numbers[0] - 1].figure if len(line.numbers) == 1 else None
    likely = "—" if figure is None else words.plain("results.notice.likely", **figure.likely._asdict())
    return labels, str(line.homes), percent(line.homes, question.answered), likely


def _verdict(tally: Tally, words: Texts, say: TallyWords) -> tuple[str, ...]:
    if tally.outcome is None:
        return ()
    compared = (
        words.plain(
            "results.notice.compared",
            name=say.say(each.name),
            counted=say.fraction(each),
            needs=say.say("needs", rule=each.rule),
            holding=say.holding(each),
        )
        for each in tally.outcome.comparisons
    )
    return (say.verdict(tally.outcome), *compared)


def _remarks(tally: Tally, words: Texts, say: TallyWords, organizer: Organizer) -> tuple[str, ...]:
    remarks = [say.note(), words.plain("results.notice.formula"), words.plain("results.notice.likely_note")]
    if tally.status is Status.CLOSED:
        remarks.append(words.plain("results.notice.period"))
    if organizer.name and organizer.phone:
        contact = words.plain("results.notice.contact", organizer=organizer.name, phone=organizer.phone)
        return (*remarks, contact)
    return (*remarks, words.plain("results.notice.contact_blank"))


def _signed(words: Texts, organizer: Organizer) -> str:
    key = "signed" if organizer.name else "signed_blank"
    return words.plain(f"results.notice.{key}", organizer=organizer.name)
