"""The yardstick for storage: one commit a ballot, through the asynchronous SQLAlchemy ORM, as one would first write it.

Tables of its own, leaner than the program's: no inbox, no electorate, no marks. The same PRAGMAs, so the same promise
at power loss, and BEGIN IMMEDIATE, without which concurrent writers on SQLite fail with "database is locked".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, event, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000")


class Base(DeclarativeBase):
    """The yardstick's tables."""


class Household(Base):
    """A flat, found by the Telegram id of the one who lives in it."""

    __tablename__ = "household"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)


class Vote(Base):
    """A question that is open until it closes."""

    __tablename__ = "vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    closes_at: Mapped[datetime]


class Ballot(Base):
    """What a flat has chosen."""

    __tablename__ = "ballot"
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    option: Mapped[int]
    cast_at: Mapped[datetime]


class Audit(Base):
    """Who chose what, in the order it happened."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int]
    household_id: Mapped[int]
    option: Mapped[int]
    at: Mapped[datetime]


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class Baseline:
    """The yardstick's database; ``connections`` at most are open, the rest of the tasks wait for one."""

    def __init__(self, url: str, connections: int) -> None:
        self._engine: AsyncEngine = create_async_engine(url, pool_size=connections, max_overflow=0, pool_timeout=120)
        self._sqlite = self._engine.dialect.name == "sqlite"
        if self._sqlite:
            event.listen(self._engine.sync_engine, "connect", _on_connect)
            event.listen(self._engine.sync_engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
        self._session = async_sessionmaker(self._engine, expire_on_commit=False)

    async def prepare(self, people: Sequence[int], closes_at: datetime) -> None:
        """The tables, one flat a person, one vote."""
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            await connection.execute(insert(Household), [{"telegram_id": who} for who in people])
            await connection.execute(insert(Vote), [{"id": 1, "closes_at": closes_at.replace(tzinfo=None)}])

    async def cast(self, telegram_id: int, option: int) -> None:
        """Record one ballot; returns after the commit."""
        now = datetime.now(UTC).replace(tzinfo=None)
        async with self._session() as session, session.begin():
            await self._cast(session, telegram_id, option, now)

    async def _cast(self, session: AsyncSession, telegram_id: int, option: int, now: datetime) -> None:
        home = (await session.scalars(select(Household).where(Household.telegram_id == telegram_id))).one()
        vote = (await session.scalars(select(Vote).where(Vote.id == 1))).one()
        if now >= vote.closes_at:
            raise ValueError("closed")
        values = {"vote_id": vote.id, "household_id": home.id, "option": option, "cast_at": now}
        statement = (sqlite.insert(Ballot) if self._sqlite else postgresql.insert(Ballot)).values(**values)
        changed = {"option": statement.excluded.option, "cast_at": statement.excluded.cast_at}
        await session.execute(statement.on_conflict_do_update(index_elements=["vote_id", "household_id"], set_=changed))
        session.add(Audit(vote_id=vote.id, household_id=home.id, option=option, at=now))

    async def recorded(self) -> int:
        """How many ballots the audit has."""
        async with self._session() as session:
            return (await session.scalars(select(func.count()).select_from(Audit))).one()

    async def close(self) -> None:
        """Let go of every connection."""
        await self._engine.dispose()
