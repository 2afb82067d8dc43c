"""Who wants the bulletin of every week, or the assessment of every month, sent to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, String, Table

from bot.storage.models.base import metadata
from bot.storage.types import Instant

report_subscription = Table(
    "report_subscription",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("since", Instant, nullable=False, comment="what was due before is not sent"),
    CheckConstraint("kind IN ('week','month')", name="kind"),
    sqlite_with_rowid=False,
)
