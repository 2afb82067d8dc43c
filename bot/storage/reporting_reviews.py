"""Consent to chosen designs, from the bot's own design reviews: the numbers behind 改造方案满意率."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, func, or_, select

from bot.rules.consultation import OptionKind, Secrecy
from bot.rules.design_review import SchemeConsent
from bot.rules.report_facts import CountedRate
from bot.storage.models import ballot, consultation, electorate, mark, option, question
from bot.storage.reporting_turnout import of_communities

DESIGN_REVIEW = "design_review"
_SCHEME = question.alias("scheme")
_FOLLOW_UP = question.alias("follow_up")
_CONSENT = option.alias("consent")


def plan_satisfaction(
    connection: Connection, as_of: datetime, communities: Collection[int] | None
) -> tuple[CountedRate, ...]:
    """One rate for every design review that has ended: homes that agree, of those that chose and did not abstain.

    Reviews made from the template ``design_review`` are read by their questions' roles ``scheme`` and
    ``scheme_consent``. Anonymous ones are left out, also in the moments before their answers are cut loose: afterwards
    these cannot be tied together any more, and what they said must not be shown before.
    """
    ended = or_(consultation.c.closes_at <= as_of, consultation.c.closed_at <= as_of)
    mine = and_(of_communities(communities), consultation.c.template == DESIGN_REVIEW, ended)
    named = and_(mine, consultation.c.secrecy == Secrecy.NAMED.value)
    valid = _count(connection, _valid(), named)
    abstained = _count(connection, _valid(), and_(named, _abstains()))
    agreed = _count(connection, _consenting(), and_(named, _kind(OptionKind.CONSENT), ~_abstains()))
    mostly = _count(connection, _consenting(), and_(named, _kind(OptionKind.PARTLY), ~_abstains()))
    rates = {
        key: SchemeConsent(agreed.get(key, 0), mostly.get(key, 0), homes, abstained.get(key, 0)).rate
        for key, homes in valid.items()
        if key in agreed or key in mostly or _asks_consent(connection, key[0])
    }
    return tuple(CountedRate(place, rate.part, rate.whole) for (_, place), rate in rates.items())


def _valid() -> FromClause:
    """Ballots of counted homes on the choice between the schemes."""
    scheme = and_(_SCHEME.c.consultation_id == consultation.c.id, _SCHEME.c.role == "scheme")
    counted = and_(
        electorate.c.consultation_id == consultation.c.id,
        electorate.c.household_id == ballot.c.household_id,
        electorate.c.counted,
    )
    return (
        consultation.join(_SCHEME, scheme).join(ballot, ballot.c.question_id == _SCHEME.c.id).join(electorate, counted)
    )


def _consenting() -> FromClause:
    """The same with what the home says to the chosen scheme."""
    follow_up = and_(_FOLLOW_UP.c.consultation_id == consultation.c.id, _FOLLOW_UP.c.role == "scheme_consent")
    said = and_(mark.c.question_id == _FOLLOW_UP.c.id, mark.c.household_id == ballot.c.household_id)
    meant = and_(_CONSENT.c.question_id == mark.c.question_id, _CONSENT.c.number == mark.c.option_number)
    return _valid().join(_FOLLOW_UP, follow_up).join(mark, said).join(_CONSENT, meant)


def _kind(kind: OptionKind) -> ColumnElement[bool]:
    return _CONSENT.c.kind == kind.value


def _abstains() -> ColumnElement[bool]:
    said, meant = mark.alias("first_mark"), option.alias("first_option")
    return exists().where(
        said.c.question_id == _SCHEME.c.id,
        said.c.household_id == ballot.c.household_id,
        meant.c.question_id == said.c.question_id,
        meant.c.number == said.c.option_number,
        meant.c.kind == OptionKind.ABSTAIN.value,
    )


def _count(connection: Connection, joined: FromClause, where: ColumnElement[bool]) -> dict[tuple[int, int], int]:
    key = (consultation.c.id, consultation.c.community_id)
    query = select(*key, func.count()).select_from(joined).where(where).group_by(*key)
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _asks_consent(connection: Connection, number: int) -> bool:
    mine = and_(question.c.consultation_id == number, question.c.role == "scheme_consent")
    return bool(connection.scalar(select(exists().where(mine))))
