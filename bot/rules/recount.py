"""A count made anew from rows, without the database that it came from: the sums that a tally is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.rules import answer_text
from bot.rules.consultation import Consultation, Question, QuestionType, Regime
from bot.rules.responses import Respondent
from bot.rules.tally_facts import HeadVote, TallyFacts, Weight


def facts_of(consultation: Consultation, homes: Sequence[Respondent], electorate: Weight) -> TallyFacts:
    """Everything added up again. Owners and areas are 0 where the rows do not have them."""
    questions = consultation.questions
    by_number = {question.number: [home for home in homes if question.number in home.answers] for question in questions}
    return TallyFacts(
        electorate=electorate,
        turnout=_weight(homes),
        by_channel=Counter(home.channel for home in homes),
        answered={question.id: len(by_number[question.number]) for question in questions},
        options={
            (question.id, option): _weight(_chose(by_number[question.number], question, option))
            for question in questions
            for option in _marked(by_number[question.number], question)
        },
        heads=_heads(questions[0], homes) if consultation.regime is Regime.OWNER_DECISION else (),
        asked={question.id: _asked(question, homes) for question in questions if question.condition},
        said={question.id: _said(question, by_number[question.number]) for question in questions},
        amounts={question.id: _amounts(question, by_number[question.number]) for question in questions},
        most_wanted=_most_wanted(questions, by_number),
    )


def _weight(homes: Iterable[Respondent]) -> Weight:
    found = list(homes)
    owners = {home.owner for home in found if home.owner is not None}
    return Weight(len(found), len(owners), sum(home.floor_area or 0 for home in found))


def _marked(homes: Iterable[Respondent], question: Question) -> set[int]:
    return {option for home in homes for option in home.answers[question.number].marks}


def _chose(homes: Iterable[Respondent], question: Question, option: int) -> list[Respondent]:
    return [home for home in homes if option in home.answers[question.number].marks]


def _asked(question: Question, homes: Iterable[Respondent]) -> int:
    condition = question.condition
    if condition is None:
        return 0
    return sum(
        question.number in home.answers
        or (condition.number in home.answers and bool(home.answers[condition.number].choices & condition.options))
        for home in homes
    )


def _said(question: Question, homes: Iterable[Respondent]) -> Mapping[str, int]:
    if question.type not in (QuestionType.RANKING, QuestionType.BUDGET):
        return {}
    return Counter(answer_text.said(question.type, home.answers[question.number]) or "" for home in homes)


def _amounts(question: Question, homes: Iterable[Respondent]) -> Mapping[int, int]:
    if question.type is not QuestionType.AMOUNT:
        return {}
    return Counter(home.answers[question.number].amount or 0 for home in homes)


def _most_wanted(
    questions: Iterable[Question], by_number: Mapping[int, Sequence[Respondent]]
) -> Mapping[tuple[int, int], int]:
    found: Counter[tuple[int, int]] = Counter()
    for question in questions:
        for home in by_number[question.number]:
            wanted = home.answers[question.number].most_wanted
            if wanted is not None:
                found[question.id, wanted] += 1
    return found


def _heads(first: Question, homes: Iterable[Respondent]) -> tuple[HeadVote, ...]:
    areas: Counter[int] = Counter()
    choices: dict[int, set[int]] = {}
    for home in homes:
        if first.number in home.answers and home.owner is not None:
            areas[home.owner] += home.floor_area or 0
            choices.setdefault(home.owner, set()).update(home.answers[first.number].marks)
    return tuple(
        HeadVote(head, area, next(iter(choices[head])) if len(choices[head]) == 1 else None)
        for head, area in sorted(areas.items())
    )
