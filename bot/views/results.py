"""The result of one question as lines of a message: options, what its type says beyond them, and who answered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.rules.consultation import QuestionType
from bot.rules.ranking import Preference, RankingResult
from bot.rules.tally import Line, QuestionTally, percent
from bot.rules.tally_budget import Budgeted
from bot.texts import Texts
from bot.views.budget_reasons import why
from bot.views.budget_reasons import yuan as money
from bot.views.result_figures import base_sentences, decimal, sentences, sure_sentences
from bot.views.screen import listed, shorten

LABEL = 100


def lines(question: QuestionTally, words: Texts, most: int = LABEL, *, numbered: bool = True) -> list[str]:
    """HTML lines, the question first; ``most`` characters of every label: where labels must be short, a budget's
    reasons are left out too. Without a number where it is the only one.

    While counts are withheld, the lines say only what is asked and, where that gives nothing away, how many answered.
    """
    key = "results.heading" if numbered else "results.heading_only"
    said = [words.html(key, number=question.number, text=shorten(question.text, 4 * most))]
    said += [words.html("results.line", text=line) for line in option_lines(question, words, most)]
    after = [*sentences(question, words), *hidden_note(question, words)]
    after += reason_lines(question, words) if most >= LABEL else []
    after += [*sure_sentences(question, words), *base_sentences(question, words)]
    return said + [f"<i>{words.html('results.line', text=line)}</i>" for line in after]


def option_lines(question: QuestionTally, words: Texts, most: int = LABEL) -> list[str]:
    """The options in plain text, in the order of the form; a ranking in the order of its result."""
    if question.withheld:
        return [words.plain("results.withheld")]
    if isinstance(question.detail, RankingResult):
        return [_ranked(each, question, words, most) for each in question.detail.options]
    if isinstance(question.detail, Budgeted):
        return list(_projects(question.detail, question, words, most))
    return list(_options(question, words, most))


def reason_lines(question: QuestionTally, words: Texts) -> list[str]:
    """For each project of a budget vote, in plain text, why it was chosen or what it would have needed."""
    detail = question.detail
    if not isinstance(detail, Budgeted):
        return []
    return [
        words.plain(
            "results.project_why",
            number=project.number,
            label=shorten(project.name, LABEL),
            why=why(detail.reasons[project.number], detail.instance, words),
        )
        for project in detail.instance.projects
    ]


def _options(question: QuestionTally, words: Texts, most: int) -> Iterator[str]:
    if question.anonymous and question.lines and all(line.homes is None for line in question.lines):
        return
    for line in question.lines:
        yield _line(line, question, words, most)


def _line(line: Line, question: QuestionTally, words: Texts, most: int) -> str:
    labels = [(number, listed(question.options[number - 1].label, most)) for number in line.numbers]
    number, label = labels[0]
    if line.homes is None:
        return words.plain("results.hidden", number=number, label=label)
    share = percent(line.homes, question.answered)
    if len(labels) == 1:
        return words.plain("results.option", number=number, label=label, homes=line.homes, percent=share)
    named = [words.plain("results.joined_label", number=number, label=label) for number, label in labels]
    together = words.template("results.comma").join(named)
    return words.plain("results.joined", labels=together, homes=line.homes, percent=share)


def _ranked(each: Preference, question: QuestionTally, words: Texts, most: int) -> str:
    label = shorten(question.options[each.number - 1].label, most)
    if each.average_place is None:
        return words.plain("results.ranked_empty", number=each.number, label=label)
    return words.plain(
        "results.ranked",
        place=each.place,
        number=each.number,
        label=label,
        average=decimal(each.average_place),
        first=each.first_places,
    )


def _projects(detail: Budgeted, question: QuestionTally, words: Texts, most: int) -> Iterator[str]:
    instance, winners = detail.instance, detail.result.winners
    for project in instance.projects:
        key = "results.project_chosen" if project.number in winners else "results.project_lost"
        said = words.plain(
            key,
            number=project.number,
            label=shorten(project.name, most),
            cost=money(project.cost, words),
            homes=instance.supporters[project.number],
        )
        if question.question.ballot_kind == "cumulative":
            said += words.plain("results.project_points", points=instance.points[project.number])
        yield said


def hidden_note(question: QuestionTally, words: Texts) -> list[str]:
    """Why numbers of an anonymous question are joined or missing, where they are."""
    if not question.anonymous or question.withheld or question.type is QuestionType.TEXT:
        return []
    if all(line.homes is None for line in question.lines):
        return [words.plain("results.hidden_all")]
    if any(line.homes is None or len(line.numbers) > 1 for line in question.lines):
        return [words.plain("results.hidden_note")]
    return []
