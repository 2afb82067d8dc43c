"""Consultations, tallies and papers as views get them, made without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions.my_votes import Paper
from bot.rules.balloting import Choices
from bot.rules.consultation import (
    ONE_OPTION,
    Answerers,
    Consultation,
    Question,
    QuestionType,
    Regime,
    ResultsPolicy,
    Scope,
)
from bot.rules.people import Address, Household, Membership, Relation
from bot.rules.tally import HeadVote, Tally, TallyFacts, Weight, tally

NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ZONE = ZoneInfo("Asia/Shanghai")
HOSTILE = "<b>&\u202e\"'</b><a href='tg://user?id=1'>"
"""Markup, a quotation mark of each kind, and a mark that turns letters round."""


def consultation(
    options: Sequence[str] = ("方案A 保留绿地", "方案B 增加车位", "都不同意"),
    *,
    title: str = "停车与绿地怎么改",
    text: str = "您家选哪个方案？",
    community: str = "金祥花园",
    kind: QuestionType = QuestionType.SINGLE,
    most: int | None = None,
    regime: Regime = Regime.CONSULTATION,
    results: ResultsPolicy = ResultsPolicy.LIVE,
    scope: Scope | None = None,
) -> Consultation:
    """An open consultation with the largest ids that there can be."""
    decision = regime is Regime.OWNER_DECISION
    return Consultation(
        id=2**31 - 1,
        community_id=1,
        community_code="JX01",
        community_name=community,
        title=title,
        regime=regime,
        answerers=Answerers.OWNERS if decision else Answerers.RESIDENTS,
        results=results,
        scope=scope or Scope(),
        opens_at=NOW - timedelta(days=1),
        closes_at=datetime(2026, 12, 8, 10, 0, tzinfo=UTC),
        closed_at=None,
        questions=(Question(2**31 - 1, 1, text, kind, tuple(options), most),),
        matter="pm_select" if decision else None,
        ruleset="civil_code_2021" if decision else None,
    )


def counted(asked: Consultation, votes: Sequence[int] = (), homes: int = 120, now: datetime = NOW) -> Tally:
    """The tally when so many flats of 50 ㎡ (each with an owner of its own) chose the options in order."""
    question = asked.questions[0]
    weights = {(question.id, n): Weight(count, count, 5000 * count) for n, count in enumerate(votes, 1) if count}
    answered = sum(votes) if question.type in ONE_OPTION else max(votes, default=0)
    heads: tuple[HeadVote, ...] = ()
    if asked.regime is Regime.OWNER_DECISION:
        choices = [number for number, count in enumerate(votes, 1) for _ in range(count)]
        heads = tuple(HeadVote(head, 5000, choice) for head, choice in enumerate(choices))
    facts = TallyFacts(
        electorate=Weight(homes, homes, 5000 * homes),
        turnout=Weight(answered, answered, 5000 * answered),
        by_channel={"chat": answered},
        answered={question.id: answered} if answered else {},
        options=weights,
        heads=heads,
    )
    return tally(asked, facts, now)


def membership(number: int, building: str = "3", entrance: str | None = "2", room: str = "501") -> Membership:
    """Somebody's tie to a flat."""
    flat = Household(number, 1, Address(building, entrance, room), 5000, None, counted=True, slip_serial=1)
    return Membership(1, flat, Relation.OWNER, owner_confirmed=False)


def paper(asked: Consultation, chosen: Choices = frozenset(), homes: Sequence[Membership] = ()) -> Paper:
    """The paper of somebody whose flats have all chosen the same."""
    ties = tuple(homes) or (membership(1),)
    choices = {tie.household.id: chosen for tie in ties} if chosen else {}
    return Paper(asked, ties, choices)
