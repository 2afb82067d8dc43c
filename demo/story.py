"""What the page is told about the sample world: whom a visitor can be, where the group is, what to try first."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from demo.people import COMMUNITY_NAME, NEIGHBOURS_OF_A_BUSY_EVENING, Role

Lead = Literal["slip", "group", "busy", "more", "none"]


@dataclass(frozen=True)
class Offer:
    """One person whom a visitor can be, with the paper that this person holds."""

    user: int
    """The person's user id in the emulator."""
    name: str
    role: Role
    home: str = ""
    """The flat or flats, in words; empty for helpers."""
    code: str = ""
    """What stands on the slip or in the invitation: the payload of the link."""
    link: str = ""
    """``https://t.me/<bot>?start=<code>``; empty when there is nothing to open."""
    verified: bool = False
    """The slip or the invitation has been used already."""
    suggested: bool = False
    """Offered first, for quick changes of person."""


@dataclass(frozen=True)
class Step:
    """One line of "how to try this", in both languages of the page."""

    zh: str
    en: str
    lead: Lead = "none"
    """What the step points at when it is pressed: the slip, the group, the busy evening, further samples."""
    user: int | None = None
    """The person to become when the step is pressed."""


@dataclass(frozen=True)
class Story:
    """Everything of ``GET /demo/story`` except the progress of the busy evening."""

    group: int
    """The chat id of the residents' group."""
    people: Sequence[Offer]
    steps: Sequence[Step] = ()
    community: str = COMMUNITY_NAME
    neighbours: int = NEIGHBOURS_OF_A_BUSY_EVENING
    """How many households the busy evening brings along."""
    start_as: int | None = None
    """The person shown first; otherwise the first suggested one."""
    run: str = field(default_factory=lambda: secrets.token_hex(8))
    """Differs from one start of the demonstration to the next, so that an open page notices a new world."""

    def as_json(self) -> dict[str, object]:
        """The page's view of it, plain JSON types only."""
        return asdict(self)


def default_steps(guest: int) -> tuple[Step, ...]:
    """The suggested first steps, given the user id of a guest who is not verified yet."""
    return (
        Step(
            "先当王阿姨：扫她家门上的条子，和机器人认证她家。",
            "Be Wang Ayi: scan the slip from her door and verify her household.",
            "slip",
            guest,
        ),
        Step(
            "到群里的卡片上替她家选一个方案，再改一次。",
            "Choose a plan for her household on the group's card, then change it.",
            "group",
        ),
        Step(
            "点「热闹的一晚」看邻居们投票，再换成小赵看图表。",
            "Press Busy evening and watch the card; then be Xiao Zhao for the chart.",
            "busy",
        ),
        Step(
            "想看更多：按这里，群里再来四份问卷、一场会议和一份结果。",
            "For more, press here: four questionnaires, a meeting and a result come into the group.",
            "more",
        ),
    )
