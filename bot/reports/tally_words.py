"""What a tally says in sentences: the same lines stand in the picture, in the workbook and under the picture."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.rules.consultation import Regime, Status
from bot.rules.decision import Comparison, Outcome
from bot.rules.tally import Tally, percent, square_metres
from bot.texts import Texts, clean


class TallyWords:
    """Sentences about one tally, in one language and one zone."""

    def __init__(self, tally: Tally, words: Texts, zone: tzinfo) -> None:
        self._tally = tally
        self._words = words
        self._zone = zone

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the area ``tally``."""
        return self._words.plain(f"tally.{key}", **facts)

    def clock(self, instant: datetime) -> str:
        """An instant as people read it."""
        return instant.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def households(self, count: int) -> str:
        """So many households."""
        return self.say("households_one" if count == 1 else "households", count=count)

    def place(self) -> str:
        """Which part of which community is asked."""
        scope = self._tally.consultation.scope
        parts = [self._tally.consultation.community_name]
        if scope.building is not None:
            parts.append(self._named("building", scope.building))
        if scope.entrance is not None:
            parts.append(self._named("entrance", scope.entrance))
        return " · ".join(clean(part) for part in parts)

    def _named(self, kind: str, value: str) -> str:
        """A bare number or letter gets its noun, as on the cards; a name that has one stays as the roster writes it."""
        return self._words.plain(f"room.{kind}", **{kind: value}) if value.isascii() else value

    def regime(self) -> str:
        """Which kind of asking this is."""
        return self.say(f"regime_{self._tally.consultation.regime.value}")

    def note(self) -> str:
        """What the result is not, or which law it is held against."""
        outcome = self._tally.outcome
        if outcome is None:
            regime = self._tally.consultation.regime
            known = Regime.CONSULTATION if regime is Regime.OWNER_DECISION else regime
            return self.say(f"note_{known.value}")
        return self.say(f"note_{outcome.ruleset.value}", item=outcome.matter.item(outcome.ruleset))

    def status(self) -> str:
        """Not yet open, open or closed."""
        return self.say(f"status_{self._tally.status.value}")

    def period(self) -> str:
        """From opening to the end."""
        asked = self._tally.consultation
        return self.say("period", opens=self.clock(asked.opens_at), closes=self.clock(asked.ends_at))

    def as_of(self) -> str:
        """The instant of the count."""
        return self.say("as_of", instant=self.clock(self._tally.as_of))

    def turnout(self) -> str:
        """How many households of how many answered, and which share that is."""
        return self._of("turnout", self._tally.turnout.weight.households, self._tally.electorate.households)

    def turnout_lines(self) -> list[str]:
        """The turnout; for an owner decision in owners and floor area too."""
        lines = [self.turnout()]
        if self._tally.outcome is not None:
            voted, everyone = self._tally.turnout.weight, self._tally.electorate
            lines.append(self._of("turnout_owners", voted.owners, everyone.owners))
            lines.append(self._of("turnout_area", voted.floor_area, everyone.floor_area, area=True))
        return lines

    def channels(self) -> str:
        """By phone and on paper."""
        if not self._tally.turnout.weight.households:
            return self.say("channels_none")
        return self.say("channels", **self._tally.turnout.by_channel)

    def verdict(self, outcome: Outcome) -> str:
        """Whether it passed; while open, whether it would pass now."""
        if outcome.passed is None:
            return self.say("passed_withheld")
        word = "passed" if outcome.passed else "failed"
        return self.say(word if self._tally.status is Status.CLOSED else f"{word}_now")

    def amount(self, comparison: Comparison, value: int) -> str:
        """One side of a comparison with its unit."""
        if comparison.is_area:
            return self.say("area", area=square_metres(value))
        return self.say("owners_one" if value == 1 else "owners", count=value)

    def fraction(self, comparison: Comparison) -> str:
        """Counted out of all, with the unit once."""
        left = square_metres(comparison.left) if comparison.is_area else str(comparison.left)
        return f"{left} / {self.amount(comparison, comparison.right)}"

    def holding(self, comparison: Comparison) -> str:
        """Reached, or what is missing."""
        if comparison.holds:
            return self.say("holds")
        if not comparison.missing:
            return self.say("fails")
        return self.say("missing", missing=self.amount(comparison, comparison.missing))

    def _of(self, key: str, part: int, whole: int, *, area: bool = False) -> str:
        show = square_metres if area else str
        return self.say(key, answered=show(part), all=show(whole), percent=percent(part, whole))
