"""The section of the configuration that says how the monthly assessment gives points."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.rules.report_assessment import Weights

_DEFAULT = Weights()


class AssessmentSection(BaseModel):
    """How much each component of the monthly assessment weighs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meetings: int = Field(_DEFAULT.meetings, ge=0, le=1000)
    attendance: int = Field(_DEFAULT.attendance, ge=0, le=1000)
    response: int = Field(_DEFAULT.response, ge=0, le=1000)
    opinions: int = Field(_DEFAULT.opinions, ge=0, le=1000)
    meetings_per_month: int = Field(_DEFAULT.meetings_per_month, ge=1, le=100)
    off_per_overdue: int = Field(_DEFAULT.off_per_overdue, ge=0, le=100)

    @property
    def weights(self) -> Weights:
        """The same as the rules know it."""
        return Weights(
            self.meetings,
            self.attendance,
            self.response,
            self.opinions,
            self.meetings_per_month,
            self.off_per_overdue,
        )
