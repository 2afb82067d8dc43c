"""Random surveys with questions of every kind, answered at random, in a real database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from bot.rules.answers import SKIPPED, Answer, checked, chosen, ranked
from bot.rules.consultation import (
    Condition,
    Consultation,
    OptionFacts,
    OptionKind,
    Question,
    QuestionType,
)
from bot.rules.definition_options import LEVELS
from bot.rules.questionnaire import asked as asked_of
from bot.storage import ballots, consultations, questions
from bot.storage.models import consultation as consultation_table
from tests.reports.tally_world import CLOSES, DURING, HOSTILE, OPENS, Flat, add_community, open_it

KINDS = (*OptionKind, None)
LADDER = (
    OptionFacts(kind=OptionKind.NOTHING),
    OptionFacts(price=30),
    OptionFacts(price=55),
    OptionFacts(price=80),
    OptionFacts(price=120),
    OptionFacts(kind=OptionKind.TRY_FIRST),
    OptionFacts(kind=OptionKind.UNSURE),
)


def random_survey(connection: Connection, random: Random, code: str, homes: int = 24) -> Consultation:
    """A community of some flats, one to five questions of any kind, and whatever people answered."""
    flats = [
        Flat(
            str(room),
            random.randint(1, 200_00),
            random.choice([None, "g1", "g2"]),
            random.random() < 0.9,
            random.choice("123"),
        )
        for room in range(random.randint(1, homes))
    ]
    community_id, ids = add_community(connection, code, flats)
    drawn = [random_question(random, number) for number in range(1, random.randint(1, 5) + 1)]
    asked = ask(connection, community_id, conditioned(random, drawn), title=random.choice(HOSTILE))
    for home in ids.values():
        if random.random() < 0.75:
            for number, said in random_answers(random, asked).items():
                answer(connection, asked, home, {number: said}, random.choice(("chat", "chat", "paper")))
    return asked


def ask(connection: Connection, community_id: int, drawn: Sequence[Question], **columns: Any) -> Consultation:
    """A stored consultation with these questions, opened."""
    values = {
        "community_id": community_id,
        "title": "survey",
        "regime": "consultation",
        "answerers": "residents",
        "results": "live",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "created_at": OPENS,
        **columns,
    }
    number = connection.execute(
        insert(consultation_table).values(values).returning(consultation_table.c.id)
    ).scalar_one()
    questions.create(connection, number, drawn)
    loaded = consultations.load(connection, number)
    assert loaded is not None
    return open_it(connection, loaded)


def answer(
    connection: Connection, asked: Consultation, home: int, answers: dict[int, Answer], channel: str = "chat"
) -> None:
    """One home's ballots, by question number."""
    changes = [
        ballots.Change(
            asked.id,
            question.id,
            question.type,
            home,
            answers[question.number],
            person_id=None,
            channel=channel,
            update_id=None,
        )
        for question in asked.questions
        if question.number in answers
    ]
    ballots.store(connection, changes, DURING)


def random_question(random: Random, number: int) -> Question:
    """A question of any kind."""
    kind = random.choice(list(QuestionType))
    question = Question(0, number, random.choice(HOSTILE), kind, (), required=random.random() < 0.7)
    return _MAKERS.get(kind, _choice)(random, question)


def conditioned(random: Random, drawn: list[Question]) -> list[Question]:
    """Some questions are put only to those who chose certain options before."""
    found: list[Question] = []
    for question in drawn:
        earlier = [each for each in found if each.options and each.type is not QuestionType.AMOUNT]
        if earlier and random.random() < 0.4:
            which = random.choice(earlier)
            numbers = random.sample(range(1, len(which.options) + 1), random.randint(1, len(which.options)))
            question = replace(question, condition=Condition(which.number, frozenset(numbers)))
        found.append(question)
    return found


def _choice(random: Random, question: Question) -> Question:
    options = tuple(random.sample(HOSTILE, random.randint(2, len(HOSTILE))))
    facts = tuple(
        OptionFacts(
            kind=random.choice(KINDS),
            category=random.choice((None, "基础", "完善")),
            cost=random.choice((None, None, 1500_00)),
        )
        for _ in options
    )
    role = random.choice((None, None, "scheme", "scheme_consent", "willingness"))
    single = question.type is QuestionType.SINGLE
    return replace(
        question,
        options=options,
        facts=facts,
        role=role if single else None,
        max_choices=None if single else random.randint(1, len(options)),
        most_wanted=question.type is QuestionType.MULTIPLE and random.random() < 0.5,
    )


def _rating(random: Random, question: Question) -> Question:
    return replace(
        question,
        options=tuple(label for label, _kind in LEVELS),
        facts=tuple(OptionFacts(kind=kind) for _label, kind in LEVELS),
    )


def _ladder(random: Random, question: Question) -> Question:
    labels = tuple(f"{number}档" for number in range(len(LADDER)))
    return replace(question, options=labels, facts=LADDER, monthly_cost=random.choice((None, random.randint(1, 10**6))))


def _budget(random: Random, question: Question) -> Question:
    names = tuple(random.sample(HOSTILE, random.randint(1, 6)))
    facts = tuple(OptionFacts(cost=random.randint(0, 900_00), category=random.choice((None, "路"))) for _ in names)
    kind = random.choice(("approval", "cumulative"))
    points = 10 if kind == "cumulative" else None
    return replace(
        question, options=names, facts=facts, budget=random.randint(1, 2000_00), ballot_kind=kind, points=points
    )


def _amount(random: Random, question: Question) -> Question:
    role = random.choice((None, "self_funding"))
    return replace(question, unit="元", least=random.choice((None, 1)), most=random.choice((None, 5000_00)), role=role)


def random_answers(random: Random, asked: Consultation) -> dict[int, Answer]:
    """What one home says to the questions that are put to it; some questions are skipped."""
    said: dict[int, Answer] = {}
    for question in asked.questions:
        if question not in asked_of(asked.questions, said):
            continue
        if random.random() < 0.85:
            said[question.number] = checked(question, random_answer(random, question))
    return {number: each for number, each in said.items() if each != SKIPPED}


def random_answer(random: Random, question: Question) -> Answer:
    """A whole answer of the right shape."""
    kind, every = question.type, range(1, len(question.options) + 1)
    if kind is QuestionType.AMOUNT:
        return Answer(amount=random.choice((1, 100_00, 300_00, 300_00, 1234_56, 5000_00)))
    if kind is QuestionType.TEXT:
        return Answer(words=random.choice(HOSTILE))
    most = 1 if kind in (QuestionType.SINGLE, QuestionType.RATING, QuestionType.PRICE_LADDER) else len(every)
    some = random.sample(every, random.randint(1, min(most, question.max_choices or most)))
    if kind is QuestionType.RANKING:
        return ranked(*some)
    if kind is QuestionType.BUDGET and question.ballot_kind == "cumulative":
        return Answer({number: random.randint(1, 10 // len(some)) for number in some})
    if question.most_wanted and random.random() < 0.8:
        return Answer(chosen(*some).marks, most_wanted=random.choice(some))
    return chosen(*some)


def _text(_random: Random, question: Question) -> Question:
    return question


_MAKERS = {
    QuestionType.RATING: _rating,
    QuestionType.PRICE_LADDER: _ladder,
    QuestionType.BUDGET: _budget,
    QuestionType.AMOUNT: _amount,
    QuestionType.TEXT: _text,
}
