"""What must hold between the sums of one count. A count that contradicts itself is not shown to anybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.rules.consultation import ONE_OPTION, Consultation, Question, QuestionType, Regime

if TYPE_CHECKING:
    from bot.rules.tally_facts import TallyFacts, Weight


def check(consultation: Consultation, facts: TallyFacts) -> None:
    """Raise ValueError naming every contradiction in ``facts``."""
    faults = [
        *_turnout_faults(facts),
        *_option_faults(consultation, facts),
        *(
            fault
            for question in consultation.questions
            for fault in _question_faults(question, facts, sealed=consultation.sealed)
        ),
        *(_head_faults(consultation, facts) if consultation.regime is Regime.OWNER_DECISION else ()),
    ]
    if faults:
        raise ValueError(f"consultation {consultation.id} does not add up: {'; '.join(faults)}")


def _turnout_faults(facts: TallyFacts) -> Iterator[str]:
    if not _within(facts.turnout, facts.electorate):
        yield f"turnout {facts.turnout} exceeds the electorate {facts.electorate}"
    if sum(facts.by_channel.values()) != facts.turnout.households:
        yield f"channels {dict(facts.by_channel)} do not sum to {facts.turnout.households} households"
    fewest, most = max(facts.answered.values(), default=0), sum(facts.answered.values())
    if not fewest <= facts.turnout.households <= most:
        yield f"{facts.turnout.households} households took part, but the questions have {dict(facts.answered)}"


def _option_faults(consultation: Consultation, facts: TallyFacts) -> Iterator[str]:
    known = {
        (question.id, number) for question in consultation.questions for number in range(1, len(question.options) + 1)
    }
    if strange := sorted(set(facts.options) - known):
        yield f"votes for options that do not exist: {strange}"


def _question_faults(question: Question, facts: TallyFacts, *, sealed: bool) -> Iterator[str]:
    answered = facts.answered.get(question.id, 0)
    weights = [weight for (question_id, _number), weight in facts.options.items() if question_id == question.id]
    if any(weight.households > answered or not _within(weight, facts.turnout) for weight in weights):
        yield f"an option of question {question.number} has more than all {answered} who answered"
    total = sum(weight.households for weight in weights)
    if question.type in ONE_OPTION and total != answered and not sealed:
        yield f"the options of question {question.number} sum to {total}, but {answered} households answered"
    if question.condition is not None and not sealed and facts.asked.get(question.id, 0) < answered:
        yield f"question {question.number} has more answers than homes it was put to"
    yield from _saying_faults(question, facts, answered)


def _saying_faults(question: Question, facts: TallyFacts, answered: int) -> Iterator[str]:
    """Orders, points and amounts are counted apart from the ballots they stand on."""
    said = {
        QuestionType.RANKING: sum(facts.said.get(question.id, {}).values()),
        QuestionType.BUDGET: sum(facts.said.get(question.id, {}).values()),
        QuestionType.AMOUNT: sum(facts.amounts.get(question.id, {}).values()),
    }
    if said.get(question.type, answered) != answered:
        yield f"question {question.number} has {said[question.type]} of {answered} answers in full"
    for (question_id, number), homes in facts.most_wanted.items():
        weight = facts.options.get((question_id, number))
        if question_id == question.id and (weight is None or homes > weight.households):
            yield f"option {number} of question {question.number} is wanted most by more than chose it"


def _head_faults(consultation: Consultation, facts: TallyFacts) -> Iterator[str]:
    heads = len(facts.heads)
    area = sum(head.floor_area for head in facts.heads)
    first = consultation.questions[0].id
    said = sum(weight.floor_area for (question_id, _number), weight in facts.options.items() if question_id == first)
    if area != said:
        yield f"the owners' flats have {area}, the options {said}"
    if heads > facts.turnout.owners or area > facts.turnout.floor_area:
        yield f"{heads} owners with {area} decided, more than the turnout {facts.turnout}"


def _within(part: Weight, whole: Weight) -> bool:
    return part.households <= whole.households and part.owners <= whole.owners and part.floor_area <= whole.floor_area
